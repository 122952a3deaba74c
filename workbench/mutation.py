"""Whether the stages notice when the template is broken, one small break at a time.

(Mutation testing: DeMillo, Lipton and Sayward, "Hints on Test Data Selection", IEEE
Computer 11(4), 1978.)
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError

from . import installs
from .catalog import Answer, Catalog, CatalogError, load_catalog
from .consistency import untrue
from .derived import offer
from .evidence import Evidence, Tally, digest
from .footprint import View
from .lines import LOADER
from .paths import ROOT, snapshot
from .render import ANSWERS_FILE, File, Renderer
from .space import Stack
from .traces import traces
from .undecided import BrokenTemplateError, FootprintError
from .variants import read, readings, tidiness, variants
from .verify import Ladder, Outcome, written

# The interview's own words are for tests that ask Copier.
ASKING = ("includes/identity.jinja", "includes/interview.jinja")
TAG = re.compile(r"\{([{%])-?(.*?)-?[%}]\}", re.DOTALL)
STATEMENT = re.compile(r"^\s*(?:el)?if\s+(.*?)\s*$", re.DOTALL)
INLINE = re.compile(r"\bif\s+(.+?)(?=\s+else\b|\s*$)", re.DOTALL)
# The one in C takes a tenth of the time.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# A filter that is given what is undefined raises a TypeError.
BROKEN = (
    *(BrokenTemplateError, FootprintError, TemplateError, TypeError),
    tomllib.TOMLDecodeError,
)
# Mutants whose services are as good as the others: the file, what is broken, and why.
HARMLESS = {
    ("catalog.yaml", "uvloop without rules {'name': 'uvloop is an event loop'"): (
        "A synchronous service installs uvloop and does not use it."
    ),
    ("includes/pyproject/coverage.toml", '"grpc" in extras'): (
        "Generated modules are measured, too, and their tests reach enough of them."
    ),
}
MUTANTS = "mutants"  # a stage, and a kind of evidence
Difference = tuple[str, File | None]  # a file that is another, or is gone
Changed = list[tuple[Stack, set[Difference]]]
PROJECTS = 4  # how many of the projects that a mutant changes are run
INSTALLED = 2  # and how many are installed


@dataclass(frozen=True)
class Mutant:
    """A file of the template's repository with one small break.

    `unit` names the break in evidence: it is another when the broken line is. What else
    there is in the template is left out on purpose: that a stage notices says something
    of the stages, and `make nightly` tries others anew each day.
    """

    file: str
    text: str
    what: str
    unit: str


def conditions(root: Path = ROOT) -> Iterator[Mutant]:
    """Turn each condition around.

    Parameters
    ----------
    root : Path
        The folder of the template's repository.

    Yields
    ------
    Mutant
        A template in which one condition is negated.
    """
    paths = [
        *sorted((root / "template").rglob("*.jinja")),
        *sorted((root / "includes").rglob("*.jinja")),
        *sorted((root / "includes" / "pyproject").glob("*.toml")),
        root / "exclude.jinja",
    ]
    for path in paths:
        text = path.read_text("utf-8")
        file = path.relative_to(root).as_posix()
        seen = Counter[str]()
        for tag in TAG.finditer(text):
            found = STATEMENT.match(tag[2]) or INLINE.search(tag[2])
            if found is None:
                continue
            start, end = (tag.start(2) + place for place in found.span(1))
            line = text.count("\n", 0, start) + 1
            changed = f"{text[:start]}not ({found[1]}){text[end:]}"
            broken = changed[changed.rfind("\n", 0, start) + 1 :].partition("\n")[0]
            # Of equal ones, each is another.
            seen[broken] += 1
            unit = digest("condition", file, broken, str(seen[broken]))
            yield Mutant(file, changed, f"{file}:{line}: not ({found[1]})", unit)


def losses(root: Path = ROOT) -> Iterator[Mutant]:
    """Take each rule, file pattern and package out of the catalog.

    Parameters
    ----------
    root : Path
        The folder of the template's repository.

    Yields
    ------
    Mutant
        A catalog without one of them.
    """
    text = (root / "catalog.yaml").read_text("utf-8")
    loaded = yaml.load(text, Loader=LOADER)  # a SafeLoader
    # Entries share lists by YAML's anchors: what one loses, the others would, too.
    topics: list[dict[str, Any]] = json.loads(json.dumps(loaded))
    catalog = load_catalog(root / "catalog.yaml")
    texts = [_dumped(topic) for topic in topics]
    for number, topic in enumerate(topics):
        for place, entry in enumerate(topic["entries"]):
            if entry.get("planned") or entry["role"] == "guide":
                continue
            lists: list[tuple[str, ...]] = [("rules",)]
            # The files of what is part of every service are never dropped.
            known = catalog.topics[number]
            if not is_always(catalog, known.condition(known.entries[place])):
                lists.append(("files",))
            lists += [("packages", group) for group in entry.get("packages", {})]
            for path in lists:
                for item in range(len(_at(entry, path))):
                    changed = deepcopy(topic)
                    lost = _at(changed["entries"][place], path).pop(item)
                    what = f"catalog.yaml: {entry['key']} without {path[0]} {lost}"
                    text = "".join(
                        [*texts[:number], _dumped(changed), *texts[number + 1 :]]
                    )
                    yield Mutant("catalog.yaml", text, what, digest("loss", what))


def _dumped(topic: Mapping[str, Any]) -> str:
    """Write a topic as an item of the catalog's list."""
    return yaml.dump([topic], Dumper=DUMPER, sort_keys=False)


def is_always(catalog: Catalog, condition: Mapping[str, list[Answer]]) -> bool:
    """Say whether a condition holds whatever the answers.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    condition : Mapping[str, list[Answer]]
        Questions, and the answers of which one has to be given.

    Returns
    -------
    bool
        Whether these are all the answers that there are.
    """
    return all(
        set(catalog.answers(question)) <= set(answers)
        for question, answers in condition.items()
    )


def _at(entry: dict[str, Any], path: Sequence[str]) -> list[Any]:
    found: Any = entry
    for step in path:
        found = found.get(step, [])
    items: list[Any] = found
    return items


class Hunt:
    """Looks for the stage that catches a mutant.

    Parameters
    ----------
    uv : str
        The uv to install with.
    """

    def __init__(self, uv: str = "uv") -> None:
        self.uv = uv
        self.sound = Ladder()
        self._known: dict[str, tuple[dict[str, Any], dict[str, File]]] = {}

    def _soundly(self, stack: Stack) -> tuple[dict[str, Any], dict[str, File]]:
        """Say what a stack amounts to, and what the sound template makes of it."""
        name, renderer = written(stack), self.sound.renderer
        if name not in self._known:
            self._known[name] = renderer.context(stack), renderer.service(stack)
        return self._known[name]

    def _differing(
        self, ladder: Ladder, file: str, stack: Stack
    ) -> dict[str, File | None]:
        """List what a mutant makes in another way, and what it makes no longer."""
        context, sound = self._soundly(stack)
        renderer = ladder.renderer
        source = next(
            (it for it in renderer.sources if it.path == ladder.root / file), None
        )
        if source is None:
            service = renderer.service(stack)
        elif (path := renderer.string(source.name, context)) in sound:
            # A file of `template/` is all that it can change.
            text = renderer.text(source, context)
            service = {**sound, path: File(text, source.executable)}
        else:
            return {}
        return {
            path: service.get(path)
            for path in service.keys() | sound.keys()
            # The answers name the template's folder.
            if path != ANSWERS_FILE and service.get(path) != sound.get(path)
        }

    def caught(self, mutant: Mutant) -> str | None:
        """Find the stage that catches a mutant.

        Parameters
        ----------
        mutant : Mutant
            The mutant.

        Returns
        -------
        str | None
            What noticed it; nothing if it survives.
        """
        with tempfile.TemporaryDirectory() as name:
            root = snapshot(Path(name) / "mutant")
            (root / mutant.file).write_text(mutant.text, "utf-8")
            if mutant.file in ASKING:
                return _asked(root)
            try:
                return self._climb(root, mutant.file)
            except CatalogError:
                return "0 catalog"
            except BROKEN:
                return "2 rendering"

    def _climb(self, root: Path, file: str) -> str | None:
        catalog = offer(load_catalog(root / "catalog.yaml"))
        (root / "includes" / "catalog.json").write_text(catalog, "utf-8")
        ladder = Ladder(root=root)
        if ladder.agreement()[1]:
            return "0 agreement"
        changed: Changed = []
        names: set[str] = set()
        for stack in self.sound.triples:
            if differing := self._differing(ladder, file, stack):
                names |= differing.keys()
                changed.append((stack, set(differing.items())))
                if _is_untrue(ladder, stack):
                    return "2 options"
        projects: Changed = []
        sound = self.sound.tested
        for stack in ladder.tested:
            differing = self._differing(ladder, file, stack)
            is_new = stack not in sound  # a lost rule lets it in
            if is_new and _is_untrue(ladder, stack):
                return "2 options"
            if is_new or differing:
                projects.append((stack, set(differing.items())))
        if self._misread(ladder, names):
            return "2 texts"
        stacks = telling(projects or changed, PROJECTS)
        own = ladder.catalog.questions
        typed = [{name: stack[name] for name in own} for stack in stacks]
        # What is quick comes first: most mutants get no further.
        if any(it.failures for it in ladder.run(stacks, ["dependencies", "goals"])):
            return "4 projects"
        if self._uninstallable(ladder):
            return "4 installed"
        reports = chain(
            ladder.run(typed, ["types"]),
            ladder.run(stacks, ["tests"], measured=ladder.measured),
        )
        return "4 projects" if any(it.failures for it in reports) else None

    def _uninstallable(self, ladder: Ladder) -> bool:
        """Say whether a service that a mutant changes does not pass when installed."""

        def unit(renderer: Renderer, stack: Mapping[str, Any]) -> str:
            return installs.unit_of(renderer.service(stack), self.uv)

        changed = [
            stack
            for stack in ladder.installable()
            if unit(ladder.renderer, stack) != unit(self.sound.renderer, stack)
        ]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            environment = installs.tools(folder, self.uv) if changed else {}
            for number, stack in enumerate(changed[:INSTALLED]):
                one, other = folder / f"{number}-mutant", folder / f"{number}-sound"
                if ladder.install(one, stack, environment):
                    # Unless it is this machine, on which nothing can be installed.
                    if output := self.sound.install(other, stack, environment):
                        raise RuntimeError(output)
                    return True
        return False

    def _misread(self, ladder: Ladder, names: set[str]) -> bool:
        """Say whether a tool is not content with a text of these files."""
        world, renderer = ladder.world, ladder.renderer
        footprints = [
            View(world, source).footprint()
            for source in renderer.sources
            if renderer.string(source.name, world.fixed) in names
        ]
        if any(not footprint.rows for footprint in footprints):
            return True
        every = variants(world, footprints)
        jobs = readings(world, ladder.catalog, footprints, every)
        return any(fault for v in every for fault in tidiness(v)) or bool(
            read(world, jobs, ladder.evidence)
        )


def _is_untrue(ladder: Ladder, stack: Stack) -> bool:
    """Say whether a service contradicts itself, or names what it does not have."""
    service = ladder.service(stack)
    return any((*traces(ladder.catalog, stack, service), *untrue(service)))


def telling(changed: Changed, number: int) -> list[Stack]:
    """Choose the stacks that show the most of what has changed.

    Parameters
    ----------
    changed : Changed
        Stacks, each with the files that differ in it.
    number : int
        How many to choose at most.

    Returns
    -------
    list[Stack]
        The stacks; those that show nothing more come last.
    """
    left, found = list(changed), list[Stack]()
    unseen = set[Difference]().union(*(files for _, files in left))
    while left and len(found) < number:
        best = max(left, key=lambda it: len(it[1] & unseen))
        left.remove(best)
        unseen -= best[1]
        found.append(best[0])
    return found


def _asked(root: Path) -> str | None:
    """Have the tests of the interview ask a mutant."""
    names = ("identity", "interview", "former_names")
    tests = [str(ROOT / "tests" / f"test_{name}.py") for name in names]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", *tests],
        cwd=ROOT,
        env=os.environ | {"TEMPLATE_ROOT": str(root)},
        capture_output=True,
    )
    return "interview tests" if done.returncode else None


@cache
def _every() -> list[Mutant]:
    return [it for it in (*conditions(), *losses()) if not is_harmless(it)]


def is_harmless(mutant: Mutant) -> bool:
    """Say whether a mutant is among those that no stage need catch."""
    return any(
        mutant.file == file and broken in mutant.what for file, broken in HARMLESS
    )


def mutants(number: int | None = None, seed: int = 0) -> list[Mutant]:
    """List mutants.

    Parameters
    ----------
    number : int | None
        How many, drawn by chance; all if it is not given.
    seed : int
        The same seed draws the same.

    Returns
    -------
    list[Mutant]
        The mutants.
    """
    every = _every()
    if number is None:
        return every
    return random.Random(seed).sample(every, number)


def noticed(
    uv: str,
    number: int | None,
    seed: int,
    progress: Callable[[str], None],
    *,
    fresh: bool = False,
) -> Outcome:
    """Try mutants, and remember which are caught.

    Parameters
    ----------
    uv : str
        The uv to install with.
    number : int | None
        How many, drawn by chance; those that are not known to be caught if it is not
        given.
    seed : int
        The same seed draws the same.
    progress : Callable[[str], None]
        Told what is being done.
    fresh : bool
        Whether, without a number, all are tried.

    Returns
    -------
    Outcome
        Each mutant that survives is a fault.
    """
    start, every, faults = time.monotonic(), mutants(number, seed), []
    evidence = Evidence(fresh=fresh or number is not None)
    hunt: Hunt | None = None
    for mutant in every:
        if evidence.believes(MUTANTS, mutant.unit, mutant.what):
            continue
        progress(mutant.what)
        hunt = hunt or Hunt(uv)
        output = "" if hunt.caught(mutant) else f"survived: {mutant.what}"
        if fault := evidence.settle(MUTANTS, [mutant.unit], output):
            faults.append(fault)
        evidence.save()  # each takes long
    evidence.save([MUTANTS] if number is None else ())
    seconds = time.monotonic() - start
    tally = evidence.tallies.get(MUTANTS, Tally())
    checked = f"{len(every)} mutants of {len(mutants())}, and {len(HARMLESS)} harmless"
    return Outcome(MUTANTS, checked, seconds, faults, tally)
