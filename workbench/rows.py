"""The covering array that is committed: what is new appends rows and changes none.

What was proven of a row's service holds as long as the row does. An array that is built
anew for each catalog has other rows after each new alternative. Each row says on which
Python its service is tested.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, zip_longest
from pathlib import Path
from typing import Any

from .catalog import Answer
from .paths import ROOT
from .space import Space, Stack, said
from .versions import PYTHONS

ROWS = ROOT / "evidence" / "rows.jsonl"  # without the presets, which are rows, too
STRENGTH = 2
TRIES = 40  # each row is a project: the array with the fewest of so many is kept
PYTHON = "python_version"
# Each level is tested on the lowest and on the highest Python; others count for less.
WEIGHTS = {PYTHONS[0]: 3, PYTHONS[-1]: 3}


@dataclass(frozen=True)
class Extension:
    """A covering array whose first rows are the presets, and then the committed ones.

    `notes` say what became of committed rows that could not stay as they were, and
    `pythons` on which Python each stack is tested.
    """

    presets: list[Stack]
    kept: list[Stack]
    appended: list[Stack]
    notes: list[str]
    pythons: list[str]

    @property
    def stacks(self) -> list[Stack]:
        """All rows."""
        return [*self.presets, *self.kept, *self.appended]

    @property
    def lines(self) -> str:
        """What is to be committed: a row a line."""
        rows = list(zip(self.stacks, self.pythons, strict=True))[len(self.presets) :]
        return "".join(
            json.dumps({PYTHON: python, **row}, ensure_ascii=False) + "\n"
            for row, python in rows
        )


def committed(path: Path = ROWS) -> list[Stack]:
    """Read the committed rows.

    Parameters
    ----------
    path : Path
        Where they are.

    Returns
    -------
    list[Stack]
        The rows, with the answers that there were when they were written; none if
        there is no such file.
    """
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def extended(
    space: Space, presets: Mapping[str, Mapping[str, Any]], rows: Sequence[Stack]
) -> Extension:
    """Append to rows what it takes to show each pair of levels that can be had.

    Parameters
    ----------
    space : Space
        The valid stacks.
    presets : Mapping[str, Mapping[str, Any]]
        The presets; what the first one answers is usual.
    rows : Sequence[Stack]
        The rows from before, perhaps of another catalog. A new factor gets the level
        that leaves the service as it was, and a row that is not valid any more becomes
        the nearest that is.

    Returns
    -------
    Extension
        The covering array.

    Raises
    ------
    ValueError
        A preset is not valid.
    """
    first = [space.stack(row) for row in space.valid(presets.values())]
    usual = _usual(space, next(iter(presets.values()), {}))
    kept: list[Stack] = []
    given: list[str | None] = [it for it, _ in zip(cycle(PYTHONS), first, strict=False)]
    notes = []
    for number, committed_row in enumerate(rows, start=1):
        old = dict(committed_row)
        python = old.pop(PYTHON, None)
        row = _adopted(space, old, usual)
        stack = row and space.stack(row)
        if stack is None or stack in (*first, *kept):
            why = "is there already" if stack else "cannot be had"
            notes.append(f"row {number} is dropped: it {why}")
            continue
        kept.append(stack)
        given.append(python)
        changed = list(_changed(space, old, stack))
        if changed:
            notes.append(f"row {number} is changed: {', '.join(changed)}")
    stacks = space.covered(STRENGTH, [*first, *kept], TRIES)
    pythons = _pythons(space, stacks, given)
    return Extension(first, kept, stacks[len(given) :], notes, pythons)


def _pythons(
    space: Space, stacks: Sequence[Stack], given: Sequence[str | None]
) -> list[str]:
    """Choose the Python that each stack is tested on; what is given stays.

    It is the one on which the most levels of the stack have not been seen yet.
    """
    found: list[str] = []
    seen: dict[str, set[tuple[str, Answer]]] = {python: set() for python in PYTHONS}
    for stack, python in zip_longest(stacks, given):
        levels = set(space.row(stack).items())
        worth = {it: WEIGHTS.get(it, 1) * len(levels - seen[it]) for it in PYTHONS}
        chosen = python if python in worth else max(PYTHONS, key=worth.__getitem__)
        seen[chosen] |= levels
        found.append(chosen)
    return found


def _usual(space: Space, preset: Mapping[str, Any]) -> dict[str, list[Answer]]:
    """List the levels of each factor, first what services have that were not asked."""

    def by_wish(name: str) -> list[Answer]:
        factor = space.factors[name]
        asked = space.catalog.questions[factor.question].question
        wishes = [asked and asked.before, "none", False, preset.get(factor.question)]
        return sorted(
            factor.levels,
            key=lambda it: wishes.index(it) if it in wishes else len(wishes),
        )

    return {name: by_wish(name) for name in space.factors}


def _adopted(
    space: Space, old: Stack, usual: Mapping[str, Sequence[Answer]]
) -> dict[str, Answer] | None:
    """Give the valid row that is nearest to an old one, if there is any."""
    row = dict(_known(space, old))
    if not space.is_feasible(row):
        whole = {name: levels[0] for name, levels in usual.items()} | row
        nearest = space.nearest(space.stack(whole), most=1)
        return space.row(nearest[0]) if nearest else None
    for name, levels in usual.items():
        if name not in row:
            row[name] = next(
                it for it in levels if space.is_feasible({**row, name: it})
            )
    return row


def _known(space: Space, old: Stack) -> Iterator[tuple[str, Answer]]:
    """Read the levels of an old row that there still are."""
    for factor in space.factors.values():
        given = _given(space, old, factor.question)
        if factor.name == factor.question:
            if given in factor.levels:
                yield factor.name, given
        elif isinstance(given, list):
            addon = factor.name.removeprefix(f"{factor.question}.")
            yield factor.name, addon in given


def _changed(space: Space, old: Stack, new: Stack) -> Iterator[str]:
    """Tell the answers of an old row that are others now."""
    for question, answer in new.items():
        given = _given(space, old, question)
        if given is not None and given != answer:
            yield f"{question}={said(answer)} and not {said(given)}"
    known = {name for question in new for name in _names(space, question)}
    yield from (f"without {name}" for name in old if name not in known)


def _given(space: Space, old: Stack, question: str) -> Any:
    """Look an answer up, also under the question's former names."""
    names = _names(space, question)
    return next((old[name] for name in names if name in old), None)


def _names(space: Space, question: str) -> list[str]:
    """List the names that a question has and had."""
    asked = space.catalog.questions[question].question
    return [question, *(asked.aliases if asked else [])]
