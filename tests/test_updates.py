"""Updates: whatever the release, nothing of the owner's is lost."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.evidence import Evidence
from workbench.owner import EDITS, Ledger, move_module
from workbench.projects import Report, run
from workbench.releases import Published
from workbench.space import Space
from workbench.updates import Result, Trial, attempts, project, stacks

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

CATALOG = load_catalog()
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
    # `make verify` updates services of the releases between.
    trials = [
        Trial(it.version, folder / it.version, published.folder, it, preset)
        for it in (published.older[0], published.older[-1])
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
    evidence = Evidence()
    projects = [project(result, CATALOG) for result in results.values()]
    reports = {report.name: report for report in run(projects, evidence)}
    evidence.save()
    return reports


def test_nothing_of_the_owners_is_lost_and_the_rest_is_as_a_fresh_copy_has_it(
    results: dict[str, Result],
) -> None:
    assert {name: it.faults for name, it in results.items() if it.faults} == {}


def test_edits_meet_a_conflict_only_where_the_template_changes_the_same_lines(
    results: dict[str, Result],
) -> None:
    assert {it for result in results.values() for it in result.conflicts} <= EXPECTED


def test_what_was_updated_passes_its_own_checks(reports: dict[str, Report]) -> None:
    assert all(report.checks for report in reports.values())
    assert [failed for it in reports.values() for failed in it.failures] == []


def test_every_kind_of_edit_is_made(results: dict[str, Result]) -> None:
    for result in results.values():
        assert set(result.edits) - {"line"} == {
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


def test_a_line_is_changed_in_a_file_that_the_template_changes_too(
    results: dict[str, Result],
) -> None:
    # The newest release may differ in nothing that a service shows.
    assert "line" in results["0.1.0"].edits


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("another HTTP client", "src/order_service/adapters/rates/httpx_rates.py"),
        ("another database", "tests/sqlite_database.py"),
        ("another queue", "src/order_service/entrypoints/worker/arq_worker.py"),
        ("another package manager", "poetry.toml"),
        ("another linter", ".flake8"),
    ],
)
def test_what_belongs_to_the_old_answer_goes(
    results: dict[str, Result], name: str, file: str
) -> None:
    assert not (results[name].trial.folder / file).exists()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("another HTTP client", "src/order_service/adapters/rates/aiohttp_rates.py"),
        ("another database", "tests/server_database.py"),
        ("another queue", "src/order_service/entrypoints/worker/celery_worker.py"),
    ],
)
def test_what_belongs_to_the_new_answer_comes(
    results: dict[str, Result], name: str, file: str
) -> None:
    assert (results[name].trial.folder / file).exists()


def test_an_older_release_is_asked_only_what_it_asks(published: Published) -> None:
    oldest = published.older[0]

    drawn = stacks(published, oldest, load_presets(), Space(CATALOG), 3)

    asked = published.offered(oldest)
    fitting = [
        preset
        for preset in load_presets().values()
        if preset["web_framework"] in asked["web_framework"]
    ]
    assert len(drawn) == len(fitting) + 3
    assert all(stack.keys() == asked.keys() for stack in drawn.values())
