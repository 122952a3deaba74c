from datetime import date

from sortedcontainers import SortedDict

due = SortedDict({date(2026, 11, 27): "order 3", date(2026, 11, 24): "order 1"})
due[date(2026, 11, 25)] = "order 2"  # finds its place; nothing is sorted again

assert list(due.values()) == ["order 1", "order 2", "order 3"]

late = [due[day] for day in due.irange(maximum=date(2026, 11, 25))]
assert late == ["order 1", "order 2"]
assert due.popitem(0) == (date(2026, 11, 24), "order 1")
