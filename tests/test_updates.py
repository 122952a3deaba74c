"""Updates: whatever the release, nothing of the owner's is lost."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.owner import EDITS, Ledger, move_module
from workbench.projects import Report, run
from workbench.releases import Published, releases
from workbench.repository import commit, git
from workbench.space import Space
from workbench.updates import (
    Result,
    Trial,
    attempts,
    lost,
    needless,
    overlap,
    project,
    rates,
    stacks,
)

pytestmark = pytest.mark.heavy

CATALOG = load_catalog()
OLDER = [it.version for it in releases() if it.version != releases()[-1].version]
# What the service answers at first, and which answer it changes.
SWITCHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another HTTP client": ({"http_client": "httpx2"}, {"http_client": "aiohttp"}),
    "another database": ({"database": "sqlite"}, {"database": "postgresql"}),
    "a queue": ({"jobs": "inline"}, {"jobs": "arq"}),
    "another queue": ({"jobs": "arq"}, {"jobs": "celery"}),
    "another package manager": (
        {"package_manager": "poetry"},
        {"package_manager": "uv"},
    ),
    "another linter": ({"linting": "black_isort_flake8"}, {"linting": "ruff"}),
}
# Lines that the template changes with an answer, right beside those of the owner.
EXPECTED = {"README", "compose environment", "example of a setting", "line"}


def owners_edits(changes: Mapping[str, Any]) -> list[Callable[[Ledger], None]]:
    """Leave the files alone that go with the old alternative: trap 4 is about them."""
    return [it for it in EDITS if it is not move_module or "http_client" not in changes]


@pytest.fixture(scope="module")
def results(
    published: Published, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("updates")
    preset = {"preset": "recommended"}
    trials = [
        Trial(
            f"preset of {it.version}", folder / it.version, published.folder, it, preset
        )
        for it in published.older
    ]
    trials += [
        Trial(
            name,
            folder / name.replace(" ", "-"),
            published.folder,
            published.newest,
            answers,
            changes,
            owners_edits(changes),
        )
        for name, (answers, changes) in SWITCHES.items()
    ]
    return {result.trial.name: result for result in attempts(trials)}


@pytest.fixture(scope="module")
def reports(results: dict[str, Result]) -> dict[str, Report]:
    projects = [project(result, CATALOG) for result in results.values()]
    return {report.name: report for report in run(projects)}


NAMES = [*(f"preset of {version}" for version in OLDER), *SWITCHES]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_owners_is_lost_and_the_rest_is_as_a_fresh_copy_has_it(
    results: dict[str, Result], name: str
) -> None:
    assert results[name].faults == []


@pytest.mark.parametrize("name", NAMES)
def test_edits_meet_a_conflict_only_where_the_template_changes_the_same_lines(
    results: dict[str, Result], name: str
) -> None:
    assert set(results[name].conflicts) <= EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_what_was_updated_passes_its_own_checks(
    reports: dict[str, Report], name: str
) -> None:
    assert reports[name].checks
    assert reports[name].failures == []


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_edit_is_made(results: dict[str, Result], name: str) -> None:
    made = set(results[name].edits)

    assert made >= {
        "compose environment",
        "compose service",
        "dependency added",
        "dependency removed",
        "example of a setting",
        "file deleted",
        "file moved",
        "migration",
        "README",
        "router",
        "setting",
        "test",
    }
    # Nothing but the answer differs between the two sides of a switch.
    assert name in SWITCHES or "line" in made


@pytest.mark.parametrize(
    ("name", "gone", "come"),
    [
        (
            "another HTTP client",
            "src/order_service/adapters/rates/httpx_rates.py",
            "src/order_service/adapters/rates/aiohttp_rates.py",
        ),
        (
            "another database",
            "tests/sqlite_database.py",
            "tests/server_database.py",
        ),
        (
            "another queue",
            "src/order_service/entrypoints/worker/arq_worker.py",
            "src/order_service/entrypoints/worker/celery_worker.py",
        ),
        ("another package manager", "poetry.toml", "pyproject.toml"),
        ("another linter", ".flake8", "pyproject.toml"),
    ],
)
def test_the_files_of_the_old_answer_go_and_those_of_the_new_one_come(
    results: dict[str, Result], name: str, gone: str, come: str
) -> None:
    folder = results[name].trial.folder

    assert not (folder / gone).exists()
    assert (folder / come).exists()


def test_an_older_release_is_asked_only_what_it_asks(published: Published) -> None:
    oldest = published.older[0]

    drawn = stacks(published, oldest, load_presets(), Space(CATALOG), 3)

    asked = published.offered(oldest)
    assert len(drawn) == len(load_presets()) + 3
    assert all(stack.keys() == asked.keys() for stack in drawn.values())


@pytest.fixture
def service(tmp_path: Path) -> Ledger:
    """Give a small service with a day's work."""
    (tmp_path / "list.txt").write_text("one\ntwo\nthree\n", "utf-8")
    (tmp_path / "old.txt").touch()
    (tmp_path / "name.txt").touch()
    commit(tmp_path, "Start")
    ledger = Ledger(tmp_path)
    ledger.write("line", "list.txt", "one\nTWO\nthree\n")
    ledger.delete("file deleted", "old.txt")
    ledger.move("file moved", "name.txt", "other.txt")
    commit(tmp_path, "Work")
    return ledger


def test_work_that_is_all_there_is_not_lost(service: Ledger) -> None:
    assert list(lost(service)) == []


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("list.txt", "one\nthree\n", "list.txt: an own line is gone (line): TWO"),
        (
            "list.txt",
            "one\nTWO\nthree\ntwo\n",
            "list.txt: a removed line is back (line): two",
        ),
        ("old.txt", "", "old.txt: is back"),
        ("name.txt", "", "name.txt: is back"),
    ],
)
def test_what_is_lost_is_said(service: Ledger, path: str, text: str, said: str) -> None:
    (service.folder / path).write_text(text, "utf-8")

    assert list(lost(service)) == [said]


def test_a_moved_file_that_goes_is_said(service: Ledger) -> None:
    (service.folder / "other.txt").unlink()

    assert list(lost(service)) == ["other.txt: is gone"]


def test_a_removed_line_may_be_back_as_the_other_side_of_a_conflict(
    service: Ledger,
) -> None:
    (service.folder / "list.txt").write_text(
        "one\n<<<<<<< before updating\nTWO\n=======\ntwo\n2\n"
        ">>>>>>> after updating\nthree\n"
    )

    assert list(lost(service)) == []


def test_markers_that_git_does_not_know_of_are_said(service: Ledger) -> None:
    (service.folder / "list.txt").write_text(
        "<<<<<<< before updating\nTWO\n=======\ntwo\n>>>>>>> after updating\n"
    )

    (fault,) = needless(service)

    assert fault == "list.txt: has conflict markers, or is unmerged, but not both"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("aBcdef", "aXcdef", True),
        ("aBcdef", "abCdef", True),
        ("aBcdef", "abcDef", False),
        ("abcdefg", "abcdefh", True),
        ("acdef", "abcdefg", False),
    ],
)
def test_only_changes_that_touch_can_be_a_conflict(
    one: str, other: str, together: bool
) -> None:
    assert overlap("abcdef", one, other) == together


def test_conflicts_are_counted_by_the_kind_of_edit(published: Published) -> None:
    trial = Trial("", Path(), published.folder, published.newest, {})

    counted = rates(
        [
            Result(trial, ["line", "README"], ["README"]),
            Result(trial, ["README"], ["README"]),
        ]
    )

    assert counted == {"line": (0, 1), "README": (2, 2)}


def test_git_says_what_went_wrong(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="git rev-parse HEAD: fatal: not a git"):
        git(tmp_path, "rev-parse", "HEAD")
