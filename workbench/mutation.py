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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError

from . import installs
from .catalog import Answer, Catalog, CatalogError, load_catalog
from .consistency import untrue
from .derived import offer
from .evidence import Evidence, digest
from .footprint import View
from .lines import LOADER
from .paths import ROOT, snapshot
from .render import ANSWERS_FILE, File, Renderer
from .traces import traces
from .undecided import BrokenTemplateError, FootprintError
from .variants import read, readings, tidiness, variants
from .verify import WHOLE, Ladder, Outcome, written

# The interview's own words are for tests that ask Copier.
ASKING = ("includes/identity.jinja", "includes/interview.jinja")
TAG = re.compile(r"\{([{%])-?(.*?)-?[%}]\}", re.DOTALL)
STATEMENT = re.compile(r"^\s*(?:el)?if\s+(.*?)\s*$", re.DOTALL)
INLINE = re.compile(r"\bif\s+(.+?)(?=\s+else\b|\s*$)", re.DOTALL)
# The one in C takes a tenth of the time.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MUTANTS = "mutants"  # a stage, and a kind of evidence
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
    written = [_dumped(topic) for topic in topics]
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
                        [*written[:number], _dumped(changed), *written[number + 1 :]]
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

    @cached_property
    def services(self) -> list[dict[str, File]]:
        """What the sound template makes of the stacks."""
        return [self.sound.renderer.service(stack) for stack in self.sound.triples]

    @cached_property
    def projects(self) -> dict[str, dict[str, File]]:
        """What the sound template makes of the stacks of whole projects."""
        return {written(it): _service(self.sound, it) for it in self.sound.tested}

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
                return self._climb(root)
            except CatalogError:
                return "0 catalog"
            # A filter that is given what is undefined raises a TypeError.
            except (BrokenTemplateError, FootprintError, TemplateError, TypeError):
                return "2 rendering"

    def _climb(self, root: Path) -> str | None:
        catalog = offer(load_catalog(root / "catalog.yaml"))
        (root / "includes" / "catalog.json").write_text(catalog, "utf-8")
        ladder = Ladder(root=root)
        if ladder.agreement()[1]:
            return "0 agreement"
        changed = []
        names: set[str] = set()
        for stack, sound in zip(self.sound.triples, self.services, strict=True):
            service = ladder.renderer.service(stack)
            differing = {
                path
                for path in service.keys() | sound.keys()
                if path != ANSWERS_FILE and service.get(path) != sound.get(path)
            }
            if differing:
                names |= differing
                changed.append(stack)
                words = traces(ladder.catalog, stack, service)
                if any((*words, *untrue(service))):
                    return "2 options"
        # Those that a lost rule lets in are not among the sound ones.
        projects = [
            stack
            for stack in ladder.tested
            if _service(ladder, stack) != self.projects.get(written(stack))
        ]
        if self._misread(ladder, names):
            return "2 texts"
        step = max(1, len(changed) // PROJECTS)
        stacks = (projects or changed[::step])[:PROJECTS]
        own = ladder.catalog.questions
        typed = [{name: stack[name] for name in own} for stack in stacks]
        reports = chain(
            ladder.run(typed, ["types"]),
            ladder.run(stacks, WHOLE, measured=ladder.measured),
        )
        if any(report.failures for report in reports):
            return "4 projects"
        return "4 installed" if self._uninstallable(ladder) else None

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
        world = ladder.world
        views = [View(world, source) for source in ladder.renderer.sources]
        footprints = [view.footprint() for view in views if view.path in names]
        if any(not footprint.rows for footprint in footprints):
            return True
        every = variants(world, footprints)
        jobs = readings(world, ladder.catalog, footprints, every)
        return any(fault for v in every for fault in tidiness(v)) or bool(
            read(world, jobs, ladder.evidence)
        )


def _service(ladder: Ladder, stack: Mapping[str, Any]) -> dict[str, File]:
    """Render a service without its answers, which name the template's folder."""
    service = ladder.renderer.service(stack)
    del service[ANSWERS_FILE]
    return service


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
    return [*conditions(), *losses()]


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
    number: int,
    seed: int,
    progress: Callable[[str], None],
    *,
    fresh: bool = False,
) -> Outcome:
    """Try the mutants of which it is not known yet that they are caught.

    Parameters
    ----------
    uv : str
        The uv to install with.
    number : int
        How many of the others are tried again.
    seed : int
        Draws those.
    progress : Callable[[str], None]
        Told what is being done.
    fresh : bool
        Whether all are tried.

    Returns
    -------
    Outcome
        Each mutant that survives is a fault.
    """
    start, every, faults = time.monotonic(), mutants(), []
    again = {mutant.unit for mutant in mutants(number, seed)}
    evidence = Evidence(fresh=fresh)
    hunt: Hunt | None = None
    for mutant in every:
        unit = mutant.unit
        if evidence.believes(MUTANTS, unit, mutant.what, is_drawn=unit in again):
            continue
        progress(mutant.what)
        hunt = hunt or Hunt(uv)
        output = "" if hunt.caught(mutant) else f"survived: {mutant.what}"
        if fault := evidence.settle(MUTANTS, [unit], output):
            faults.append(fault)
        evidence.save()
    evidence.save([MUTANTS])
    seconds = time.monotonic() - start
    tally = evidence.tallies[MUTANTS]
    return Outcome(MUTANTS, f"{len(every)} breaks", seconds, faults, tally)
