"""Every text that a file can have, read by the tools that its service would use."""

import ast
import configparser
import json
import os
import re
import shlex
import subprocess
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from .catalog import Answer, Catalog
from .evidence import Evidence, digest
from .examples import EXAMPLE, examples
from .footprint import Footprint
from .paths import BIN
from .readers import identity, readers_of
from .render import ANSWERS_FILE, File
from .undecided import Row, World, shown
from .versions import PYTHONS

HELP = "HELP.md"
TEXTS = "texts"  # the kind of evidence
PARSERS: dict[str, Callable[[str], object]] = {
    ".ipynb": json.loads,
    ".json": json.loads,
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
    ".flake8": lambda text: configparser.ConfigParser().read_string(text),
}
# How editors lay JSON out.
LAYOUTS: dict[str, dict[str, Any]] = {
    ".ipynb": {"indent": 1, "sort_keys": True, "ensure_ascii": False},
    ".json": {"indent": 2},
}
# Services whose code is linted: the formatters look at the lowest Python and, where
# lines break, at the length of the package's name.
IDENTITIES: list[dict[str, Any]] = [
    *({"python_version": python} for python in PYTHONS),
    *({"project_name": name} for name in ("Zed", "A" + "b" * 39)),
]


@dataclass(frozen=True)
class Variant:
    """A text of a file, in a stack that shows it.

    `render` gives the file's text in another stack, or nothing where it is not part of
    the service; `factors` are those that its text depends on.
    """

    path: str
    text: str
    row: Row
    factors: tuple[str, ...] = ()
    render: Callable[[Row], str | None] = field(
        default=lambda row: None, repr=False, compare=False
    )


@dataclass(frozen=True)
class Fault:
    """What a tool says of a variant; `row` is the least that shows it."""

    path: str
    row: Row
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.path}, with {shown(self.row)}: {self.command}\n{self.output}"


def variants(
    world: World,
    footprints: Iterable[Footprint],
    stacks: Sequence[Row] = (),
    about: Mapping[str, Any] | None = None,
) -> list[Variant]:
    """Render each text that the files can have.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    footprints : Iterable[Footprint]
        What its files depend on.
    stacks : Sequence[Row]
        Complete rows in which the files are rendered too that are taken apart, so that
        their parts are seen beside each other.
    about : Mapping[str, Any] | None
        Answers about the service itself, such as its name.

    Returns
    -------
    list[Variant]
        The distinct texts of each file.
    """
    renderer = world.renderer
    sources = {source.name: source for source in renderer.sources}

    @cache
    def service(row: frozenset[tuple[str, Answer]]) -> tuple[dict[str, Any], set[str]]:
        answers = world.answers(dict(row)) | dict(about or {})
        context = renderer.context(answers)
        return context, {source.name for source in renderer.kept(context).values()}

    def text(name: str, row: Row) -> str | None:
        context, kept = service(frozenset(row.items()))
        if name not in kept or not world.count(row):
            return None
        return renderer.text(sources[name], context)

    found: dict[tuple[str, str], Variant] = {}
    for footprint in footprints:
        name = footprint.name
        for row in (*footprint.rows, *(stacks if footprint.way != "whole" else ())):
            full = world.complete(row)
            shown = text(name, full)
            if shown is None:
                continue
            path = renderer.string(name, service(frozenset(full.items()))[0])
            render = partial(text, name)
            variant = Variant(path, shown, full, footprint.factors, render)
            found.setdefault((path, shown), variant)
    return list(found.values())


def shown_examples(every: Iterable[Variant]) -> list[Variant]:
    """Take the examples out of the texts of HELP.md.

    Parameters
    ----------
    every : Iterable[Variant]
        Texts of files.

    Returns
    -------
    list[Variant]
        The distinct texts of each example, as a module of the service.
    """

    def render(help_in: Callable[[Row], str | None], path: str, row: Row) -> str | None:
        text = help_in(row)
        return None if text is None else examples(text).get(path)

    found: dict[tuple[str, str], Variant] = {}
    for variant in every:
        if variant.path == HELP:
            for path, text in examples(variant.text).items():
                shows = partial(render, variant.render, path)
                example = replace(variant, path=path, text=text, render=shows)
                found.setdefault((path, text), example)
    return list(found.values())


def tidiness(variant: Variant) -> Iterator[str]:
    """Say what no hand-written file would have.

    Parameters
    ----------
    variant : Variant
        A text.

    Yields
    ------
    str
        What is wrong with it.
    """
    suffix, text = Path(variant.path).suffix or Path(variant.path).name, variant.text
    if parse := PARSERS.get(suffix):
        try:
            parse(text)
        except (ValueError, SyntaxError, yaml.YAMLError, configparser.Error) as error:
            yield f"does not parse: {error}"
    layout = LAYOUTS.get(suffix)
    if layout and json.dumps(json.loads(text), **layout) + "\n" != text:
        yield "is not laid out as JSON is"
    # GitHub's own expressions and VS Code's variables have a dollar sign.
    if re.search(r"(?<!\$)\{\{|\{%|\{#|[^}]%\}", text):
        yield "has Jinja in it"
    if re.search(r"https?://[^\s\"')]+//", text):
        yield "has an address of which a part is missing"
    if not text or variant.path == "LICENSE":
        return
    # Two blank lines stand between a module's functions, one between paragraphs.
    blank = 4 if suffix in (".py", ".mako") else 3
    prose = EXAMPLE.sub("an example", text) if suffix == ".md" else text
    if "\n" * blank in prose or text.startswith("\n"):
        yield "has too many blank lines"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "does not end with one line break"
    if re.search(r"[ \t]\n", text):
        yield "has spaces at the end of a line"


@dataclass(frozen=True)
class Reading:
    """Variants that one run of a tool reads, in one folder.

    `around` are modules that are there too, empty, so that imports of them are known
    to be the service's own.
    """

    command: str
    variants: tuple[Variant, ...]
    config: tuple[Variant, ...] = ()
    around: frozenset[str] = frozenset()

    @property
    def appends(self) -> bool:
        """Whether the paths are appended to the command."""
        return not self.config

    def of(self, *variants: Variant) -> "Reading":
        """Return the same reading of other variants."""
        return replace(self, variants=variants)

    def unit(self, variant: Variant) -> str:
        """Name the variant under the tool, as evidence does."""
        own = sorted(self.around & modules_named(variant.text)) if self.around else ()
        return unit_of(self.command, variant.path, variant.text, *self._settings, *own)

    @cached_property
    def _settings(self) -> list[str]:
        """List what the tool reads of its configuration."""
        tool = shlex.split(self.command)[0]
        return [settings(tool, it.path, it.text) for it in self.config]

    def run(self) -> str:
        """Run the tool, and return what it says if it is not content."""
        with tempfile.TemporaryDirectory() as name:
            paths = []
            there = Counter[str]()
            for number, variant in enumerate((*self.config, *self.variants)):
                if self.appends:
                    place = f"{number}/{variant.path}"
                else:
                    place = beside(variant.path, there[variant.path])
                    there[variant.path] += 1
                path = Path(name) / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(variant.text, "utf-8")
                paths.append(place)
            for module in self.around:
                path = Path(name) / module
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            command = shlex.split(self.command) + (paths if self.appends else [])
            done = subprocess.run(
                command,
                cwd=name,
                env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
                capture_output=True,
                text=True,
            )
        if not done.returncode:
            return ""
        # What was killed says nothing, and is not content.
        return f"{done.stdout}{done.stderr}[exit code {done.returncode}]"


def unit_of(command: str, path: str, text: str, *beside: str) -> str:
    """Name a text under a tool, as evidence does.

    Parameters
    ----------
    command : str
        How the tool is called.
    path : str
        Where the text is in its service.
    text : str
        The text.
    *beside : str
        What else the tool reads.

    Returns
    -------
    str
        The unit.
    """
    if path == ANSWERS_FILE:  # where the template was copied from does not matter
        text = re.sub(r"^_src_path: .*\n", "", text, flags=re.MULTILINE)
    return digest(identity(command), path, text, *beside)


def settings(tool: str, path: str, text: str) -> str:
    """Reduce a configuration file to what a linter reads of it.

    Parameters
    ----------
    tool : str
        The linter.
    path : str
        The file; of a `pyproject.toml`, linters read their own table and the lowest
        Python.
    text : str
        Its text.

    Returns
    -------
    str
        What matters.
    """
    if path != "pyproject.toml":
        return text
    project = tomllib.loads(text)
    python = project["project"].get("requires-python")
    return json.dumps([python, project["tool"].get(tool)], sort_keys=True)


@cache
def modules_named(text: str) -> frozenset[str]:
    """List the paths that the modules could have that a text imports by full name."""
    names = re.findall(r"^\s*(?:from|import) ([\w.]+)", text, re.MULTILINE)
    return frozenset(
        f"{folder}{name.replace('.', '/')}{ending}"
        for name in names
        for folder in ("", "src/", "tests/")
        for ending in (".py", "/__init__.py")
    )


def beside(path: str, number: int) -> str:
    """Name a place for one more text of a file, where tools judge it as its first one.

    Parameters
    ----------
    path : str
        The file.
    number : int
        How many texts of it there are already.

    Returns
    -------
    str
        The file itself for the first text; for another, a module beside it or, for a
        module whose name has a meaning of its own, a package beside its package.
    """
    if not number:
        return path
    place = PurePosixPath(path)
    if place.stem.startswith("__"):
        folder = place.parent.with_name(f"{place.parent.name}_{number}")
        return (folder / place.name).as_posix()
    return place.with_stem(f"{place.stem}_{number}").as_posix()


def readings(
    world: World,
    catalog: Catalog,
    footprints: Sequence[Footprint],
    every: Sequence[Variant],
    stacks: Sequence[Row] = (),
) -> list[Reading]:
    """Say which tool reads what.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    catalog : Catalog
        The catalog, for the linters' commands.
    footprints : Sequence[Footprint]
        What its files depend on.
    every : Sequence[Variant]
        The texts that the files can have, as `variants` gives them.
    stacks : Sequence[Row]
        Complete rows in which the files are rendered too that are taken apart.

    Returns
    -------
    list[Reading]
        What is to be run: code under each linter, for each Python, and for the
        shortest and the longest name; other files under the tools of their kind.
    """
    found = [
        Reading(command, tuple(v for v in every if v.path in paths))
        for command, paths in readers_of(dict.fromkeys(v.path for v in every))
    ]
    told = set[tuple[str, ...]]()
    for about in IDENTITIES:
        code = modules(world, footprints, every, stacks, about)
        around = frozenset(variant.path for variant in code)
        for entry in catalog.questions["linting"].entries:
            if not entry.asked or entry.commands is None:
                continue
            service = world.renderer.service({"linting": entry.answer, **about})
            for command in entry.commands.lint:
                config = configuration(command, service)
                own = []
                for variant in code:
                    # One that speaks to its linter is for that one alone.
                    linting = (
                        variant.row["linting"]
                        if "linting" in variant.factors
                        else entry.answer
                    )
                    if linting != entry.answer:
                        continue
                    # What says nothing of Python or name is the same for all of them.
                    place = re.sub(r"^src/[^/]+/", "", variant.path)
                    what = (command, place, variant.text, *(it.text for it in config))
                    if what not in told:
                        told.add(what)
                        own.append(variant)
                found.append(Reading(command, tuple(own), config, around))
    return found


def modules(
    world: World,
    footprints: Sequence[Footprint],
    every: Sequence[Variant],
    stacks: Sequence[Row],
    about: Mapping[str, Any],
) -> list[Variant]:
    """Give the texts of modules, and of what HELP.md shows, in services like these.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    footprints : Sequence[Footprint]
        What its files depend on.
    every : Sequence[Variant]
        The texts that the files can have in a service without these answers.
    stacks : Sequence[Row]
        Complete rows in which the files are rendered too that are taken apart.
    about : Mapping[str, Any]
        Answers about the service itself, such as its name.

    Returns
    -------
    list[Variant]
        The distinct texts of each module.
    """
    # Of a free text, a footprint does not say that a file reads it.
    is_free = not about.keys() <= world.identity.keys()
    sources = [
        footprint
        for footprint in footprints
        if footprint.name == HELP or ".py" in Path(footprint.name).suffixes
    ]
    anew = [it for it in sources if is_free or about.keys() & set(it.factors)]
    same = {
        world.renderer.string(footprint.name, world.fixed)
        for footprint in sources
        if footprint not in anew
    }
    found = [variant for variant in every if variant.path in same]
    found += variants(world, anew, stacks, about)
    return [it for it in found if it.path != HELP] + shown_examples(found)


def configuration(command: str, service: Mapping[str, File]) -> tuple[Variant, ...]:
    """Give the file that a linter reads for its configuration.

    Parameters
    ----------
    command : str
        How the linter is called.
    service : Mapping[str, File]
        A service.

    Returns
    -------
    tuple[Variant, ...]
        The file: Flake8 has one of its own.
    """
    path = ".flake8" if command == "flake8" else "pyproject.toml"
    return (Variant(path, service[path].text, {}),)


def least(world: World, reading: Reading, variant: Variant) -> Row:
    """Find the answers without which a variant would pass.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    reading : Reading
        What does not pass.
    variant : Variant
        The variant, in a stack that shows the fault.

    Returns
    -------
    Row
        Those of the stack's answers of which another one makes the fault go away.
    """

    def passes_with(name: str, level: Answer) -> bool:
        text = variant.render({**variant.row, name: level})
        if text is None or text == variant.text:
            return False
        return not reading.of(replace(variant, text=text)).run()

    return {
        name: variant.row[name]
        for name in variant.factors
        if any(
            passes_with(name, level)
            for level in world.levels[name]
            if level != variant.row[name]
        )
    }


def read(
    world: World,
    every: Sequence[Reading],
    evidence: Evidence,
    progress: Callable[[Reading], None] = lambda reading: None,
) -> list[Fault]:
    """Run the tools, as many at a time as there are cores, on what is not proven.

    Parameters
    ----------
    world : World
        The template over all of its answers.
    every : Sequence[Reading]
        What is to be run.
    evidence : Evidence
        What is proven; what passes now is added.
    progress : Callable[[Reading], None]
        Told of each run that is over.

    Returns
    -------
    list[Fault]
        What the tools are not content with.
    """

    def is_told(variant: Variant, found: Sequence[Fault]) -> bool:
        """Say whether a fault that was found is the variant's, too."""
        told = (fault for fault in found if fault.path == variant.path)
        return any(fault.row.items() <= variant.row.items() for fault in told)

    def unfit(
        reading: Reading, group: Sequence[Variant], found: Sequence[Fault]
    ) -> Iterator[Variant]:
        """Halve a group until what does not pass, and is not told yet, is found."""
        group = [variant for variant in group if not is_told(variant, found)]
        if not group or not reading.of(*group).run():
            return
        if len(group) == 1:
            yield group[0]
            return
        middle, before = len(group) // 2, len(found)
        yield from unfit(reading, group[:middle], found)
        yield from unfit(reading, group[middle:], found)
        # Together they do not pass: that must not be forgotten of any of them.
        if len(found) == before:
            yield from (variant for variant in group if not is_told(variant, found))

    def one(reading: Reading, fresh: Mapping[str, Variant]) -> list[Fault]:
        found: list[Fault] = []
        for variant in unfit(reading, list(fresh.values()), found):
            row = least(world, reading, variant)
            output = reading.of(variant).run() or "passes alone, not with others"
            found.append(Fault(variant.path, row, reading.command, output))
        progress(reading)
        return found

    faults: list[Fault] = []
    missing = [
        {
            unit: variant
            for variant in reading.variants
            if not evidence.believes(TEXTS, unit := reading.unit(variant), variant.path)
        }
        for reading in every
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for fresh, found in zip(missing, pool.map(one, every, missing), strict=True):
            told = {unit for unit, variant in fresh.items() if is_told(variant, found)}
            evidence.settle(TEXTS, fresh.keys() - told)
            faults += [
                replace(fault, output=evidence.settle(TEXTS, told, fault.output))
                for fault in found
            ]
    return faults
