"""The stages of verification: each says what it checked, and what is wrong."""

import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from pathlib import Path
from typing import Any

from . import installs, updates
from .agreement import (
    dead_patterns,
    interview_questions,
    load_presets,
    orphans,
    preset_faults,
    template_files,
    unread_aliases,
    unread_befores,
    untested,
    yielding_questions,
)
from .catalog import load_catalog
from .consistency import untrue
from .coverage import invalid, uncovered
from .derived import unions
from .evidence import Evidence, Tally, digest
from .evolution import evolution
from .examples import examples
from .footprint import Footprint, footprints_of, state_of
from .paths import CORES, LOCKS, ROOT, files
from .projects import (
    Check,
    Project,
    Report,
    addresses,
    mypy_cache,
    run,
    servers_of,
)
from .pyrights import pyright_reports
from .releases import HistoryError, publish
from .render import File, Renderer, write
from .rows import STRENGTH, Extension, committed, extended
from .space import Row, Space, Stack, default_faults
from .traces import traces
from .undecided import World, shown
from .variants import Variant, read, readings, shown_examples, tidiness, variants
from .versions import PYTHONS, RUNNING, SYSTEM, lock_for, requirements

ADDRESS = "gh:copier-python-backend/copier-python-backend"
# What whole projects are for: that their texts and types are right is proven before.
WHOLE = ("tests", "dependencies", "goals")
# Where type checkers and linters, or pytest, find a fault.
PLACE = re.compile(r"^(?:FAILED |ERROR )?([\w./-]+\.pyi?)(?=:)", re.MULTILINE)
MOST = 3  # texts a file, on average
DRAWN = 54  # how many random stacks are updated: each release gives as many


@dataclass(frozen=True)
class Outcome:
    """What came of a stage: `tally` says how much of it was believed and run."""

    stage: str
    checked: str
    seconds: float
    faults: list[str]
    tally: Tally = field(default_factory=Tally)


class Ladder:
    """The stages over one state of the template.

    Parameters
    ----------
    uv : str
        The uv to install with.
    progress : Callable[[str], None]
        Told what is being done.
    root : Path
        The folder of the template's repository.
    evidence : Evidence | None
        What is proven, and what is added to it; what is in the repository if it is not
        given. `verify` saves it after each stage.

    Raises
    ------
    CatalogError
        Something is wrong with the catalog.
    """

    def __init__(
        self,
        uv: str = "uv",
        progress: Callable[[str], None] = lambda text: None,
        root: Path = ROOT,
        evidence: Evidence | None = None,
    ) -> None:
        self.uv = uv
        self.progress = progress
        self.root = root
        self.evidence = evidence or Evidence()
        self.catalog = load_catalog(root / "catalog.yaml")
        self.presets = load_presets(root / "presets")
        self.space = Space(self.catalog)
        # Wherever the template is, its services are the same.
        self.renderer = Renderer(root, {"_src_path": ADDRESS})
        self.world = World(self.renderer, self.space)

    @cached_property
    def footprints(self) -> list[Footprint]:
        """What each file depends on."""
        return footprints_of(self.world)

    @cached_property
    def growth(self) -> float:
        """How many texts there are for each file that somebody has written.

        They grow with the alternatives, and not with their product, while it is small.
        """
        # Texts stand in files of the template, and in fragments that these include.
        fragments = [
            path for path in files(self.root / "includes") if path.suffix != ".json"
        ]
        texts = sum(footprint.variants for footprint in self.footprints)
        return texts / (len(self.renderer.sources) + len(fragments))

    @cached_property
    def array(self) -> Extension:
        """The covering array: the presets first, then the committed rows."""
        return extended(self.space, self.presets, committed())

    @property
    def rows(self) -> list[Stack]:
        """The stacks of the covering array."""
        return self.array.stacks

    @cached_property
    def triples(self) -> list[Stack]:
        """Stacks that show every triple of answers, and each identity in turn."""
        identity = self.world.identity
        stacks = self.space.covering(3, list(self.presets.values()))
        return [
            {
                **{n: levels[number % len(levels)] for n, levels in identity.items()},
                **stack,
            }
            for number, stack in enumerate(stacks)
        ]

    @property
    def _complete(self) -> list[Row]:
        return [self.space.row(stack) for stack in self.rows]

    @cached_property
    def texts(self) -> list[Variant]:
        """The texts that the files can have."""
        return variants(self.world, self.footprints, self._complete)

    def service(self, stack: Stack) -> dict[str, File]:
        """Render a service, and what its HELP.md shows as modules."""
        files = self.renderer.service(stack)
        shown = examples(files["HELP.md"].text)
        return files | {path: File(text) for path, text in shown.items()}

    def agreement(self) -> tuple[str, list[str]]:
        """Catalog, interview, presets and template agree."""
        files = template_files(self.root / "template")
        faults = dead_patterns(self.catalog, files)
        faults += [
            f"{file}: no answer brings it" for file in orphans(self.catalog, files)
        ]
        faults += untested(self.catalog, files)
        faults += unread_aliases(self.catalog, self.root / "copier.yml")
        faults += unread_befores(self.catalog, self.root / "copier.yml")
        for preset in self.presets.values():
            faults += preset_faults(self.catalog, preset)
        asked = [
            name
            for name in interview_questions(self.root / "copier.yml")
            if name in self.catalog.questions
        ]
        if asked != list(self.catalog.questions):
            faults.append("copier.yml and catalog.yaml ask in different orders")
        yielding = yielding_questions(self.root / "copier.yml")
        faults += default_faults(self.space, self.presets.values(), yielding)
        entries = len(self.catalog.entries)
        return (
            f"{entries} entries, {len(files)} files, {len(self.presets)} presets",
            faults,
        )

    def evolution(self) -> tuple[str, list[str]]:
        """Nothing is gone that services of older releases hold on to."""
        try:
            found = evolution(self.root)
        except HistoryError as error:
            return "no releases", [str(error)]
        return found.checked, found.faults

    def installability(self) -> tuple[str, list[str]]:
        """Check that the packages of all alternatives resolve, for each Python."""
        environments = unions(self.catalog)
        wanted = {name: requirements(text) for name, text in environments.items()}
        faults = []
        for environment, python in product(wanted, PYTHONS):
            locked = dict(lock_for(python, environment))
            where = f"{environment}, Python {python}"
            for one in wanted[environment]:
                version = locked.get(one.name)
                if version is None or version not in one.specifier:
                    faults.append(f"{where}: {one} is locked at {version}")
            faults += [f"{where}: {f}" for f in self._resolve(environment, python)]
        counts = ", ".join(f"{len(them)} in {name}" for name, them in wanted.items())
        return f"packages ({counts}) on Python {', '.join(PYTHONS)}", faults

    def _resolve(self, environment: str, python: str) -> list[str]:
        """Have uv find a wheel of everything for a Python."""
        lock = LOCKS / f"{environment}.txt"
        unit = digest("packages", python, lock.read_text("utf-8"))
        if self.evidence.believes("packages", unit, f"{environment} on {python}"):
            return []
        with tempfile.TemporaryDirectory() as target:
            command = [self.uv, "pip", "install", "--dry-run", "--quiet"]
            command += ["--only-binary", ":all:", "--require-hashes"]
            command += ["--python-version", python, "--target", target]
            done = subprocess.run(
                [*command, "--requirement", str(lock)], capture_output=True, text=True
            )
        # A failure always has words, or it would be taken for a success.
        output = (done.stderr or "uv failed") if done.returncode else ""
        fault = self.evidence.settle("packages", [unit], output)
        return [fault] if fault else []

    def every_text(self) -> tuple[str, list[str]]:
        """Every text of every file passes its tools."""
        every, about = self.texts, (self.world, self.catalog, self.footprints)
        faults = [f"{v.path}: {fault}" for v in every for fault in tidiness(v)]
        if self.growth > MOST:
            faults.append(
                f"Files have {self.growth:.2f} texts each, more than {MOST}: "
                "a condition stands where a file of its own belongs."
            )
        jobs = readings(*about, every, self._complete)
        done: list[str] = []

        def tell(reading: Any) -> None:
            done.append(reading.command)
            self.progress(f"{len(done)}/{len(jobs)} {reading.command}")

        faults += [str(fault) for fault in read(self.world, jobs, self.evidence, tell)]
        return f"{len(every)} texts, {len(jobs)} readings", faults

    def options(self) -> tuple[str, list[str]]:
        """Each option changes something, and leaves no trace when it is off."""
        checked = f"{len(self.space.factors)} options"
        unit = digest(SYSTEM, state_of(self.world))
        if self.evidence.believes("options", unit):
            return checked, []
        faults = self._options()
        output = self.evidence.settle("options", [unit], "\n".join(faults))
        return checked, [output] if output else []

    def _options(self) -> list[str]:
        named = [f for f in self.footprints if "answers_file" not in f.name]
        read = {factor for footprint in named for factor in footprint.factors}
        faults = [
            f"{name}: no file depends on it"
            for name, factor in self.space.factors.items()
            if name not in read and len(factor.levels) > 1
        ]
        faults += [
            f"{footprint.name}: no answer brings it"
            for footprint in self.footprints
            if not footprint.rows
        ]
        for stack in self.triples:
            service = self.service(stack)
            faults += [
                f"{path}: speaks of {word}, which is off in {written(stack)}"
                for path, word in traces(self.catalog, stack, service)
            ]
            faults += [f"{fault}, in {written(stack)}" for fault in untrue(service)]
        return faults

    def types(self) -> tuple[str, list[str]]:
        """Adapters and selectors keep to their ports, for each type checker."""
        stacks = self.typed()
        alone = [it for it in stacks if it["type_checker"] != "pyright"]
        others = [it for it in stacks if it["type_checker"] == "pyright"]
        with ThreadPoolExecutor(1) as pool:
            meanwhile = pool.submit(self._by_pyright, others)
            # With other options, mypy has to learn anew what the packages declare: once
            # and not twice at a time.
            first = {
                mypy_cache(
                    self.catalog.environment(it),
                    self.service(it)["pyproject.toml"].text,
                ): it
                for it in reversed(alone)
            }
            learners = list(first.values())
            reports = [*self.run(learners, kinds=["types"], workers=1)]
            reports += meanwhile.result()
        others = [it for it in alone if it not in learners]
        reports += self.run(others, kinds=["types"])
        return f"{len(stacks)} projects", told(self.space, stacks, reports)

    def _by_pyright(self, stacks: Sequence[Stack]) -> list[Report]:
        """Check types by pyright, in one run for each environment."""
        groups: dict[str, dict[str, Mapping[str, File]]] = {}
        for stack in stacks:
            group = groups.setdefault(self.catalog.environment(stack), {})
            group[written(stack)] = self.service({**stack, "python_version": RUNNING})
        return [
            report
            for environment, services in groups.items()
            for report in pyright_reports(services, environment, self.evidence)
        ]

    def typed(self) -> list[Stack]:
        """Give stacks in which each text of a module meets each type checker."""
        stacks = list(self.rows)
        # Where items stand one after another, each has its types for itself.
        texts = variants(self.world, self.footprints)
        texts += shown_examples(texts)
        modules = [it for it in texts if it.path.endswith(".py")]
        for checker in self.catalog.answers("type_checker"):
            seen = {
                (path, file.text)
                for stack in stacks
                if stack["type_checker"] == checker
                for path, file in self.service(stack).items()
            }
            missing = [
                it
                for it in modules
                if (it.path, it.text) not in seen
                and (
                    "type_checker" not in it.factors
                    or it.row["type_checker"] == checker
                )
            ]
            while missing:
                row = self.together(missing, {"type_checker": checker})
                stack = self.world.answers(row)
                files = self.service(stack)
                seen = {(path, file.text) for path, file in files.items()}
                before = len(missing)
                missing = [it for it in missing if (it.path, it.text) not in seen]
                assert len(missing) < before  # the first one is in it
                stacks.append({name: stack[name] for name in self.catalog.questions})
        return stacks

    def together(self, texts: Sequence[Variant], given: Row) -> Row:
        """Give a row that has what the texts read, of as many as agree on it."""
        first, row = texts[0], dict(given)
        for variant in texts:
            own = {
                name: variant.row[name]
                for name in variant.factors
                if name in self.space.factors and name not in given
            }
            agrees = all(row.get(name, level) == level for name, level in own.items())
            if agrees and self.space.count({**row, **own}):
                row |= own
        for name, factor in self.space.factors.items():
            if name not in row:
                levels = [first.row[name], *factor.levels]
                row[name] = next(
                    it for it in levels if self.space.count({**row, name: it})
                )
        return {**first.row, **row}

    def projects(self) -> tuple[str, list[str]]:
        """Whole projects pass their own tests, and declare what they import."""
        faults = [f"breaks a rule: {row}" for row in invalid(self.catalog, self.rows)]
        missing = list(uncovered(self.catalog, self.rows, STRENGTH))
        faults += [f"no row has {together}" for together in missing]
        faults += untested_pythons(self.space, self.tested)
        reports = self.run(self.tested, WHOLE, measured=self.measured)
        faults += told(self.space, self.tested, reports)
        rows = f"{len(self.rows)} rows of strength {STRENGTH}, and all on"
        return f"{rows}, on Python {', '.join(PYTHONS)}", faults

    @cached_property
    def tested(self) -> list[Stack]:
        """The stacks of the whole projects, each with the Python that it is run on."""
        stacks = [*self.rows, self.all_on()]
        pythons = [*self.array.pythons, PYTHONS[-1]]
        return [
            {**stack, "python_version": python}
            for stack, python in zip(stacks, pythons, strict=True)
        ]

    @cached_property
    def measured(self) -> list[Stack]:
        """Those of which it is measured how much their tests reach.

        That takes as long as the tests. Each part is in one that is measured.
        """
        chosen = [*self.rows[: len(self.presets)], *self.once(), self.all_on()]
        names = self.catalog.questions
        return [it for it in self.tested if {n: it[n] for n in names} in chosen]

    def all_on(self) -> Stack:
        """Give the stack with everything that can be on together."""
        row: dict[str, Any] = {}
        for name, factor in self.space.factors.items():
            given = {level for level in factor.levels if level not in (False, "none")}
            row[name] = next(
                level
                for level in sorted(factor.levels, key=lambda level: level not in given)
                if self.space.count({**row, name: level})
            )
        return self.space.stack(row)

    def run(
        self,
        stacks: Sequence[Stack],
        kinds: Sequence[str],
        workers: int = CORES,
        measured: Sequence[Stack] | None = None,
    ) -> Iterator[Report]:
        """Render stacks and run their commands, a few stacks at a time.

        A stack with a `python_version` is run on that Python. How much their tests
        reach is measured in all, or in those that are given.
        """
        with tempfile.TemporaryDirectory() as name:
            projects = []
            for number, stack in enumerate(stacks):
                folder = Path(name) / str(number)
                write(self.service({"python_version": RUNNING, **stack}), folder)
                projects.append(
                    Project(
                        written(stack),
                        folder,
                        stack,
                        self.catalog,
                        kinds,
                        measured=measured is None or stack in measured,
                    )
                )
            for number, report in enumerate(run(projects, self.evidence, workers), 1):
                self.progress(f"{number}/{len(projects)} projects")
                yield report

    def installations(self) -> tuple[str, list[str]]:
        """Presets are installed by each manager, and each alternative once.

        Where everything is installed, nobody notices a package that is missing.
        """
        stacks, faults = self.installable(), []
        units = [
            installs.unit_of(
                self.renderer.service({**it, "python_version": RUNNING}), self.uv
            )
            for it in stacks
        ]
        missing = [
            (stack, unit)
            for stack, unit in zip(stacks, units, strict=True)
            if not self.evidence.believes(
                "installations", unit, f"installation of {written(stack)}"
            )
        ]
        with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(CORES) as pool:
            environment = installs.tools(Path(name), self.uv) if missing else {}

            def install(number: int) -> str:
                folder = Path(name) / str(number)
                output = self.install(folder, missing[number][0], environment)
                shutil.rmtree(folder)
                return output

            outputs = pool.map(install, range(len(missing)))
            for number, ((stack, unit), output) in enumerate(
                zip(missing, outputs, strict=True), 1
            ):
                self.progress(f"{number}/{len(missing)} installed")
                if output := self.evidence.settle("installations", [unit], output):
                    faults.append(f"{written(stack)}:\n{output}")
        return f"{len(stacks)} services, each alternative in one of them", faults

    def installable(self) -> list[Stack]:
        """Give the stacks to install: each preset by each manager, each part once."""
        presets = [
            {**preset, "package_manager": manager}
            for preset in self.presets.values()
            for manager in self.catalog.answers("package_manager")
        ]
        return [*presets, *({**row, "package_manager": "uv"} for row in self.once())]

    def install(self, folder: Path, stack: Stack, environment: dict[str, str]) -> str:
        """Install a service beside its servers, and tell what went wrong."""
        servers = addresses(servers_of(self.catalog, stack))
        return installs.install(self.renderer, folder, stack, environment, servers)

    def once(self) -> list[Stack]:
        """Give a few rows in which each part is that no preset has."""

        def parts(row: Stack) -> set[str]:
            return {entry.key for entry in self.catalog.parts(row)}

        found: list[Stack] = []
        presets, others = self.rows[: len(self.presets)], self.rows[len(self.presets) :]
        missing = set[str]().union(*map(parts, others)).difference(*map(parts, presets))
        while missing:
            found.append(max(others, key=lambda row: len(missing & parts(row))))
            missing -= parts(found[-1])
        return found

    def updates(self) -> tuple[str, list[str]]:
        """No update takes anything from an owner, or leaves a service broken."""
        with tempfile.TemporaryDirectory() as name:
            published = publish(Path(name) / "template", self.root)
            services = Path(name) / "services"
            if not published.supported:
                return "no older releases", []
            drawn = max(1, DRAWN // len(published.supported))
            planned = updates.trials(
                published, self.presets, self.space, drawn, services
            )
            results = []
            for result in updates.attempts(planned, attempted=updates.simulate):
                results.append(result)
                self.progress(f"{len(results)}/{len(planned)} updates")
            faults = [f"{it.trial.name}: {f}" for it in results for f in it.faults]
            # Services of the releases between are made of the same pieces.
            supported = published.supported
            tested = (supported[0].version, supported[-1].version)
            projects = [
                updates.project(it, self.catalog, it.trial.release.version in tested)
                for it in updates.distinct(updates.sampled(results))
            ]
            for number, report in enumerate(run(projects, self.evidence, CORES), 1):
                self.progress(f"{number}/{len(projects)} updated projects")
                faults += [
                    f"{report.name}: {check.command}\n{check.output}"
                    for check in report.failures
                ]
        versions = ", ".join(release.version for release in supported)
        return f"{len(results)} from {versions}: {updates.told(results)}", faults

    def verify(self, names: Collection[str] = ()) -> Iterator[Outcome]:
        """Go through the stages that are named, or through all.

        Yields
        ------
        Outcome
            What came of a stage.
        """
        for name, stage in self.stages().items():
            if names and name not in names:
                continue
            before = self.evidence.total()
            start = time.monotonic()
            try:
                checked, faults = stage()
            finally:  # what is proven or refuted stays so, however it ends
                self.evidence.save()
            seconds = time.monotonic() - start
            tally = self.evidence.total() - before
            yield Outcome(name, checked, seconds, faults, tally)

    def stages(self) -> dict[str, Callable[[], tuple[str, list[str]]]]:
        """Name the stages, in their order."""
        return {
            "catalog": self.agreement,
            "compatibility": self.evolution,
            "packages": self.installability,
            "texts": self.every_text,
            "options": self.options,
            "types": self.types,
            "projects": self.projects,
            "installations": self.installations,
            "updates": self.updates,
        }


def written(stack: Stack) -> str:
    """Write a stack as it is given to Copier."""
    return " ".join(f"{name}={answer}" for name, answer in stack.items())


def suspects(failing: Sequence[Row], passing: Sequence[Row]) -> list[Row]:
    """Find the fewest answers that tell what fails from what passes.

    Parameters
    ----------
    failing : Sequence[Row]
        The rows that fail; at least one.
    passing : Sequence[Row]
        The rows that pass.

    Returns
    -------
    list[Row]
        The smallest sets of levels, of at most three factors, that all failing rows
        have and no passing one; none if there is no such set.
    """
    for size in range(4):
        found: list[Row] = [
            dict(levels)
            for levels in combinations(failing[0].items(), size)
            if all(row.items() >= set(levels) for row in failing)
            and not any(row.items() >= set(levels) for row in passing)
        ]
        if found:
            return found
    return []


def untested_pythons(space: Space, stacks: Iterable[Stack]) -> list[str]:
    """Say which answers are not tested on the lowest and on the highest Python.

    Parameters
    ----------
    space : Space
        The space of the stacks.
    stacks : Iterable[Stack]
        The stacks that are tested, each with its `python_version`.

    Returns
    -------
    list[str]
        A sentence for each answer and Python.
    """
    seen: dict[str, set[tuple[str, Any]]] = {python: set() for python in PYTHONS}
    for stack in stacks:
        seen[stack["python_version"]] |= space.row(stack).items()
    every = set[tuple[str, Any]]().union(*seen.values())
    return [
        f"{name}={level} is not tested on Python {python}"
        for python in (PYTHONS[0], PYTHONS[-1])
        for name, level in sorted(every - seen[python], key=str)
    ]


def _row(space: Space, stack: Stack) -> Row:
    """Write a stack as a row, with the Python that it is tested on as a factor."""
    row = space.row(stack)
    python = stack.get("python_version")
    return row | {"python_version": python} if python else row


def told(space: Space, stacks: Sequence[Stack], reports: Iterable[Report]) -> list[str]:
    """Write down what went wrong in projects, and which answers show it.

    Parameters
    ----------
    space : Space
        The space of the stacks.
    stacks : Sequence[Stack]
        The projects' stacks.
    reports : Iterable[Report]
        What came of their commands.

    Returns
    -------
    list[str]
        A text for each tool and each set of projects in which it finds a fault.
    """
    rows = {written(it): _row(space, it) for it in stacks}
    found = list(reports)
    # By the file in which a tool finds a fault: which projects show it.
    failing: dict[tuple[str, str], dict[str, Check]] = {}
    for report in found:
        for check in report.failures:
            tool = f"{check.kind} {shlex.split(check.command)[0]}"
            for place in set(PLACE.findall(check.output)) or {""}:
                failing.setdefault((tool, place), {})[report.name] = check
    # What the same projects show is told once.
    faults: dict[tuple[str, ...], str] = {}
    for (tool, _), checks in failing.items():
        passing = [rows[report.name] for report in found if report.name not in checks]
        least = suspects([rows[name] for name in checks], passing)
        shows = " or ".join(map(shown, least[:3])) or next(iter(checks))
        where = f"{len(checks)} of {len(found)} projects, with {shows}"
        # Of those that show it, the one that shows the least besides.
        check = min(checks.values(), key=lambda it: len(it.output))
        fault = f"{where}: {check.command}\n{check.output}"
        faults.setdefault((tool, *checks), fault)
    return list(faults.values())
