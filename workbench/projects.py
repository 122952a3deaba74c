"""Running what rendered services are checked with, fast and a few at a time.

A short test run spends much of its time on importing packages. So each worker imports
them once, and each command runs in a fork of its own: it finds them imported, and
leaves nothing behind for the next one.
"""

import faulthandler
import gc
import importlib
import json
import multiprocessing
import os
import pickle
import re
import resource
import runpy
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from importlib.metadata import entry_points
from itertools import islice
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .catalog import Catalog
from .evidence import Evidence
from .learnt import keep, recall
from .paths import BIN, ROOT, python_of
from .readers import readers_of
from .units import Checked, units_of
from .versions import RUNNING, on_python

# A service asks 95 % of its owner. What we deliver reaches more in every combination,
# so that a test file that gets lost is noticed.
REACHED = "--cov-fail-under=98"
KINDS = ("tests", "lint", "types", "dependencies", "files", "goals")
CPU_TIME = 600  # seconds: what loops uses them up, what is starved does not
SKIPPED = re.compile(r"^SKIPPED ", re.MULTILINE)
HANG = 3600.0  # seconds: only what waits for something that never comes takes so long
GRACE = 10.0  # seconds to say where it hangs
# The servers that the answers ask for: the setting that names one, and its URL here.
SERVERS = {
    "postgresql": (
        "APP_DATABASE_URL",
        "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    ),
    "mariadb": ("APP_DATABASE_URL", "mariadb+asyncmy://root@127.0.0.1:3306/test"),
    # The same server, by the driver of synchronous services.
    "pymysql_driver": (
        "APP_DATABASE_URL",
        "mariadb+pymysql://root@127.0.0.1:3306/test",
    ),
    # Django names them in another way.
    "psycopg_pool": (
        "APP_DATABASE_URL",
        "postgresql://postgres@127.0.0.1:5432/postgres",
    ),
    "pymysql_in_django": ("APP_DATABASE_URL", "mysql://root@127.0.0.1:3306/test"),
    "arq": ("APP_REDIS_URL", "redis://127.0.0.1:6379/0"),
    "redis": ("APP_BROKER_URL", "redis://127.0.0.1:6379/0"),
    "rabbitmq": ("APP_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//"),
}
# What takes long to import and does nothing else then (deptry would set up logging).
PRELOADED = [
    "aiohttp.test_utils",
    "alembic.autogenerate.api",
    "alembic.command",
    "black",
    "fastapi.testclient",
    "flake8.main.cli",
    "flask_openapi",
    "hypothesis.strategies",
    "isort.main",
    "mypy.main",
    "polyfactory.factories.pydantic_factory",
    "psycopg",
    "pydantic_settings",
    "sqlalchemy.dialects.mysql.asyncmy",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.ext.asyncio",
    "structlog",
    "uvicorn",
]


@dataclass(frozen=True)
class Check:
    """What came of a command: `output` is what it printed if it failed.

    `skipped` says that it was not run, for want of a server or a Python that CI has.
    """

    kind: str
    command: str
    seconds: float
    output: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class Report:
    """What came of a project's commands."""

    name: str
    checks: list[Check]

    @property
    def failures(self) -> list[Check]:
        """The commands that failed."""
        return [check for check in self.checks if check.output and not check.skipped]


class Project:
    """A rendered service, and what it is checked with.

    Parameters
    ----------
    name : str
        What its report is called.
    folder : Path
        Where it is.
    stack : Mapping[str, Any]
        An answer to each of the catalog's questions; with a `python_version`, the
        project is run on that Python.
    catalog : Catalog
        The catalog, which knows the commands that the answers bring along.
    kinds : Collection[str]
        Which of `KINDS` are to be run.
    limit : int
        How many seconds of CPU time each process of a command may take.
    patience : float
        How many seconds a command may take, busy or not.
    measured : bool
        Whether the tests must reach nearly all of the code; they take longer then.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        stack: Mapping[str, Any],
        catalog: Catalog,
        kinds: Collection[str] = KINDS,
        limit: int = CPU_TIME,
        *,
        patience: float = HANG,
        measured: bool = True,
    ) -> None:
        self.name = name
        self.folder = folder
        python = stack.get("python_version", RUNNING)
        self.environment = on_python(python, catalog.environment(stack))
        self.servers = servers_of(catalog, stack)
        self.package = next((folder / "src").iterdir()).name
        self.limit = limit
        self.patience = patience
        unimported = sorted(
            {name for entry in catalog.entries.values() for name in entry.unimported}
        )
        files = sorted(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file()
        )
        coverage = f"--cov {REACHED}" if measured else "--no-cov"
        # These are installed here, but not there.
        tests = f"python -m pytest -rs {coverage} -p no:cacheprovider -p no:copie"
        if "pytest_asyncio" not in {entry.key for entry in catalog.parts(stack)}:
            tests += " -p no:asyncio"
        commands = {
            "tests": [tests],
            "lint": _commands(catalog, stack, "lint"),
            "types": _commands(catalog, stack, "types"),
            "dependencies": [
                f"deptry . --extend-exclude 'conftest[.]py' "
                f"--known-first-party {self.package} "
                f"--per-rule-ignores 'DEP002={'|'.join(unimported)}'",
                # It leaves tests out by itself. They may import what is for tests.
                f"deptry tests --exclude '[.]venv' --ignore DEP002,DEP004 "
                f"--known-first-party {self.package}",
            ],
            "files": [],
            "goals": [
                command
                for entry in catalog.parts(stack)
                for goal in entry.goals
                if goal.checked
                for command in goal.commands
            ],
        }
        # What reads files one by one: the tool, and the files that it is given.
        self.readers: dict[str, tuple[str, list[str]]] = {}
        for command, found in readers_of(files):
            whole = shlex.join([*shlex.split(command), *found])
            self.readers[whole] = command, found
            commands["files"].append(whole)
        self.commands = [(kind, it) for kind in kinds for it in commands[kind]]

    def units(self) -> list[Checked]:
        """Name what each command checks, as evidence does."""
        paths = filter(Path.is_file, self.folder.rglob("*"))
        names = (path.relative_to(self.folder).as_posix() for path in paths)
        texts = {name: (self.folder / name).read_text("utf-8") for name in names}
        servers = addresses(self.servers).values()
        return [
            units_of(
                *(kind, command, self.readers.get(command)),
                *(texts, self.environment, servers),
            )
            for kind, command in self.commands
        ]

    @property
    def cache(self) -> str:
        """The name of mypy's cache for this service."""
        text = (self.folder / "pyproject.toml").read_text("utf-8")
        return mypy_cache(self.environment, text)

    def check(self) -> Report:
        """Run the commands one after the other, each in a fork of this process.

        Returns
        -------
        Report
            What came of them.
        """
        for path in filter(Path.is_file, self.folder.rglob("*")):
            # mypy's cache trusts a file of the same path in a project, second and
            # size. Of two projects rendered together, that says nothing.
            seconds = int.from_bytes(sha256(path.read_bytes()).digest()[:4]) // 4
            os.utime(path, (seconds, seconds))
        with tempfile.TemporaryDirectory() as site:
            announce(self.folder, Path(site))
            environment = {
                "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / ".hypothesis"),
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": f"{self.folder / 'src'}{os.pathsep}{site}",
                "VIRTUAL_ENV": str(BIN.parent),
            }
            environment |= addresses(self.servers)
            caches = os.environ.get("MYPY_CACHE_DIR")
            cache = Path(caches, self.cache) if caches else None
            if cache:
                environment["MYPY_CACHE_DIR"] = str(cache)
            checks = []
            for kind, command in self.commands:
                if cache and kind == "types" and not cache.exists():
                    recall(self.cache, cache)
                check = self._run(kind, command, environment)
                checks.append(check)
                if cache and kind == "types" and check.output:
                    # If it was stopped, its cache may be half written.
                    shutil.rmtree(cache, ignore_errors=True)
        return Report(self.name, checks)

    def not_run(self, reason: str) -> Report:
        """Report that no command was run, which is a failure in CI."""
        skipped = "CI" not in os.environ
        output = f"not run: {reason}"
        checks = [Check(*it, 0, output, skipped) for it in self.commands]
        return Report(self.name, checks)

    def _run(self, kind: str, command: str, environment: dict[str, str]) -> Check:
        away = [server for server in self.servers if not _is_ready(server)]
        if kind == "tests" and away:
            output = f"not run: there is no server for {', '.join(away)}"
            return Check(kind, command, 0, output, skipped="CI" not in os.environ)
        started = time.monotonic()
        # A descendant that is killed at the end may still be writing.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            printed = Path(scratch) / "output"
            printed.touch()
            own = environment | {"TMPDIR": scratch}
            child = multiprocessing.get_context("fork").Process(
                target=_become,
                args=(shlex.split(command), self.folder, own, printed, self.limit),
            )
            child.start()
            assert child.pid is not None  # it has been started
            try:
                child.join(self.patience)
                hangs = child.exitcode is None
                if hangs:
                    os.kill(child.pid, signal.SIGXCPU)
                    child.join(GRACE)
                code = child.exitcode
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.kill()  # in case it has not got as far as leading a group
                child.join()
            output = printed.read_text("utf-8", "replace")
        seconds = time.monotonic() - started
        skips = kind == "tests" and SKIPPED.search(output)
        if code == 0 and not skips:
            return Check(kind, command, seconds)
        end = "tests were skipped" if skips else f"exit code {code}"
        if hangs:
            end = f"stopped after {self.patience} s"
        elif code == -signal.SIGXCPU:
            end = f"stopped after {self.limit} s of CPU time"
        return Check(kind, command, seconds, f"{output}\n[{end}]")


def mypy_cache(environment: str, pyproject: str) -> str:
    """Name mypy's cache: with other options, it makes nothing of what is in it."""
    options = json.dumps(tomllib.loads(pyproject)["tool"].get("mypy"))
    return f"{environment}-{sha256(options.encode()).hexdigest()}"


def announce(folder: Path, site: Path) -> None:
    """Make a service known by its metadata, as an installer would.

    Parameters
    ----------
    folder : Path
        The service.
    site : Path
        A folder in which Python looks for what is installed.
    """
    about = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    package = next((folder / "src").iterdir()).name
    metadata = site / f"{package}-{about['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {about['name']}\n"
        f"Version: {about['version']}\nSummary: {about['description']}\n",
        "utf-8",
    )


def servers_of(catalog: Catalog, stack: Mapping[str, Any]) -> list[str]:
    """List the servers that a service needs.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    stack : Mapping[str, Any]
        An answer to each question.

    Returns
    -------
    list[str]
        Keys of `SERVERS`.
    """
    keys = [entry.key for entry in catalog.parts(stack)]
    return [key for key in SERVERS if key in keys]


def addresses(servers: Iterable[str]) -> dict[str, str]:
    """Say in variables of the environment where servers are.

    Parameters
    ----------
    servers : Iterable[str]
        Keys of `SERVERS`.

    Returns
    -------
    dict[str, str]
        The variables.
    """
    return dict(SERVERS[server] for server in servers)


def _commands(catalog: Catalog, stack: Mapping[str, Any], kind: str) -> list[str]:
    commands = [
        command
        for entry in catalog.parts(stack)
        if entry.commands
        for command in getattr(entry.commands, kind)
    ]
    pyright = pyright_command(python_of(catalog.environment(stack)))
    return [pyright if command == "pyright" else command for command in commands]


def pyright_command(python: Path) -> str:
    """Write how a service's types are checked by pyright here.

    Elsewhere it finds the project's own environment by itself.

    Parameters
    ----------
    python : Path
        The interpreter of the environment that the service's packages are in.

    Returns
    -------
    str
        The command.
    """
    return f"pyright --pythonpath {shlex.quote(str(python))}"


def _is_ready(server: str) -> bool:
    """Say whether a server listens."""
    url = urlsplit(SERVERS[server][1])
    try:
        socket.create_connection((url.hostname, url.port), timeout=60).close()
    except OSError:
        return False
    return True


def _become(
    words: list[str],
    folder: Path,
    environment: dict[str, str],
    output: Path,
    limit: int,
) -> None:
    """Turn this process into one that was started with a command."""
    os.setsid()  # so that it can be killed with its descendants
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (1, 2):
        os.dup2(os.open(output, os.O_WRONLY | os.O_APPEND), stream)
    # At the limit, it prints where its threads are, and ends without a core dump. Not
    # to a standard stream: pytest captures those.
    stacks = os.open(output, os.O_WRONLY | os.O_APPEND)
    faulthandler.register(signal.SIGXCPU, stacks, all_threads=True, chain=True)
    for kind, seconds in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, limit)):
        resource.setrlimit(kind, (seconds, resource.getrlimit(kind)[1]))
    os.chdir(folder)
    os.environ.update(environment)
    tempfile.tempdir = None
    multiprocessing.set_start_method(None, force=True)
    is_module = words[:2] == ["python", "-m"]
    # The standard library and what is installed: not what else this process finds.
    prefixes = (sys.prefix + os.sep, sys.base_prefix + os.sep)
    sys.path[:] = [
        str(folder if is_module else BIN),
        *environment["PYTHONPATH"].split(os.pathsep),
        *(path for path in sys.path if path.startswith(prefixes)),
    ]
    importlib.invalidate_caches()
    if is_module:
        sys.argv[:] = words[2:]
        runpy.run_module(words[2], run_name="__main__", alter_sys=True)
        return
    sys.argv[:] = [shutil.which(words[0]) or words[0], *words[1:]]
    for script in entry_points(group="console_scripts", name=words[0]):
        sys.exit(script.load()())
    sys.exit(subprocess.call(words))


class _Preload:
    """Imports packages where pytest imports its plugins.

    It warns, which fails a test run, of packages that come with a plugin and were
    imported elsewhere, because it would have rewritten their assertions.
    """

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self) -> int:
        # A warning, of which the services' tests make an error, must not be lost here.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name in PRELOADED:
                importlib.import_module(name)
        return pytest.ExitCode.OK


def _start(slots: "SimpleQueue[int]", caches: str) -> None:
    """Make a worker ready."""
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]  # those of a test run that this is a part of
    # Two at a time would get in each other's way in one cache.
    os.environ["MYPY_CACHE_DIR"] = str(Path(caches, str(slots.get())))
    if pytest.main(["-c", os.devnull, "--noconftest"], [_Preload()]):
        raise RuntimeError("pytest did not get as far as importing the packages")
    gc.freeze()  # what is imported is not for the forks to collect


def run(
    projects: Iterable[Project], evidence: Evidence | None = None, workers: int = 2
) -> Iterator[Report]:
    """Run the commands of projects that are not proven to pass.

    Parameters
    ----------
    projects : Iterable[Project]
        The projects. Their files' modification times will be changed.
    evidence : Evidence | None
        What is proven; what passes now is added. Without it, all commands are run.
    workers : int
        How many projects are run at a time.

    Yields
    ------
    Report
        What came of a project, as soon as all of its commands have been run.
    """
    every: dict[str, Project] = {}
    believed: dict[str, list[Check]] = {}
    for project in projects:
        believed[project.name] = []
        for checked in project.units() if evidence else ():
            if evidence and checked.is_believed(evidence, project.name):
                project.commands.remove(checked.command)
                believed[project.name].append(Check(*checked.command, 0))
        if project.commands:
            every[project.name] = project
        else:
            yield Report(project.name, believed[project.name])
    for environment in sorted({project.environment for project in every.values()}):
        group = [it for it in every.values() if it.environment == environment]
        # Their files are changed while they are checked: caches are written.
        units = {it.name: it.units() for it in group} if evidence else {}
        if problem := _missing(environment):
            reports = iter([it.not_run(problem) for it in group])
        elif (python := python_of(environment)) == Path(sys.executable):
            reports = _run_here(group, workers)
        else:
            reports = _run_there(python, group, workers)
        for report in reports:
            checks = report.checks
            if evidence:
                checks = list(
                    map(partial(_settled, evidence), units[report.name], checks)
                )
            yield Report(report.name, [*believed[report.name], *checks])


def _missing(environment: str) -> str:
    """Make the environment of another Python, and return why it cannot be made."""
    if "-" not in environment:
        return ""
    try:
        python_of(environment)
    except FileNotFoundError:  # never made, or its Python is gone
        (ROOT / f".venv-{environment}" / "ready").unlink(missing_ok=True)
    done = subprocess.run(
        ["make", "--quiet", f".venv-{environment}/ready"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode else ""


def _settled(evidence: Evidence, checked: Checked, check: Check) -> Check:
    """Record what came of a command, and return it as it is to be reported."""
    if check.skipped:
        evidence.skipped += 1
        return check
    return replace(check, output=checked.settle(evidence, check.output))


def _run_here(projects: list[Project], workers: int) -> Iterator[Report]:
    """Run projects in the environment of this process."""
    # A fork of this process would have its threads, and what it imported.
    context = multiprocessing.get_context("spawn")
    slots = context.SimpleQueue()
    for slot in range(workers):
        slots.put(slot)
    with (
        tempfile.TemporaryDirectory() as caches,
        ProcessPoolExecutor(workers, context, _start, (slots, caches)) as pool,
    ):
        waiting = iter(projects)
        begun = {pool.submit(project.check) for project in islice(waiting, workers)}
        while begun:
            done, begun = wait(begun, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            # No earlier: whoever has heard enough by now does not wait for them.
            begun |= {
                pool.submit(project.check) for project in islice(waiting, len(done))
            }
        for cache in Path(caches).glob("*/*"):
            keep(cache.name, cache)


def _run_there(python: Path, projects: list[Project], workers: int) -> Iterator[Report]:
    """Run projects in another environment, by a process that has this module."""
    with subprocess.Popen(
        [python, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None  # they are
        assert process.stdout is not None  # pipes
        pickle.dump((projects, workers), process.stdin)
        process.stdin.close()
        for _ in projects:
            report: Report = pickle.load(process.stdout)
            yield report


def _serve() -> None:
    """Run the projects that come in, and give their reports out."""
    projects, workers = pickle.load(sys.stdin.buffer)
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what else is printed must not get among them
    # Whoever has heard enough listens no longer.
    with suppress(BrokenPipeError):
        for report in _run_here(projects, workers):
            pickle.dump(report, reports)
            reports.flush()


if __name__ == "__main__":
    # As other processes know it: what they pickled is of that module.
    importlib.import_module("workbench.projects")._serve()
