"""Covering arrays that grow by a factor at a time, or by rows alone."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product

from .catalog import Answer

Row = Mapping[str, Answer]
Level = tuple[str, Answer]  # a factor, and one of its levels


class Array:
    """A covering array, and what it takes to give it another factor.

    In-parameter-order: a new factor gets, row by row, the level that brings the most
    that is new; what no row can show is then put into as few further rows as a greedy
    choice takes (Lei, Kacker, Kuhn, Okun and Lawrence, "IPOG: A general strategy for
    t-way software testing", ECBS 2007). That takes time by the number of pairs of
    levels, however many rules there are.

    Parameters
    ----------
    rows : Sequence[Row]
        Rows of the factors that there are so far: a covering array, or what is to
        become one.
    levels : Mapping[str, Sequence[Answer]]
        The levels of these factors.
    strength : int
        How many factors are looked at together.
    is_feasible : Callable[[Row], bool]
        Whether there is a whole row that agrees with a partial one.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        levels: Mapping[str, Sequence[Answer]],
        strength: int,
        is_feasible: Callable[[Row], bool],
    ) -> None:
        self.rows = [dict(row) for row in rows]
        self.levels = dict(levels)
        self.is_feasible = is_feasible
        # What a level of a new factor must meet: combinations of one level fewer.
        self._size = strength - 1
        self._combos: list[tuple[Level, ...]] = []
        self._bits: dict[tuple[Level, ...], int] = {}
        for names in combinations(self.levels, self._size):
            self._register(names)
        self._shown = [self._shows(row) for row in self.rows]

    def grow(
        self, name: str, levels: Sequence[Answer], first: Sequence[Answer]
    ) -> None:
        """Add a factor.

        Parameters
        ----------
        name : str
            Its name.
        levels : Sequence[Answer]
            Its levels.
        first : Sequence[Answer]
            The levels that it has in the first rows.
        """
        shown = dict.fromkeys(levels, 0)  # by each level: the combinations it has met
        for number, row in enumerate(self.rows):
            combos = self._shown[number]
            allowed = [*first[number : number + 1]] or [
                level for level in levels if self.is_feasible({**row, name: level})
            ]
            # Of two that bring the same, the one that has been had less.
            row[name] = max(
                allowed,
                key=lambda level: (
                    (combos & ~shown[level]).bit_count(),
                    -shown[level].bit_count(),
                ),
            )
            shown[row[name]] |= combos
        earlier = list(self.levels)
        self.levels[name] = levels
        every = (1 << len(self._combos)) - 1
        missing = [
            {**dict(combo), name: level}
            for level in levels
            for combo in self._named(every & ~shown[level])
            if self.is_feasible({**dict(combo), name: level})
        ]
        for row in self._merged(missing):
            self.rows.append(self._complete(row))
        for names in combinations(earlier, self._size - 1):
            self._register((*names, name))
        self._shown = [self._shows(row) for row in self.rows]

    def cover(self, tries: int) -> None:
        """Append rows until they show all that can be had.

        Parameters
        ----------
        tries : int
            In how many orders to put what is missing into rows; the one that takes the
            fewest is kept.
        """
        missing = list(self._missing())
        chance = random.Random(0)
        orders = (chance.sample(missing, len(missing)) for _ in range(tries))
        for row in min(map(self._merged, orders), key=len):
            self.rows.append(self._complete(row))
        self._shown = [self._shows(row) for row in self.rows]

    def _missing(self) -> Iterator[dict[str, Answer]]:
        """Find the combinations that can be had, and that no row has."""
        for names in combinations(self.levels, self._size + 1):
            seen = {tuple(row[name] for name in names) for row in self.rows}
            for levels in product(*(self.levels[name] for name in names)):
                together = dict(zip(names, levels, strict=True))
                if levels not in seen and self.is_feasible(together):
                    yield together

    def _merged(self, wanted: Sequence[dict[str, Answer]]) -> list[dict[str, Answer]]:
        """Put all of it into as few partial rows as a greedy choice takes."""
        rows = []
        while wanted:
            row, wanted = self._merge(wanted)
            rows.append(row)
        return rows

    def _merge(
        self, wanted: Sequence[dict[str, Answer]]
    ) -> tuple[dict[str, Answer], list[dict[str, Answer]]]:
        """Put as much as possible into one row; give back what did not fit."""
        row: dict[str, Answer] = {}
        rest = []
        for one in wanted:
            agrees = all(row.get(name, level) == level for name, level in one.items())
            if agrees and self.is_feasible({**row, **one}):
                row |= one
            else:
                rest.append(one)
        return row, rest

    def _complete(self, row: dict[str, Answer]) -> dict[str, Answer]:
        """Give a row the levels that it lacks: those that were had least so far."""
        for name, levels in self.levels.items():
            if name not in row:
                had = Counter(other[name] for other in self.rows)
                row[name] = next(
                    level
                    for level in sorted(levels, key=lambda level: had[level])
                    if self.is_feasible({**row, name: level})
                )
        return {name: row[name] for name in self.levels}

    def _register(self, names: tuple[str, ...]) -> None:
        """Give a bit to each combination of levels of some factors."""
        for levels in product(*(self.levels[name] for name in names)):
            combo = tuple(zip(names, levels, strict=True))
            self._bits[combo] = len(self._combos)
            self._combos.append(combo)

    def _shows(self, row: Row) -> int:
        """Say which combinations a row has, as the bits of a number."""
        bits = bytearray(len(self._combos) // 8 + 1)
        for combo in combinations(row.items(), self._size):
            bit = self._bits[combo]
            bits[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(bits, "little")

    def _named(self, bits: int) -> Iterator[tuple[Level, ...]]:
        """Give the combinations that some bits stand for."""
        while bits:
            lowest = bits & -bits
            yield self._combos[lowest.bit_length() - 1]
            bits ^= lowest
