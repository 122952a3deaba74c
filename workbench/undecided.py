"""Rendering with answers that are not decided yet.

Where a rendering reads one of them, it is done again with each of the answers there
are, so that only what is really read takes part: a decision tree, whose leaves stand
for all stacks that agree with them. The leaves' stacks add up to the number of valid
stacks; that sum is the proof that none was left out. (A small symbolic execution: King,
"Symbolic Execution and Program Testing", Communications of the ACM 19(7), 1976.)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, Generic, TypeVar

from jinja2 import TemplateError
from jinja2.runtime import Context

from .catalog import Answer
from .render import Renderer
from .space import Space

LISTS = (
    *(
        "help",
        "idioms",
        "settings",
        "types",
        "services",
        "processes",
        "dashboards",
        "volumes",
        "tables",
    ),
    *("goals", "configures", "hooks", "ignores", "extensions", "routers"),
)
MAPS = ("modules", "commands", "editor_settings")
GROUPS = ("main", "test", "lint", "types", "dev")
COLLECTIONS = {*LISTS, *MAPS, *(f"packages.{group}" for group in GROUPS)}
LIMIT = 100  # leaves of a tree
# An answer that may stay empty, given.
EXAMPLES = {"user_email": "ada@example.org", "github_user": "octocat"}

Row = Mapping[str, Answer]
When = Mapping[str, Iterable[Answer]]
Result = TypeVar("Result")


def shown(row: Row) -> str:
    """Write answers as they are given to Copier.

    Parameters
    ----------
    row : Row
        Some factors and their levels.

    Returns
    -------
    str
        The answers, or that none matters.
    """
    return " ".join(f"{name}={level}" for name, level in row.items()) or "any answers"


class _Fork(BaseException):  # as an Exception, Jinja would rewrite its traceback
    """Somebody reads an answer that is not decided yet."""

    def __init__(self, factor: str) -> None:
        super().__init__(factor)
        self.factor = factor


class TooWideError(Exception):
    """A rendering depends on more than can be enumerated."""


class BrokenTemplateError(Exception):
    """A file cannot be rendered with some answers."""

    def __init__(self, row: Row, reason: str, file: str = "") -> None:
        super().__init__(row, reason, file)
        self.row = row
        self.reason = reason
        self.file = file

    def __str__(self) -> str:
        return f"{self.file}, with {shown(self.row)}: {self.reason}"


class FootprintError(Exception):
    """The proof does not add up: a fault of the workbench, not of the template."""


@dataclass(frozen=True)
class Leaf(Generic[Result]):
    """What came of a rendering, for all stacks that agree with `row`."""

    row: Row
    result: Result
    stacks: int


class Answers:
    """The answers, as far as they are decided."""

    def __init__(self, world: "World", row: Row, cut: Mapping[str, Any]) -> None:
        self.world = world
        self.row = row
        self.cut = cut

    def level(self, factor: str) -> Answer:
        if factor not in self.row:
            raise _Fork(factor)
        return self.row[factor]

    def answer(self, question: str) -> Any:
        addons = self.world.addons.get(question)
        if addons is None:
            return self.level(question)
        return AddOns(self, question, addons)

    def hold(self, when: When) -> bool:
        """Say whether an entry of this condition is part of the service."""
        return all(
            any(self.level(f"{question}.{answer}") for answer in wanted)
            if question in self.world.addons
            else self.level(question) in wanted
            for question, wanted in when.items()
        )

    def hold_any(self, whens: Iterable[When]) -> bool:
        """Say whether one of these conditions holds; those that are decided come first.

        What holds already decides it, so nothing has to be read of the others.
        """
        undecided = []
        for when in whens:
            try:
                if self.hold(when):
                    return True
            except _Fork:
                undecided.append(when)
        return any(map(self.hold, undecided))


class AddOns:
    """The answers to a question that takes many: each is read when it is asked for."""

    def __init__(self, answers: Answers, question: str, known: list[str]) -> None:
        self.answers = answers
        self.question = question
        self.known = known

    def _has(self, addon: str) -> bool:
        return bool(self.answers.level(f"{self.question}.{addon}"))

    def __iter__(self) -> Iterator[str]:
        return filter(self._has, self.known)

    def __contains__(self, addon: str) -> bool:
        return addon in self.known and self._has(addon)

    def __bool__(self) -> bool:
        return any(map(self._has, self.known))


class Question:
    """An answer that a template may read, or not."""

    def __init__(self, answers: Answers, name: str) -> None:
        self.answers = answers
        self.name = name


class TrackingContext(Context):
    """Jinja's context, which looks an answer up only when it is read."""

    def resolve_or_missing(self, key: str) -> Any:
        value = super().resolve_or_missing(key)
        if isinstance(value, Question):
            return value.answers.answer(value.name)
        return value


class Listed:
    """A list of `picked` that entries add to."""

    def __init__(
        self, answers: Answers, path: str, parts: list[tuple[Any, When]]
    ) -> None:
        self.answers = answers
        self.path = path
        self.parts = parts

    def __iter__(self) -> Iterator[Any]:
        if self.path in self.answers.cut:
            return iter(self.answers.cut[self.path])
        return (item for item, when in self.parts if self.answers.hold(when))

    def __contains__(self, item: object) -> bool:
        whens = (when for part, when in self.parts if part == item)
        return any(map(self.answers.hold, whens))

    def __bool__(self) -> bool:
        return any(self.answers.hold(when) for _, when in self.parts)


class Named:
    """A mapping of `picked` that entries add to; the last one to name a key wins."""

    def __init__(
        self, answers: Answers, path: str, parts: list[tuple[str, Any, When]]
    ) -> None:
        self.answers = answers
        self.path = path
        self.parts = parts

    def __getitem__(self, key: str) -> Any:
        for name, value, when in reversed(self.parts):
            if name == key and self.answers.hold(when):
                return value
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(
            name == key and self.answers.hold(when) for name, _, when in self.parts
        )

    def items(self) -> Iterable[tuple[str, Any]]:
        if self.path in self.answers.cut:
            return list(self.answers.cut[self.path])
        held = [(n, value) for n, value, when in self.parts if self.answers.hold(when)]
        return dict(held).items()


class World:
    """The template over all of its answers.

    Parameters
    ----------
    renderer : Renderer
        The template.
    space : Space
        The answers to the catalog's questions.
    """

    def __init__(self, renderer: Renderer, space: Space) -> None:
        self.renderer = renderer
        self.space = space
        self.environment = renderer.environment
        self.environment.context_class = TrackingContext
        self.levels: dict[str, tuple[Answer, ...]] = {
            name: factor.levels for name, factor in space.factors.items()
        }
        self.identity = dict(self._identity())
        self.levels |= self.identity
        self.addons: dict[str, list[str]] = {}
        for name, factor in space.factors.items():
            if name != factor.question:
                addons = self.addons.setdefault(factor.question, [])
                addons.append(name.removeprefix(f"{factor.question}."))
        self.recommended = space.row(renderer.constants["presets"]["recommended"])
        self._items: dict[str, list[tuple[Any, When]]] = {}
        self._pairs: dict[str, list[tuple[str, Any, When]]] = {}
        self._usual = {
            name: self.recommended.get(name, levels[0])
            for name, levels in self.levels.items()
        }
        self.stacks = self.count({})

    def _identity(self) -> Iterator[tuple[str, tuple[Answer, ...]]]:
        """Find the answers about the service itself that are not free text."""
        for name, question in self.renderer.questions.items():
            choices = question.get("choices")
            if name in self.space.factors or question.get("when") is False:
                continue
            if name == "preset":
                yield name, tuple(self.renderer.constants["presets"])
            elif isinstance(choices, dict):
                yield name, tuple(choices.values())
            elif isinstance(choices, list):
                yield name, tuple(choices)
            elif question["type"] == "bool":
                yield name, (True, False)
            elif question.get("default") == "":
                yield name, ("", EXAMPLES[name])

    def count(self, row: Row) -> int:
        """Count the stacks, and identities, that agree with a row.

        Parameters
        ----------
        row : Row
            Some factors and their levels.

        Returns
        -------
        int
            How many there are.
        """
        own = {name: level for name, level in row.items() if name not in self.identity}
        free = (levels for name, levels in self.identity.items() if name not in row)
        return self.space.count(own) * prod(map(len, free))

    def complete(self, row: Row) -> dict[str, Answer]:
        """Extend a row to a valid stack, by the recommended answers where they do.

        Parameters
        ----------
        row : Row
            Some factors and their levels.

        Returns
        -------
        dict[str, Answer]
            All factors and their levels.
        """
        full = dict(row)
        usual = self._usual | full
        if self.count(usual):
            return usual
        for name, levels in self.levels.items():
            if name not in full:
                first = self.recommended.get(name)
                full[name] = next(
                    level
                    for level in sorted(levels, key=lambda level: level != first)
                    if self.count({**full, name: level})
                )
        return full

    def answers(self, row: Row) -> dict[str, Any]:
        """Turn a complete row into the answers that the interview records.

        Parameters
        ----------
        row : Row
            All factors and their levels.

        Returns
        -------
        dict[str, Any]
            An answer a question.
        """
        own = {name: level for name, level in row.items() if name not in self.identity}
        about = {name: level for name, level in row.items() if name in self.identity}
        return about | self.space.stack(own)

    def explore(
        self,
        render: Callable[[Answers], Result],
        cut: Mapping[str, Any] | None = None,
        limit: int = LIMIT,
    ) -> list[Leaf[Result]]:
        """Render for all stacks, by as few renderings as differ in what they read.

        Parameters
        ----------
        render : Callable[[Answers], Result]
            The rendering.
        cut : Mapping[str, Any] | None
            Collections of `picked` that are to have just these items.
        limit : int
            How many leaves are too many.

        Returns
        -------
        list[Leaf[Result]]
            The leaves of the decision tree.

        Raises
        ------
        TooWideError
            There are more.
        BrokenTemplateError
            It fails with some answers.
        FootprintError
            The leaves' stacks are not all stacks.
        """
        pending: list[dict[str, Answer]] = [{}]
        leaves: list[Leaf[Result]] = []
        while pending:
            row = pending.pop()
            try:
                result = render(Answers(self, row, cut or {}))
            except _Fork as fork:
                for level in reversed(self.levels[fork.factor]):
                    if self.count({**row, fork.factor: level}):
                        pending.append({**row, fork.factor: level})
                if len(pending) + len(leaves) > limit:
                    raise TooWideError from None
                continue
            except TemplateError as error:
                raise BrokenTemplateError(row, str(error)) from error
            leaves.append(Leaf(row, result, self.count(row)))
        if sum(leaf.stacks for leaf in leaves) != self.stacks:
            raise FootprintError("the leaves do not add up to all stacks")
        return leaves

    @cached_property
    def fixed(self) -> dict[str, Any]:
        """What files may read that no answer decides."""
        return self.renderer.context({})

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """What the entries on offer bring along."""
        topics = self.renderer.constants["catalog"].values()
        return [entry for topic in topics for entry in topic["entries"]]

    def items(self, path: str) -> list[tuple[Any, When]]:
        """List what can be in one of the lists of `picked`, each with its condition."""
        if path not in self._items:  # asked for again with each set of answers
            self._items[path] = [
                (item, entry["when"])
                for entry in self.entries
                for item in entry.get(path, [])
            ]
        return self._items[path]

    def pairs(self, path: str) -> list[tuple[str, Any, When]]:
        """List what can be in one of the mappings of `picked`."""
        if path not in self._pairs:
            field, _, group = path.partition(".")
            self._pairs[path] = [
                (key, value, entry["when"])
                for entry in self.entries
                for found in [entry.get(field, {})]
                for key, value in (found.get(group, {}) if group else found).items()
            ]
        return self._pairs[path]

    def universe(self, path: str) -> list[tuple[Any, list[When]]]:
        """List what can be in one of the collections of `picked`.

        Parameters
        ----------
        path : str
            A list, such as `hooks`, or a mapping, such as `packages.main`.

        Returns
        -------
        list[tuple[Any, list[When]]]
            Each item once, with the conditions of which one has to hold.
        """
        every: list[tuple[Any, When]] = (
            self.items(path)
            if path in LISTS
            else [((key, value), when) for key, value, when in self.pairs(path)]
        )
        found: list[tuple[Any, list[When]]] = []
        for item, when in every:
            for known, whens in found:
                if known == item:
                    whens.append(when)
                    break
            else:
                found.append((item, [when]))
        return found

    def picked(self, answers: Answers) -> dict[str, Any]:
        """Stand in for what `includes/picked.jinja` makes of the answers."""
        return {
            **{name: Listed(answers, name, self.items(name)) for name in LISTS},
            **{name: Named(answers, name, self.pairs(name)) for name in MAPS},
            "packages": {
                group: Named(answers, path, self.pairs(path))
                for group in GROUPS
                for path in [f"packages.{group}"]
            },
        }
