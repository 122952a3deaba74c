"""Updates: whatever the release, nothing of the owner's is lost.

Copier makes eleven of them. For each, the merge in memory is held to be the same, by
which `make verify` updates many more.
"""

from pathlib import Path

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.projects import Report, run
from workbench.releases import Published
from workbench.space import Space
from workbench.updates import (
    SWITCHES,
    Result,
    anchors,
    attempts,
    project,
    read,
    simulate,
    stacks,
    trials,
)

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

CATALOG = load_catalog()
# Lines that the template changes with an answer, right beside those of the owner.
EXPECTED = {"README", "compose environment", "example of a setting", "line"}


@pytest.fixture(scope="module")
def results(
    published: Published, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("updates")
    planned = anchors(published, load_presets(), Space(CATALOG), folder)
    return {result.trial.name: result for result in attempts(planned)}


@pytest.fixture(scope="module")
def reports(results: dict[str, Result]) -> dict[str, Report]:
    # `make verify` runs the tests of presets.
    projects = [project(it, CATALOG, tested=False) for it in results.values()]
    return {report.name: report for report in run(projects)}


def test_copier_makes_eleven(published: Published, results: dict[str, Result]) -> None:
    versions = {result.trial.release.version for result in results.values()}
    assert len(results) == 11
    assert published.supported[0].version in versions
    assert published.supported[-1].version in versions
    assert results.keys() >= SWITCHES.keys()


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
    for name in [*SWITCHES, *filter(lambda it: it.startswith("preset"), results)]:
        assert set(results[name].edits) - {"line"} == {
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
    published: Published, results: dict[str, Result]
) -> None:
    # The newest release may differ in nothing that a service shows.
    oldest = published.supported[0].version
    assert "line" in results[f"preset recommended of {oldest}"].edits


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


def test_updates_in_memory_are_the_same_each_time(
    published: Published, tmp_path: Path
) -> None:
    space, presets = Space(CATALOG), load_presets()
    one, other = (
        trials(published, presets, space, 1, tmp_path / place) for place in "ab"
    )

    results = [simulate(one[-1]), simulate(other[-1])]

    assert [it.name for it in one] == [it.name for it in other]
    assert read(one[-1].folder) == read(other[-1].folder)
    assert results[0].edits == results[1].edits


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
