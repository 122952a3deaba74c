"""The stacks that the interview allows: their number, and a few that show them all."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from covertable import make

from .catalog import Answer, Catalog, Rule

Stack = dict[str, Any]
Row = Mapping[str, Answer]


@dataclass(frozen=True)
class Factor:
    """One dimension of the space: a question, or one of the add-ons of a question."""

    name: str
    question: str
    levels: tuple[Answer, ...]


@dataclass(frozen=True)
class Ban:
    """A rule as the space sees it: where `factor` has `level`, `holds` must hold.

    `reads` are the factors, all earlier ones, of which one must have one of its levels
    (a requirement) or none may (an exclusion).
    """

    factor: str
    level: Answer
    reads: tuple[tuple[str, Answer], ...]
    wanted: bool
    rule: Rule

    def allows(self, row: Row) -> bool:
        """Say whether a row that decides all that is read keeps the rule."""
        if row.get(self.factor) != self.level:
            return True
        return any(row[name] == level for name, level in self.reads) == self.wanted


class Space:
    """The valid stacks.

    They are counted without listing them: the factors are eliminated one after the
    other, and of the earlier ones only those are remembered that a later rule reads
    (bucket elimination: Dechter, Artificial Intelligence 113, 1999).

    Parameters
    ----------
    catalog : Catalog
        The topics, in the order of the interview, and their rules.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.factors: dict[str, Factor] = {}
        for question, topic in catalog.questions.items():
            answers = catalog.answers(question)
            if topic.question and topic.question.kind == "many":
                for answer in answers:
                    name = f"{question}.{answer}"
                    self.factors[name] = Factor(name, question, (True, False))
            else:
                self.factors[question] = Factor(question, question, tuple(answers))
        self.bans = list(self._bans())
        self._order = list(self.factors)
        self._counts: dict[tuple[Any, ...], int] = {}
        # After which factor is a factor no longer read?
        self._last = {name: number for number, name in enumerate(self._order)}
        for ban in self.bans:
            for name, _ in ban.reads:
                position = self._order.index(ban.factor)
                self._last[name] = max(self._last[name], position)

    def _bans(self) -> Iterator[Ban]:
        for question, topic in self.catalog.questions.items():
            for entry in topic.entries:
                if not entry.asked or topic.question is None:
                    continue
                factor, level = self._level(question, entry.answer)
                if topic.question.kind == "flag":
                    level = True
                for rule in entry.rules:
                    for wanted, conditions in (
                        (True, rule.requires),
                        (False, rule.excludes),
                    ):
                        for asked, answers in conditions.items():
                            reads = tuple(self._level(asked, each) for each in answers)
                            yield Ban(factor, level, reads, wanted, rule)

    def _level(self, question: str, answer: Answer) -> tuple[str, Answer]:
        name = f"{question}.{answer}"
        return (name, True) if name in self.factors else (question, answer)

    def row(self, stack: Stack) -> dict[str, Answer]:
        """Write a stack as a row of factors.

        Parameters
        ----------
        stack : Stack
            An answer to each question.

        Returns
        -------
        dict[str, Answer]
            A level of each factor.
        """
        return {
            name: stack[name]
            if name == factor.question
            else name.removeprefix(f"{factor.question}.") in stack[factor.question]
            for name, factor in self.factors.items()
        }

    def stack(self, row: Row) -> Stack:
        """Write a row of factors as the answers that Copier records.

        Parameters
        ----------
        row : Row
            A level of each factor.

        Returns
        -------
        Stack
            An answer to each question.
        """
        stack: Stack = {}
        for name, factor in self.factors.items():
            if name == factor.question:
                stack[name] = row[name]
            else:
                chosen = stack.setdefault(factor.question, [])
                if row[name]:
                    chosen.append(name.removeprefix(f"{factor.question}."))
        return stack

    def faults(self, stack: Stack) -> list[str]:
        """Say what is wrong with a stack.

        Parameters
        ----------
        stack : Stack
            Answers.

        Returns
        -------
        list[str]
            A sentence a fault: an answer that is missing, or is none, or breaks a
            rule.
        """
        questions = self.catalog.questions
        faults = [
            f"There is no question {name}; there are {', '.join(questions)}."
            for name in stack
            if name not in questions
        ]
        for name in questions:
            if name not in stack:
                faults.append(f"{name} is not answered.")
                continue
            given = stack[name]
            known = self.catalog.answers(name)
            faults += [
                f"{name} cannot be {answer}; it can be {', '.join(map(str, known))}."
                for answer in (given if isinstance(given, list) else [given])
                if answer not in known
            ]
        if faults:
            return faults
        row = self.row(stack)
        return [
            f"{ban.factor}={ban.level} breaks the rule {ban.rule.name}: "
            f"{ban.rule.reason}"
            for ban in self.bans
            if not ban.allows(row)
        ]

    def is_valid(self, row: Row) -> bool:
        """Say whether a row breaks no rule.

        Parameters
        ----------
        row : Row
            A level of each factor.

        Returns
        -------
        bool
            Whether it is one of the valid stacks.
        """
        return all(ban.allows(row) for ban in self.bans)

    def count(self, given: Row | None = None) -> int:
        """Count the valid stacks that agree with a partial row.

        Parameters
        ----------
        given : Row | None
            Some factors and their levels; all stacks if there are none.

        Returns
        -------
        int
            How many there are, exactly.
        """
        return self._count(0, {}, dict(given or {}))

    def _count(self, position: int, earlier: Row, given: Row) -> int:
        if position == len(self._order):
            return 1
        read = {n: v for n, v in earlier.items() if self._last[n] >= position}
        later = tuple((n, given[n]) for n in self._order[position:] if n in given)
        key = (position, tuple(read.items()), later)
        if key not in self._counts:
            name = self._order[position]
            levels = [given[name]] if name in given else self.factors[name].levels
            self._counts[key] = sum(
                self._count(position + 1, {**read, name: level}, given)
                for level in levels
                if self._allowed({**read, name: level}, name)
            )
        return self._counts[key]

    def _allowed(self, row: Row, name: str) -> bool:
        return all(ban.allows(row) for ban in self.bans if ban.factor == name)

    def sample(self, number: int, seed: int) -> list[Stack]:
        """Draw valid stacks, each as likely as any other.

        Parameters
        ----------
        number : int
            How many.
        seed : int
            The same seed gives the same stacks.

        Returns
        -------
        list[Stack]
            The stacks; one may come twice.
        """
        chance = random.Random(seed)
        stacks = []
        for _ in range(number):
            row: dict[str, Answer] = {}
            for name, factor in self.factors.items():
                weights = [self.count({**row, name: lv}) for lv in factor.levels]
                row[name] = chance.choices(factor.levels, weights)[0]
            stacks.append(self.stack(row))
        return stacks

    def covering(self, strength: int, first: Sequence[Stack] = ()) -> list[Stack]:
        """Build a covering array of the valid stacks.

        Any `strength` levels of different factors that can be had together are
        together in one of its rows (Kuhn, Kacker and Lei, "Practical Combinatorial
        Testing", NIST SP 800-142, 2010). `workbench.coverage` checks it.

        Parameters
        ----------
        strength : int
            How many factors are looked at together.
        first : Sequence[Stack]
            Its first rows.

        Returns
        -------
        list[Stack]
            The rows.
        """
        # By numbers: a dot in a name means something to covertable, and of True and 1,
        # which are equal, it would make one level.
        rows: list[dict[int, int]] = make(
            dict(enumerate(list(range(len(f.levels))) for f in self.factors.values())),
            strength=strength,
            presets=[self._numbers(self.row(stack)) for stack in first],
            constraints=[self._condition(ban) for ban in self.bans],
        )
        made = [
            self.stack(
                {
                    name: factor.levels[row[number]]
                    for number, (name, factor) in enumerate(self.factors.items())
                }
            )
            for row in rows
        ]
        given = [self.stack(self.row(stack)) for stack in first]
        return [*given, *(stack for stack in made if stack not in given)]

    def _numbers(self, row: Row) -> dict[int, int]:
        return {
            self._order.index(name): self.factors[name].levels.index(level)
            for name, level in row.items()
        }

    def _condition(self, ban: Ban) -> dict[str, Any]:
        def is_at(name: str, level: Answer) -> dict[str, Any]:
            ((factor, number),) = self._numbers({name: level}).items()
            return {"operator": "eq", "left": factor, "value": number}

        read: dict[str, Any] = {
            "operator": "or",
            "conditions": [is_at(*each) for each in ban.reads],
        }
        kept = read if ban.wanted else {"operator": "not", "condition": read}
        other = {"operator": "not", "condition": is_at(ban.factor, ban.level)}
        return {"operator": "or", "conditions": [other, kept]}

    def nearest(self, stack: Stack) -> list[Stack]:
        """Find the valid stacks that differ in the fewest answers.

        Parameters
        ----------
        stack : Stack
            An answer to each question.

        Returns
        -------
        list[Stack]
            All of the nearest; the stack itself if it is valid.
        """
        row = self.row(stack)
        for distance in range(len(self.factors) + 1):
            found = [
                near
                for names in combinations(self.factors, distance)
                for near in self._changed(row, names)
                if self.is_valid(near)
            ]
            if found:
                return [self.stack(near) for near in found]
        return []

    def _changed(self, row: Row, names: Sequence[str]) -> Iterator[dict[str, Answer]]:
        others = (
            [level for level in self.factors[name].levels if level != row[name]]
            for name in names
        )
        for levels in product(*others):
            yield {**row, **dict(zip(names, levels, strict=True))}


def default_faults(space: Space, presets: Iterable[Mapping[str, Any]]) -> list[str]:
    """Find defaults that a rule forbids after some earlier answers.

    Parameters
    ----------
    space : Space
        The valid stacks.
    presets : Iterable[Mapping[str, Any]]
        The presets, whose answers are the defaults.

    Returns
    -------
    list[str]
        A sentence for each default and each answer that forbids it.
    """
    return [
        f"{preset['preset']}: {ban.factor}={ban.level} is forbidden by {ban.rule.name}"
        for preset in presets
        for ban in space.bans
        if space.row(dict(preset))[ban.factor] == ban.level and can_break(space, ban)
    ]


def can_break(space: Space, ban: Ban) -> bool:
    """Say whether valid earlier answers can lead to what a rule forbids.

    Parameters
    ----------
    space : Space
        The valid stacks.
    ban : Ban
        What the rule forbids.

    Returns
    -------
    bool
        Whether a user who has given only allowed answers can come to it.
    """
    names = list(dict(ban.reads))
    for levels in product(*(space.factors[name].levels for name in names)):
        given = dict(zip(names, levels, strict=True))
        if not ban.allows({**given, ban.factor: ban.level}) and space.count(given):
            return True
    return False
