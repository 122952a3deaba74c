"""The stacks that the rules allow: how many, which, and a few that show them all."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from math import inf
from typing import Any

from .arrays import Array
from .catalog import Answer, Catalog, Rule

Stack = dict[str, Any]  # question -> answer, as Copier records it
Row = Mapping[str, Answer]  # factor -> level, of all factors or of some
Hits = frozenset[int]  # the clauses of later factors of which a read level was given


@dataclass(frozen=True)
class Factor:
    """One dimension of the space: a question, or one of the add-ons of a question."""

    name: str
    question: str
    levels: tuple[Answer, ...]


@dataclass(frozen=True)
class Clause:
    """What a rule demands, where `factor` has `level`, of one earlier question.

    One of the levels in `reads` must have been given if they are `wanted`, and none of
    them otherwise.
    """

    factor: str
    level: Answer
    reads: frozenset[tuple[str, Answer]]
    wanted: bool
    rule: Rule

    def allows(self, earlier: Row) -> bool:
        """Say whether the level can be had after what it reads."""
        return any(earlier[name] == level for name, level in self.reads) == self.wanted


class Space:
    """The stacks that can be had, as a space with a dimension for each decision.

    The stacks are never listed. The factors are eliminated one after the other, and all
    that is remembered of the earlier ones is which clauses of later factors they have
    hit, so stacks that no later rule can tell apart are counted together (variable
    elimination: Dechter, "Bucket elimination: A unifying framework for reasoning",
    Artificial Intelligence 113, 1999).

    Parameters
    ----------
    catalog : Catalog
        The topics, in the order of the interview, and their rules.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.factors: dict[str, Factor] = {}
        for question, topic in catalog.questions.items():
            answers = tuple(catalog.answers(question))
            if topic.question and topic.question.kind == "many":
                names = [f"{question}.{answer}" for answer in answers]
                found = [Factor(name, question, (True, False)) for name in names]
            else:
                found = [Factor(question, question, answers)]
            self.factors |= {factor.name: factor for factor in found}
        self.clauses = list(self._clauses())
        self._order = self._elimination_order()
        self._needed, self._barred, self._hit = (
            defaultdict[tuple[str, Answer], Hits](frozenset) for _ in range(3)
        )
        self._own = defaultdict[str, Hits](frozenset)
        for number, clause in enumerate(self.clauses):
            barrier = self._needed if clause.wanted else self._barred
            barrier[clause.factor, clause.level] |= {number}
            self._own[clause.factor] |= {number}
            for read in clause.reads:
                self._hit[read] |= {number}
        # What no rule speaks of can be had with anything.
        self._tied = {
            name
            for clause in self.clauses
            for name in (clause.factor, *dict(clause.reads))
        }
        # Of this space, and gone with it.
        self._ways, self._before = cache(self._count_ways), cache(self._states)
        self._feasible = cache(lambda levels: bool(self.count(dict(levels))))

    def _clauses(self) -> Iterator[Clause]:
        for question, topic in self.catalog.questions.items():
            flag = topic.question and topic.question.kind == "flag"
            for entry in topic.entries:
                if not entry.asked:
                    continue
                factor, level = self._level(question, True if flag else entry.answer)
                for rule in topic.rules(entry):
                    for wanted in (True, False):
                        condition = rule.requires if wanted else rule.excludes
                        for asked, answers in condition.items():
                            reads = frozenset(self._level(asked, a) for a in answers)
                            yield Clause(factor, level, reads, wanted, rule)

    def _elimination_order(self) -> list[str]:
        """Put next to each other what rules tie together, so that least is remembered.

        Between two groups nothing is; in a group, the order is the interview's.
        """
        first = {name: number for number, name in enumerate(self.factors)}
        for clause in self.clauses:
            tied = {first[name] for name in (clause.factor, *dict(clause.reads))}
            first = {n: min(tied) if f in tied else f for n, f in first.items()}
        return sorted(self.factors, key=first.__getitem__)

    def _level(self, question: str, answer: Answer) -> tuple[str, Answer]:
        addon = f"{question}.{answer}"
        return (addon, True) if addon in self.factors else (question, answer)

    def row(self, stack: Stack) -> dict[str, Answer]:
        """Write a stack as a row.

        Parameters
        ----------
        stack : Stack
            An answer to each question; what else is in it is left out.

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
        """Write a row as the answers that Copier records.

        Parameters
        ----------
        row : Row
            A level of each factor.

        Returns
        -------
        Stack
            An answer to each question, the add-ons in the catalog's order.
        """
        stack: Stack = {}
        for question, topic in self.catalog.questions.items():
            if topic.question and topic.question.kind == "many":
                addons = self.catalog.answers(question)
                stack[question] = [a for a in addons if row[f"{question}.{a}"]]
            else:
                stack[question] = row[question]
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
            A sentence a fault: a question that is missing or unknown, an answer that
            does not exist or, if there is none of these, one that breaks a rule.
        """
        questions = self.catalog.questions
        faults = [
            f"there is no question {name}; there are {', '.join(questions)}"
            for name in stack
            if name not in questions
        ]
        for name, topic in questions.items():
            if name not in stack:
                faults.append(f"{name} is not answered")
                continue
            many = topic.question is not None and topic.question.kind == "many"
            if many and not isinstance(stack[name], list):
                faults.append(f"{name} takes a list, not {said(stack[name])}")
                continue
            known = self.catalog.answers(name)
            given = stack[name] if many else [stack[name]]
            faults += [
                f"{name} cannot be answered with {said(answer)}; "
                f"there are {', '.join(map(said, known))}"
                for answer in given
                # 1 is equal to True, and not the same answer.
                if not any(answer == a and type(answer) is type(a) for a in known)
            ]
        if faults:
            return faults
        row = self.row(stack)
        return [
            f'{question}={said(answer)} breaks the rule "{rule.name}": {rule.reason}'
            for question in questions
            for answer in self.catalog.answers(question)
            if (level := self._level(question, answer)) in row.items()
            for rule in self._broken(level, row)
        ]

    def _broken(self, level: tuple[str, Answer], earlier: Row) -> list[Rule]:
        """List the rules that forbid a level, each once."""
        rules: list[Rule] = []
        for number in sorted(self._needed[level] | self._barred[level]):
            clause = self.clauses[number]
            if not clause.allows(earlier) and clause.rule not in rules:
                rules.append(clause.rule)
        return rules

    def allowed(self, question: str, earlier: Row) -> list[Answer]:
        """List the answers that can be given after earlier ones.

        Parameters
        ----------
        question : str
            The question.
        earlier : Row
            The factors that the rules of its entries read, and their levels.

        Returns
        -------
        list[Answer]
            What no rule forbids; of add-ons, each by itself.
        """
        return [
            answer
            for answer in self.catalog.answers(question)
            if not self._broken(self._level(question, answer), earlier)
        ]

    def reachable(self, question: str) -> list[dict[str, Answer]]:
        """List what the rules of a question's entries can find.

        Parameters
        ----------
        question : str
            The question.

        Returns
        -------
        list[dict[str, Answer]]
            Each combination of the factors they read that somebody can come to who
            gives one allowed answer after the other.
        """
        asked = list(self.catalog.questions)
        earlier = asked[: asked.index(question)]
        numbers: Hits = frozenset().union(
            *(self._own[f.name] for f in self.factors.values() if f.question in earlier)
        )
        read = {
            name
            for clause in self.clauses
            if self.factors[clause.factor].question == question
            for name, _ in clause.reads
        }
        # Dictionaries as sets that keep their order.
        states: dict[tuple[tuple[tuple[str, Answer], ...], Hits], None]
        states = {((), frozenset()): None}
        for name, factor in self.factors.items():
            if factor.question in earlier:
                states = {
                    ((*found, (name, level)) if name in read else found, hits): None
                    for found, before in states
                    for level, after in self._steps(name, before)
                    for hits in [after & numbers]
                }
        return [dict(found) for found in dict.fromkeys(found for found, _ in states)]

    def _steps(self, name: str, hits: Hits) -> Iterator[tuple[Answer, Hits]]:
        """Find the levels that a factor can have, and what is then remembered."""
        rest = hits - self._own[name]
        for level in self.factors[name].levels:
            key = name, level
            if self._needed[key] <= hits and not self._barred[key] & hits:
                yield level, rest | self._hit[key]

    def _count_ways(self, position: int, hits: Hits) -> int:
        """Count the ways to go on from a factor to a whole stack."""
        if position == len(self._order):
            return 1
        return sum(
            self._ways(position + 1, after)
            for _, after in self._steps(self._order[position], hits)
        )

    def count(self, given: Row | None = None) -> int:
        """Count the valid stacks that agree with a partial row.

        Parameters
        ----------
        given : Row | None
            Some factors and their levels; all stacks agree with none.

        Returns
        -------
        int
            How many there are, exactly.

        Raises
        ------
        KeyError
            There is no such factor.
        """
        if not given:
            return self._ways(0, frozenset())
        positions = [self._order.index(self.factors[name].name) for name in given]
        states: Mapping[Hits, int] = self._before(min(positions))
        for position in range(min(positions), max(positions) + 1):
            states = self._after(position, states, given)
        return sum(n * self._ways(max(positions) + 1, h) for h, n in states.items())

    def _states(self, position: int) -> Mapping[Hits, int]:
        """Count the ways to come to each state before a factor."""
        if position == 0:
            return {frozenset(): 1}
        return self._after(position - 1, self._before(position - 1), {})

    def _after(
        self, position: int, states: Mapping[Hits, int], given: Row
    ) -> Mapping[Hits, int]:
        name = self._order[position]
        following = Counter[Hits]()
        for hits, number in states.items():
            for level, after in self._steps(name, hits):
                if given.get(name, level) == level:
                    following[after] += number
        return following

    def sample(self, number: int, seed: int) -> list[Stack]:
        """Draw valid stacks, each as likely as any other.

        Parameters
        ----------
        number : int
            How many.
        seed : int
            The same seed draws the same stacks.

        Returns
        -------
        list[Stack]
            The stacks; one may come twice.
        """
        chance = random.Random(seed)
        return [self._nth(chance.randrange(self.count())) for _ in range(number)]

    def _nth(self, rank: int) -> Stack:
        """Find a stack by its place among all of them."""
        row: dict[str, Answer] = {}
        hits: Hits = frozenset()
        for position, name in enumerate(self._order, start=1):
            for level, after in self._steps(name, hits):
                row[name], following = level, after
                ways = self._ways(position, after)
                if rank < ways:
                    break
                rank -= ways
            hits = following
        return self.stack(row)

    def nearest(self, stack: Stack, most: int = 20) -> list[Stack]:
        """Find the valid stacks that differ from a stack in the fewest levels.

        Parameters
        ----------
        stack : Stack
            An answer to each question, even one that does not exist.
        most : int
            There can be millions of them: how many to list at most.

        Returns
        -------
        list[Stack]
            The nearest; the stack itself if it is valid.
        """
        row = self.row(stack)

        @cache
        def changes(position: int, hits: Hits) -> float:
            if position == len(self._order):
                return 0
            return min((cost for *_, cost in options(position, hits)), default=inf)

        def options(position: int, hits: Hits) -> Iterator[tuple[Answer, Hits, float]]:
            name = self._order[position]
            for level, after in self._steps(name, hits):
                yield level, after, (level != row[name]) + changes(position + 1, after)

        def rows(position: int, hits: Hits) -> Iterator[dict[str, Answer]]:
            if position == len(self._order):
                yield {}
                return
            for level, after, cost in options(position, hits):
                if cost == changes(position, hits) < inf:
                    for rest in rows(position + 1, after):
                        yield {self._order[position]: level, **rest}

        return [self.stack(near) for near in islice(rows(0, frozenset()), most)]

    def covering(self, strength: int, first: Sequence[Stack] = ()) -> list[Stack]:
        """Build a covering array of the valid stacks.

        Whichever `strength` levels of different factors can be had together are
        together in one of its rows (Kuhn, Kacker and Lei, "Practical Combinatorial
        Testing", NIST SP 800-142, 2010). `workbench.coverage` checks that.

        Parameters
        ----------
        strength : int
            How many factors are looked at together.
        first : Sequence[Stack]
            Its first rows.

        Returns
        -------
        list[Stack]
            The rows; the same ones each time.

        Raises
        ------
        ValueError
            One of the first rows is not valid.
        """
        given = self.valid(first)
        # Those with the most levels come first.
        order = list(self.factors)
        random.Random(0).shuffle(order)
        order.sort(key=lambda name: -len(self.factors[name].levels))
        levels = {name: self.factors[name].levels for name in order}
        begun = order[:strength]
        rows: list[Row] = [{name: row[name] for name in begun} for row in given]
        for combination in product(*(levels[name] for name in begun)):
            row = dict(zip(begun, combination, strict=True))
            if row not in rows and self.is_feasible(row):
                rows.append(row)
        array = Array(
            rows, {name: levels[name] for name in begun}, strength, self.is_feasible
        )
        for name in order[strength:]:
            array.grow(name, levels[name], [row[name] for row in given])
        return [self.stack(row) for row in array.rows]

    def covered(
        self, strength: int, first: Sequence[Stack], tries: int = 1
    ) -> list[Stack]:
        """Append to some rows what it takes to make a covering array of them.

        For many rows or a high strength, `covering` is faster; this appends fewer.

        Parameters
        ----------
        strength : int
            How many factors are looked at together.
        first : Sequence[Stack]
            The rows.
        tries : int
            How many ways to try, of which the one with the fewest rows is taken.

        Returns
        -------
        list[Stack]
            These rows and the appended ones; the same ones each time.

        Raises
        ------
        ValueError
            One of the rows is not valid.
        """
        levels = {name: factor.levels for name, factor in self.factors.items()}
        array = Array(self.valid(first), levels, strength, self.is_feasible)
        array.cover(tries)
        return [self.stack(row) for row in array.rows]

    def valid(self, stacks: Iterable[Mapping[str, Any]]) -> list[dict[str, Answer]]:
        """Write stacks as rows.

        Parameters
        ----------
        stacks : Iterable[Mapping[str, Any]]
            The stacks; what else is in them, as in a preset, is left out.

        Returns
        -------
        list[dict[str, Answer]]
            Of each a level of each factor.

        Raises
        ------
        ValueError
            One of them is not valid.
        """
        rows = []
        for stack in stacks:
            own = {n: stack[n] for n in self.catalog.questions if n in stack}
            if faults := self.faults(own):
                raise ValueError("; ".join(faults))
            rows.append(self.row(own))
        return rows

    def is_feasible(self, row: Row) -> bool:
        """Say whether a valid stack agrees with a partial row.

        Parameters
        ----------
        row : Row
            Some factors and their levels.

        Returns
        -------
        bool
            Whether there is one.
        """
        tied = frozenset(level for level in row.items() if level[0] in self._tied)
        return self._feasible(tied)


def said(answer: object) -> str:
    """Write an answer as one types it.

    Parameters
    ----------
    answer : object
        An answer, or what was given for one.

    Returns
    -------
    str
        The words.
    """
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def default_faults(
    space: Space,
    presets: Iterable[Mapping[str, Any]],
    yielding: Collection[str] = (),
) -> list[str]:
    """Find the defaults that a rule forbids after some earlier answers.

    Copier refuses such a default, so `--defaults` would fail after these answers.

    Parameters
    ----------
    space : Space
        The valid stacks.
    presets : Iterable[Mapping[str, Any]]
        The presets; their answers are the defaults.
    yielding : Collection[str]
        The questions where another answer is the default after such answers.

    Returns
    -------
    list[str]
        A sentence for each default and each combination of answers that forbids it.
    """
    faults = []
    presets = list(presets)
    for question in space.catalog.questions:
        for earlier in space.reachable(question):
            allowed = space.allowed(question, earlier)
            if question in yielding and allowed:
                continue
            after = " ".join(f"{name}={said(level)}" for name, level in earlier.items())
            for preset in presets:
                given = preset[question]
                faults += [
                    f"{preset['preset']}: {question}={said(answer)} "
                    f"is not allowed after {after}"
                    for answer in (given if isinstance(given, list) else [given])
                    if answer not in allowed
                ]
    return faults
