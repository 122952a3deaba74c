from reactivex import operators as ops
from reactivex.subject import Subject


def is_large(total: int) -> bool:
    return total >= 10


def add(sum_so_far: int, total: int) -> int:
    return sum_so_far + total


totals: Subject[int] = Subject()
revenue: list[int] = []
totals.pipe(ops.filter(is_large), ops.scan(add)).subscribe(revenue.append)

for total in [12, 3, 30]:
    totals.on_next(total)
assert revenue == [12, 42]
