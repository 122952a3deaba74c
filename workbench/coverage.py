"""Whether a covering array covers: a check that shares no code with its making.

Here a rule is nothing but the combinations of levels that it forbids.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from .catalog import Answer, Catalog

Stack = Mapping[str, Any]
Level = tuple[str, Answer]  # a factor, and one of its levels
Levels = frozenset[Level]


def is_list(catalog: Catalog, question: str) -> bool:
    """Say whether a question is answered with a list."""
    asked = catalog.questions[question].question
    return asked is not None and asked.kind == "many"


def level_of(catalog: Catalog, question: str, answer: Answer) -> Level:
    """Write an answer as the level of a factor."""
    if is_list(catalog, question):
        return f"{question}.{answer}", True
    return question, answer


def factors_of(catalog: Catalog) -> dict[str, list[Answer]]:
    """List the factors and their levels.

    Parameters
    ----------
    catalog : Catalog
        The topics.

    Returns
    -------
    dict[str, list[Answer]]
        The answers of each question, of which one is given; for each add-on of a
        question that takes some, whether it is there.
    """
    factors: dict[str, list[Answer]] = {}
    for question in catalog.questions:
        answers = catalog.answers(question)
        if is_list(catalog, question):
            factors |= {f"{question}.{answer}": [True, False] for answer in answers}
        else:
            factors[question] = answers
    return factors


def levels_of(catalog: Catalog, stack: Stack) -> dict[str, Answer]:
    """Read a stack.

    Parameters
    ----------
    catalog : Catalog
        The topics.
    stack : Stack
        An answer to each question.

    Returns
    -------
    dict[str, Answer]
        The factors and their levels, even of answers that do not exist.
    """
    levels: dict[str, Answer] = {}
    for question in catalog.questions:
        if is_list(catalog, question):
            for answer in [*catalog.answers(question), *stack[question]]:
                levels[f"{question}.{answer}"] = answer in stack[question]
        else:
            levels[question] = stack[question]
    return levels


def forbidden(catalog: Catalog) -> Iterator[Levels]:
    """Write the rules as what they forbid.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.

    Yields
    ------
    Levels
        Levels that no valid stack has together.
    """
    for question, topic in catalog.questions.items():
        for entry in topic.entries:
            if not entry.asked:
                continue
            flag = topic.question is not None and topic.question.kind == "flag"
            own = level_of(catalog, question, True if flag else entry.answer)
            for rule in topic.rules(entry):
                for asked, refused in rule.excludes.items():
                    for answer in refused:
                        yield frozenset({own, level_of(catalog, asked, answer)})
                for asked, wanted in rule.requires.items():
                    if is_list(catalog, asked):
                        none = {(f"{asked}.{answer}", False) for answer in wanted}
                        yield frozenset({own, *none})
                    else:
                        for answer in catalog.answers(asked):
                            if answer not in wanted:
                                yield frozenset({own, (asked, answer)})


def invalid(catalog: Catalog, stacks: Iterable[Stack]) -> list[Stack]:
    """Find the stacks that cannot be had.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    stacks : Iterable[Stack]
        The stacks, each with an answer to each question.

    Returns
    -------
    list[Stack]
        Those that break a rule, or have an answer that does not exist.
    """
    factors, combos = factors_of(catalog), list(forbidden(catalog))
    found = []
    for stack in stacks:
        levels = levels_of(catalog, stack)
        exist = all(level in factors.get(name, ()) for name, level in levels.items())
        if not exist or any(combo <= levels.items() for combo in combos):
            found.append(stack)
    return found


class Search:
    """Looks for valid stacks that have some levels.

    Backtracking that decides next what has the fewest levels left, and turns back when
    something has none (forward checking: Haralick and Elliott, "Increasing tree search
    efficiency for constraint satisfaction problems", Artificial Intelligence 14, 1980).

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.factors = factors_of(catalog)
        self.forbidden: dict[str, list[Levels]] = {name: [] for name in self.factors}
        # What the rules tie together; the rest can be decided in any way.
        self.tied = {name: frozenset({name}) for name in self.factors}
        for together in forbidden(catalog):
            names = dict(together)
            tied = frozenset[str]().union(*(self.tied[name] for name in names))
            self.tied |= dict.fromkeys(tied, tied)
            for name in names:
                self.forbidden[name].append(together)
        self._found: dict[tuple[frozenset[str], Levels], bool] = {}

    def is_feasible(self, levels: Iterable[Level]) -> bool:
        """Say whether a valid stack has all of these levels.

        Parameters
        ----------
        levels : Iterable[Level]
            Levels of different factors.

        Returns
        -------
        bool
            Whether there is one.
        """
        # Also of what has none of the levels, some stack must be possible.
        parts: dict[frozenset[str], set[Level]] = {
            tied: set() for tied in self.tied.values()
        }
        for name, level in levels:
            parts[self.tied[name]].add((name, level))
        for tied, part in parts.items():
            known = tied, frozenset(part)
            if known not in self._found:
                row = dict(part)
                fits = all(self._fits(row, name) for name in row)
                self._found[known] = fits and self._extends(row, tied)
            if not self._found[known]:
                return False
        return True

    def _fits(self, row: Mapping[str, Answer], name: str) -> bool:
        return not any(each <= row.items() for each in self.forbidden[name])

    def _extends(self, row: Mapping[str, Answer], tied: frozenset[str]) -> bool:
        options = {
            name: [
                level
                for level in self.factors[name]
                if self._fits({**row, name: level}, name)
            ]
            for name in tied - row.keys()
        }
        if not options:
            return True
        name = min(options, key=lambda name: len(options[name]))
        return any(self._extends({**row, name: each}, tied) for each in options[name])


def uncovered(
    catalog: Catalog, stacks: Sequence[Stack], strength: int
) -> list[tuple[Level, ...]]:
    """Find what the stacks do not show.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    stacks : Sequence[Stack]
        The rows of a covering array.
    strength : int
        How many factors are looked at together.

    Returns
    -------
    list[tuple[Level, ...]]
        Levels of different factors that a valid stack can have together, and none of
        the stacks has.
    """
    search = Search(catalog)
    rows = [levels_of(catalog, stack) for stack in stacks]
    columns = {name: [row[name] for row in rows] for name in search.factors}
    missing = []
    for names in combinations(search.factors, strength):
        seen = set(zip(*(columns[name] for name in names), strict=True))
        for levels in product(*(search.factors[name] for name in names)):
            together = tuple(zip(names, levels, strict=True))
            if levels not in seen and search.is_feasible(together):
                missing.append(together)
    return missing
