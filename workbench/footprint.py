"""What each file of the template depends on, and how many texts it can have.

A file that depends on few answers is rendered for all of them. One that depends on too
many is taken apart: into its statements, each with a decision tree of its own, and its
loops over what the entries bring along into a block an item. The sum of the parts'
texts then takes the place of their product. That such a file is nothing but its parts,
one after the other, and a block nobody's but its item's, is checked as well.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, meta, nodes

from .evidence import digest
from .learnt import found_once
from .paths import PARTS, ROOT, files
from .render import ANSWERS_FILE, Source
from .undecided import (
    COLLECTIONS,
    Answers,
    BrokenTemplateError,
    FootprintError,
    Leaf,
    Question,
    Row,
    TooWideError,
    When,
    World,
)
from .versions import packages

MARK = "\0"  # stands before each pass of a loop that is taken apart
FEW = 4  # variants that nobody would take apart
WHOLE = 12  # leaves of a file's tree; what has more is taken apart
PASSES = 2000  # leaves of a tree that asks whether two items are there
# What the text of a block may depend on beside its item: what stands next to it.
NEIGHBOURS = {"first", "last", "changed"}
ORDERS = {"sort", "dictsort"}  # the filters that change nothing but the order
MUTATORS = {"append", "extend", "insert", "update", "pop"}


@dataclass(frozen=True)
class Footprint:
    """What one file of the template depends on.

    `way` says how its texts were found: "whole", "in parts", or "at strength 3" where
    neither will do. `rows` are partial stacks that show each variant at least once.
    """

    name: str
    way: str
    factors: tuple[str, ...]
    variants: int
    leaves: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Statement:
    """A statement that writes something, its conditions, the definitions before it."""

    node: nodes.Node
    guards: tuple[tuple[nodes.Node, bool], ...]
    prelude: tuple[nodes.Node, ...]

    def branches(self) -> Iterator["Statement"]:
        """Take a condition's branches apart."""
        if isinstance(self.node, nodes.If):
            for body, holds in ((self.node.body, True), (otherwise(self.node), False)):
                guards = (*self.guards, (self.node.test, holds))
                yield from statements(body, guards, self.prelude)

    def template(self, environment: Environment) -> Template:
        """Make a template of it, with the definitions that it needs."""
        node = self.node
        for test, holds in reversed(self.guards):
            node = nodes.If(test, [node] if holds else [], [], [] if holds else [node])
        needed = [node]
        for definition in reversed(self.prelude):
            if defined(definition) & undeclared(environment, needed):
                needed.insert(0, definition)
        return environment.from_string(as_template(environment, needed))


def footprints_of(world: World) -> list[Footprint]:
    """Find what each file of a template depends on, once for each state of it.

    Parameters
    ----------
    world : World
        The template over all of its answers.

    Returns
    -------
    list[Footprint]
        One for each file.
    """
    return found_once("footprints", state_of(world), lambda: _footprints(world))


def state_of(world: World) -> str:
    """Name all that anything which is found out about a template depends on.

    Parameters
    ----------
    world : World
        The template over all of its answers.

    Returns
    -------
    str
        A hash of the template, of this package, and of the packages that it uses.
    """
    return digest(*_parts(world))


def _parts(world: World) -> Iterator[str]:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    yield packages(own["project"]["dependencies"])
    yield world.space.catalog.model_dump_json()
    root, package = world.renderer.root, Path(__file__).parent
    for folder, parts in ((root, PARTS), (package.parent, [package.name])):
        for path in sorted(path for part in parts for path in files(folder / part)):
            yield path.relative_to(folder).as_posix()
            yield path.read_text("utf-8")


def _footprints(world: World) -> list[Footprint]:
    return [View(world, source).footprint() for source in world.renderer.sources]


def read(leaves: Iterable[Leaf[Any]]) -> set[str]:
    """List the factors that a decision tree reads."""
    return {factor for leaf in leaves for factor in leaf.row}


def by_result(leaves: Iterable[Leaf[Any]]) -> dict[Any, Row]:
    """Give one row a distinct result."""
    rows: dict[Any, Row] = {}
    for leaf in leaves:
        rows.setdefault(leaf.result, leaf.row)
    return rows


class View:
    """One file of the template, over all answers.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    source : Source
        The file in `template/`.
    """

    def __init__(self, world: World, source: Source) -> None:
        self.world = world
        self.source = source
        renderer = world.renderer
        self.path = renderer.string(source.name, world.fixed)
        self.patterns = [
            (pattern, when)
            for pattern, when in world.items("files")
            if renderer.matches(pattern, self.path)
        ]
        # Of exclude.jinja, only what can ever drop this file.
        self.exclusions = [
            template
            for template in exclusions(world)
            if not all(map(self.keeps, self.texts(template)))
        ]

    @cached_property
    def statements(self) -> list[Statement]:
        """The file's statements, in their order."""
        text = self.source.path.read_text("utf-8")
        if not self.source.is_template:
            return [Statement(nodes.Output([nodes.TemplateData(text)]), (), ())]
        return list(statements(self.world.environment.parse(text).body))

    @cached_property
    def templates(self) -> list[Template]:
        """The file's statements, each as a template of its own."""
        environment = self.world.environment
        return [statement.template(environment) for statement in self.statements]

    def footprint(self) -> Footprint:
        """Find out what the file depends on.

        Returns
        -------
        Footprint
            What it depends on.

        Raises
        ------
        BrokenTemplateError
            The file cannot be rendered with some answers.
        FootprintError
            The proof does not add up.
        """
        try:
            return self._footprint()
        except BrokenTemplateError as error:
            name = self.source.name
            raise BrokenTemplateError(error.row, error.reason, name) from error

    def _footprint(self) -> Footprint:
        if self.path == ANSWERS_FILE:
            return self.answer_by_answer()
        try:
            whole = self.whole()
        except TooWideError:
            return self.in_parts()
        parts = self.in_parts() if whole.variants > FEW else whole
        if parts.way == "at strength 3" or parts.variants >= whole.variants:
            return whole
        return parts

    def composed(self, row: Row) -> str | None:
        """Render the file from its statements, one after the other.

        Parameters
        ----------
        row : Row
            All factors and their levels.

        Returns
        -------
        str | None
            Its text in that service, if it is part of it: the very text that
            `Renderer.text` gives, or the file is more than its parts.
        """
        answers = Answers(self.world, row, {})
        if not self.is_kept(answers):
            return None
        context = self.context(answers)
        return "".join(template.render(context) for template in self.templates)

    def texts(self, template: Template) -> set[str]:
        """Render a template for all answers."""
        leaves = self.world.explore(lambda a: template.render(self.context(a)))
        return {leaf.result for leaf in leaves}

    def keeps(self, patterns: str) -> bool:
        """Say whether these patterns leave the file in the service."""
        matches = self.world.renderer.matches
        return not any(matches(line, self.path) for line in patterns.splitlines())

    def context(self, answers: Answers) -> dict[str, Any]:
        """Say what the file may read; of the patterns, one that drops it is enough."""
        whens: dict[str, list[When]] = {}
        for pattern, when in self.patterns:
            whens.setdefault(pattern, []).append(when)
        # A folder that many entries share is asked for after what stands in it.
        patterns = sorted(whens, key=lambda pattern: len(whens[pattern]))
        # Not before it is asked for: what reads no patterns depends on no answer here.
        gone = (each for each in patterns if not answers.hold_any(whens[each]))
        dropped = islice(gone, 1)
        factors = self.world.space.factors.values()
        asked = {*self.world.identity, *(factor.question for factor in factors)}
        return {
            **self.world.fixed,
            **{name: Question(answers, name) for name in asked},
            "picked": self.world.picked(answers) | {"dropped": dropped},
        }

    def is_kept(self, answers: Answers) -> bool:
        """Say whether the file is part of the service."""
        context = self.context(answers)
        return all(self.keeps(each.render(context)) for each in self.exclusions)

    def text(self, answers: Answers) -> str | None:
        """Render the file, if it is part of the service."""
        if not self.is_kept(answers):
            return None
        return self.world.renderer.text(self.source, self.context(answers))

    def whole(self) -> Footprint:
        """Render it for all answers that it reads."""
        leaves = self.world.explore(self.text, limit=WHOLE)
        rows = by_result(leaves)
        rows.pop(None, None)
        return Footprint(
            self.source.name,
            "whole",
            tuple(sorted(read(leaves))),
            len(rows),
            len(leaves),
            tuple(rows.values()),
        )

    def answer_by_answer(self) -> Footprint:
        """Say that the answers file lists all answers, and is no text of ours."""
        levels = self.world.levels
        rows = tuple(
            {factor: level} for factor, known in levels.items() for level in known
        )
        return Footprint(
            self.source.name,
            "in parts",
            tuple(sorted(levels)),
            1,
            len(rows),
            rows,
        )

    def in_parts(self) -> Footprint:
        """Render its parts, each for all answers that it reads."""
        kept = self.world.explore(self.is_kept)
        factors, leaves, variants = read(kept), len(kept), 1
        rows = [row for is_kept, row in by_result(kept).items() if is_kept]
        way = "in parts"
        # The same statement twice is never in two states at once.
        distinct = {repr(statement): statement for statement in self.statements}
        for statement in distinct.values():
            try:
                pieces = self.pieces(statement)
            except TooWideError:
                way = "at strength 3"
                continue
            for found in pieces:
                factors |= read(found)
                leaves += len(found)
                rows += by_result(found).values()
            variants += cost(pieces)
        return Footprint(
            self.source.name,
            way,
            tuple(sorted(factors)),
            variants,
            leaves,
            tuple(rows),
        )

    def pieces(self, statement: Statement) -> list[list[Leaf[str]]]:
        """Render a statement whole, or its parts: whichever has fewer texts."""
        environment, node = self.world.environment, statement.node
        ways = []
        with suppress(TooWideError):
            ways.append([self.in_place(statement.template(environment))])
        if isinstance(node, nodes.If):
            with suppress(TooWideError):
                inner = (self.pieces(child) for child in statement.branches())
                ways.append([piece for pieces in inner for piece in pieces])
        if isinstance(node, nodes.For) and (path := collection(node)):
            ways.append([self.blocks(statement, node, path)])
        if not ways:
            raise TooWideError
        return min(ways, key=cost)

    def in_place(self, template: Template) -> list[Leaf[str]]:
        """Render a statement for all answers with which the file is there.

        It may read what only they bring along.
        """

        def text(answers: Answers) -> str | None:
            if not self.is_kept(answers):
                return None
            return template.render(self.context(answers))

        leaves = self.world.explore(text)
        return [
            Leaf(leaf.row, leaf.result, leaf.stacks)
            for leaf in leaves
            if leaf.result is not None
        ]

    def blocks(
        self, statement: Statement, loop: nodes.For, path: str
    ) -> list[Leaf[str]]:
        """Render a loop's body for each item: alone, and beside each other one.

        Where it asks nothing of its neighbours, alone will do.
        """
        if not is_independent(loop):
            raise FootprintError(f"{self.source.name}: a block is not by itself")
        mark = nodes.Output([nodes.TemplateData(MARK)])
        marked = nodes.For(
            *(loop.target, loop.iter, [mark, *loop.body], loop.else_),
            *(loop.test, loop.recursive),
        )
        template = replace(statement, node=marked).template(self.world.environment)
        universe = self.world.universe(path)
        found: list[Leaf[str]] = []
        for count in (1, 2) if sees_neighbours(loop) else (1,):
            for chosen in combinations(universe, count):
                found += self.passes(template, path, chosen)
        return found

    def passes(
        self,
        template: Template,
        path: str,
        chosen: Sequence[tuple[Any, list[When]]],
    ) -> list[Leaf[str]]:
        """Render a loop over just these items, wherever they can be had together."""

        def render(answers: Answers) -> str:
            if all(any(map(answers.hold, whens)) for _, whens in chosen):
                return template.render(self.context(answers))
            return ""

        cut = {path: [item for item, _ in chosen]}
        return [
            Leaf(leaf.row, block, leaf.stacks)
            for leaf in self.world.explore(render, cut, PASSES)
            for block in leaf.result.split(MARK)
        ]


def statements(
    body: Iterable[nodes.Node],
    guards: tuple[tuple[nodes.Node, bool], ...] = (),
    prelude: tuple[nodes.Node, ...] = (),
) -> Iterator[Statement]:
    """Take a template, or a branch of one, apart.

    Parameters
    ----------
    body : Iterable[nodes.Node]
        Its nodes.
    guards : tuple[tuple[nodes.Node, bool], ...]
        The conditions under which they are rendered.
    prelude : tuple[nodes.Node, ...]
        The definitions before them.

    Yields
    ------
    Statement
        What writes something.
    """
    for node in body:
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                yield Statement(nodes.Output([child]), guards, prelude)
        elif defined(node):
            prelude = (*prelude, node)
        else:
            yield Statement(node, guards, prelude)


def cost(pieces: list[list[Leaf[str]]]) -> int:
    """Count the texts that the pieces can have beside their first."""
    return sum(len(by_result(leaves)) - 1 for leaves in pieces)


def exclusions(world: World) -> list[Template]:
    """Take exclude.jinja apart."""
    text = (world.renderer.root / "exclude.jinja").read_text("utf-8")
    tree = world.environment.parse(text)
    return [each.template(world.environment) for each in statements(tree.body)]


def otherwise(node: nodes.If) -> list[nodes.Node]:
    """Return what is done where a condition does not hold."""
    if not node.elif_:
        return node.else_
    first, *rest = node.elif_
    return [nodes.If(first.test, first.body, rest, node.else_)]


def defined(node: nodes.Node) -> set[str]:
    """List the names that a node defines for those after it."""
    if isinstance(node, nodes.Assign):
        return {name.name for name in node.find_all(nodes.Name) if name.ctx == "store"}
    if isinstance(node, nodes.Macro):
        return {node.name}
    if isinstance(node, nodes.FromImport):
        return {name if isinstance(name, str) else name[1] for name in node.names}
    return set()


def undeclared(environment: Environment, body: list[nodes.Node]) -> set[str]:
    """List the names that statements read and do not define."""
    return meta.find_undeclared_variables(as_template(environment, body))


def as_template(environment: Environment, body: list[nodes.Node]) -> nodes.Template:
    """Make a whole template of statements."""
    tree = nodes.Template(body, lineno=1)
    tree.set_lineno(1)
    tree.set_environment(environment)
    return tree


def collection(statement: nodes.Stmt) -> str | None:
    """Say which collection of `picked` a loop goes over, if it does."""
    if not isinstance(statement, nodes.For):
        return None
    node: nodes.Node | None = statement.iter
    while isinstance(node, nodes.Filter):
        node = node.node
    steps: list[str] = []
    while isinstance(node, nodes.Getattr):
        steps.insert(0, node.attr)
        node = node.node
    path = ".".join(steps)
    if isinstance(node, nodes.Name) and node.name == "picked" and path in COLLECTIONS:
        return path
    return None


def asked_of_loop(loop: nodes.For) -> set[str]:
    """List what a loop's body reads of the loop itself."""
    return {
        node.attr
        for node in loop.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "loop"
    }


def sees_neighbours(loop: nodes.For) -> bool:
    """Say whether a pass may depend on what stands beside its item, or on its place."""
    node, filters = loop.iter, set[str]()
    while isinstance(node, nodes.Filter):
        filters.add(node.name)
        if node.node is None:
            break
        node = node.node
    return bool(asked_of_loop(loop)) or not filters <= ORDERS


def is_independent(loop: nodes.For) -> bool:
    """Say whether the text of a pass depends on its item and its neighbours alone.

    A loop's body cannot assign to what is outside of it, but by a namespace or a
    method that changes a value.
    """
    asked = asked_of_loop(loop)
    called = {node.attr for node in loop.find_all(nodes.Getattr)}
    return asked <= NEIGHBOURS and not called & MUTATORS and not loop.find(nodes.NSRef)
