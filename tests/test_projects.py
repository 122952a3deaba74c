"""Faults of generated services are found by the commands that look for them."""

import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench import paths, projects
from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.projects import SERVERS, Project, Report, run
from workbench.render import write
from workbench.verify import Ladder
from workbench.versions import RUNNING

pytestmark = pytest.mark.heavy

CATALOG = load_catalog()
PRESETS = load_presets()


MODULE = "src/order_service/added.py"
TEST = "tests/unit/test_added.py"
# What is added to a sound project, which commands look for it, and what one says then.
FAULTS = {
    "a failing test": (
        "tests",
        TEST,
        "def test_added() -> None:\n    assert sum([1, 1]) == 3\n",
        ("python -m pytest", "assert 2 == 3"),
    ),
    "a skipped test": (
        "tests",
        TEST,
        "import pytest\n\n\n"
        '@pytest.mark.skip(reason="not now")\ndef test_added() -> None:\n    pass\n',
        ("python -m pytest", "SKIPPED [1] tests/unit/test_added.py:4: not now"),
    ),
    "a warning": (
        "tests",
        TEST,
        "import warnings\n\n\ndef test_added() -> None:\n"
        '    warnings.warn("added", stacklevel=1)\n',
        ("python -m pytest", "UserWarning: added"),
    ),
    "a module without a test": (
        "tests",
        MODULE,
        "".join(f"NUMBER_{number} = {number}\n" for number in range(100)),
        ("python -m pytest", "98% not reached"),
    ),
    "an unused import": ("lint", MODULE, "import json\n", ("ruff check", "F401")),
    "a wrong type": ("types", MODULE, 'NUMBER: int = "1"\n', ("mypy", "[assignment]")),
    "an undeclared import": (
        "dependencies",
        MODULE,
        'import rich\n\n__all__ = ["rich"]\n',
        ("deptry .", "DEP003"),
    ),
    "an undeclared import in a test": (
        "dependencies",
        TEST,
        "import rich\n\n\ndef test_added() -> None:\n    assert rich\n",
        ("deptry tests", "DEP003"),
    ),
    "a badly written file": ("files", "added.yaml", "a:  1\n", ("yamllint", "colons")),
}
# Of each documentation builder, what it says of a link that leads nowhere.
LOST_PAGE = {"sphinx": "xref_missing", "mkdocs": "no-such-page"}


def project(
    ladder: Ladder, folder: Path, stack: dict[str, Any], **options: Any
) -> Project:
    write(ladder.service({"python_version": RUNNING, **stack}), folder)
    answers = PRESETS[stack.get("preset", "recommended")] | stack
    return Project(folder.name, folder, answers, CATALOG, **options)


@pytest.fixture(scope="module")
def ladder(template: Path) -> Ladder:
    return Ladder(root=template)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("projects")


@pytest.fixture(scope="module")
def reports(ladder: Ladder, folder: Path) -> dict[str, Report]:
    root, projects = folder, list[Project]()
    project(ladder, root / "sound", {"preset": "minimal"})
    for name, (kind, file, text, _) in FAULTS.items():
        shutil.copytree(root / "sound", root / name)
        (root / name / file).write_text(text, "utf-8")
        minimal = PRESETS["minimal"]
        reached = kind == "tests" and file == MODULE
        projects.append(
            Project(name, root / name, minimal, CATALOG, kinds=[kind], measured=reached)
        )
        if kind == "types":  # mypy would learn all packages for it
            projects[-1].commands = [(kind, f"mypy {file}")]
        if file == TEST:  # what else is tested takes long, and has passed
            shutil.rmtree(root / name / "tests" / "adapters")
            shutil.rmtree(root / name / "tests" / "entrypoints")
    projects += [lost_page(ladder, root / name, name) for name in LOST_PAGE]
    projects += [
        endless(ladder, root / "endless"),
        waiting(ladder, root / "waiting"),
        odd(ladder, root / "odd"),
    ]
    # All in one run: each process of it takes seconds to import what they need.
    return {report.name: report for report in run(projects)}


def lost_page(ladder: Ladder, folder: Path, builder: str) -> Project:
    """Give a service whose documentation has a link that leads nowhere."""
    stack = {"preset": "minimal", "docs": builder}
    service = project(ladder, folder, stack, kinds=["goals"])
    page = folder / "docs/use-cases/find.md"
    page.write_text(page.read_text() + "\nSee [another](no-such-page.md).\n", "utf-8")
    return service


def endless(ladder: Ladder, folder: Path) -> Project:
    """Give a service of which a test starts a process, and neither ends."""
    stack = {"preset": "minimal"}
    service = project(ladder, folder, stack, kinds=[], limit=3)
    (folder / TEST).write_text(
        "import fcntl\nimport subprocess\nimport sys\n\n\n"
        "def test_added() -> None:\n"
        '    with open("lock", "w") as lock:\n'
        "        fcntl.flock(lock, fcntl.LOCK_EX)\n"
        '        sleep = "import time; time.sleep(3600)"\n'
        '        command = [sys.executable, "-c", sleep]\n'
        "        subprocess.Popen(command, pass_fds=[lock.fileno()])\n"
        "        while True:\n"
        "            pass\n",
        "utf-8",
    )
    service.commands = [("tests", f"python -m pytest {TEST}")]
    return service


def waiting(ladder: Ladder, folder: Path) -> Project:
    """Give a service with a command that waits for what never comes."""
    service = project(ladder, folder, {"preset": "minimal"}, kinds=[], patience=1)
    service.commands = [("files", "sleep 3600")]
    return service


def odd(ladder: Ladder, folder: Path) -> Project:
    """Give a service with commands that do not start."""
    service = project(ladder, folder, {"preset": "minimal"}, kinds=[])
    service.commands = [
        ("files", "no-such-linter ."),
        ("files", "python -m no_such_module"),
    ]
    return service


@pytest.mark.parametrize("builder", LOST_PAGE)
def test_a_page_that_leads_nowhere_is_not_built(
    reports: dict[str, Report], builder: str
) -> None:
    (failure,) = reports[builder].failures

    assert LOST_PAGE[builder] in failure.output


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_the_command_that_looks_for_it(
    reports: dict[str, Report], name: str
) -> None:
    command, output = FAULTS[name][3]

    (failure,) = reports[name].failures

    assert failure.command.startswith(command)
    assert output in failure.output


def test_types_are_checked_anew_in_a_file_that_looks_unchanged(
    ladder: Ladder, tmp_path: Path
) -> None:
    services = []
    for name, number in {"right": "1  ", "wrong": '"1"'}.items():
        service = project(ladder, tmp_path / name, {"preset": "minimal"})
        # mypy looks into a file of the same path, time and size only if it must.
        service.commands = [("types", f"mypy {MODULE}")]
        (service.folder / MODULE).write_text(f"NUMBER: int = {number}\n", "utf-8")
        os.utime(service.folder / MODULE, (0, 0))
        services.append(service)

    # One worker has one cache.
    reports = {report.name: report for report in run(services, workers=1)}

    assert not reports["right"].failures
    assert "[assignment]" in reports["wrong"].failures[0].output


def test_what_computes_too_long_is_stopped_with_its_descendants(
    folder: Path, reports: dict[str, Report]
) -> None:
    (failure,) = reports["endless"].failures

    assert "collected 1 item" in failure.output
    assert "in test_added" in failure.output  # where it was
    assert failure.output.endswith("[stopped after 3 s of CPU time]")
    with (folder / "endless" / "lock").open() as lock:
        # Each process that still had it open would hold the lock.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_what_waits_too_long_is_stopped(reports: dict[str, Report]) -> None:
    (failure,) = reports["waiting"].failures

    assert failure.output.endswith("[stopped after 1 s]")


def test_a_command_that_does_not_start_is_a_failure(reports: dict[str, Report]) -> None:
    failures = reports["odd"].failures

    assert len(failures) == 2
    assert "no-such-linter" in failures[0].output
    assert "no_such_module" in failures[1].output


@pytest.mark.thorough
def test_nothing_is_begun_for_whoever_has_heard_enough(
    ladder: Ladder, tmp_path: Path
) -> None:
    services = []
    for number in range(3):
        stack = {"preset": "minimal"}
        service = project(ladder, tmp_path / str(number), stack, kinds=[])
        service.commands = [("files", "touch begun")]
        services.append(service)

    reports = run(services, workers=1)
    next(reports)
    del reports

    begun = [
        service.name for service in services if (service.folder / "begun").exists()
    ]
    assert begun == ["0"]


@pytest.fixture(params=[True, False])
def is_ci(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.delenv("CI", raising=False)
    if request.param:
        monkeypatch.setenv("CI", "true")
    return bool(request.param)


def test_only_ci_needs_a_python(ladder: Ladder, tmp_path: Path, is_ci: bool) -> None:
    stack = {"preset": "minimal", "python_version": "3.99"}
    service = project(ladder, tmp_path / "service", stack, kinds=["tests"])

    (report,) = run([service])

    (check,) = report.checks
    assert check.output.startswith("not run: ")
    assert ".venv-workbench-3.99/ready" in check.output
    assert bool(report.failures) == is_ci


def test_an_environment_whose_python_is_gone_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = f"mkdir -p $(@D)/bin; ln -sf {sys.executable} $(@D)/bin/python; touch $@"
    (tmp_path / "Makefile").write_text(f".venv-%/ready:\n\t{recipe}\n", "utf-8")
    gone = tmp_path / ".venv-workbench-3.99"
    (gone / "bin").mkdir(parents=True)
    (gone / "ready").touch()
    (gone / "bin" / "python").symlink_to(tmp_path / "removed")
    for module in (paths, projects):
        monkeypatch.setattr(module, "ROOT", tmp_path)

    assert projects._missing("workbench-3.99") == ""

    assert paths.python_of("workbench-3.99").exists()


def test_only_ci_needs_a_server(
    ladder: Ladder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_ci: bool
) -> None:
    nowhere = "APP_DATABASE_URL", "mariadb+asyncmy://root@127.0.0.1:1/test"
    monkeypatch.setitem(SERVERS, "mariadb", nowhere)
    stack = {"preset": "minimal", "database": "mariadb"}
    service = project(ladder, tmp_path / "service", stack, kinds=["tests"])

    report = service.check()

    assert report.checks[0].output == "not run: there is no server for mariadb"
    assert bool(report.failures) == is_ci
