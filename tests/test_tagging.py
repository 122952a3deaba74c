"""`workbench release`: a tag is made only of what is ready for it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench import certificate, cli, evidence, tagging
from workbench.paths import ROOT
from workbench.repository import commit, git
from workbench.tagging import (
    CHECKS,
    certificate_faults,
    changelog_faults,
    check_faults,
    repository_faults,
)

CERTIFICATE: dict[str, Any] = {
    "version": "1.2.0",
    "tree": "abc",
    "fresh": True,
    "mutants": 6,
    "stages": [{"stage": "catalog", "passed": True}],
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a repository with a version that is not released yet."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    commit(tmp_path, "Certify 1.2.0")
    return tmp_path


def test_a_clean_repository_can_be_tagged(repository: Path) -> None:
    assert list(repository_faults(repository, "1.2.0")) == []


def test_changes_that_are_in_no_commit_are_not_released(repository: Path) -> None:
    (repository / "new.py").touch()

    (fault,) = repository_faults(repository, "1.2.0")

    assert fault == "The work tree has changes: commit them, or put them away."


def test_a_version_is_released_once(repository: Path) -> None:
    tagging.tag(repository, "1.2.0")

    (fault,) = repository_faults(repository, "1.2.0")

    assert fault == "There is a tag v1.2.0: raise the version in pyproject.toml."


def test_a_release_is_an_annotated_tag(repository: Path) -> None:
    assert tagging.tag(repository, "1.2.0") == "v1.2.0"

    assert git(repository, "cat-file", "-t", "v1.2.0") == "tag\n"


@pytest.mark.parametrize(
    ("changelog", "faults"),
    [
        ("# Changelog\n\n## [1.2.0] - 2026-11-24\n\n## [1.1.0] - 2026-11-01\n", []),
        (
            "## [1.1.0] - 2026-11-01\n",
            ["CHANGELOG.md begins with 1.1.0: write a section for 1.2.0 above."],
        ),
        (
            "# Changelog\n",
            ["CHANGELOG.md begins with nothing: write a section for 1.2.0 above."],
        ),
        (
            "## [1.2.0]\n",
            ["CHANGELOG.md does not date 1.2.0: write `## [1.2.0] - YYYY-MM-DD`."],
        ),
    ],
)
def test_the_changelog_begins_with_the_version_and_its_date(
    changelog: str, faults: list[str]
) -> None:
    assert list(changelog_faults(changelog, "1.2.0")) == faults


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        (
            {"version": "1.1.0"},
            ["certificate.json is of 1.1.0, not of 1.2.0: run `make nightly`."],
        ),
        (
            {"tree": "def"},
            ["certificate.json is of tree def, not abc: run `make nightly`."],
        ),
        (
            {"fresh": False},
            ["certificate.json rests on older evidence: run `make nightly`."],
        ),
        (
            {"mutants": 0},
            ["certificate.json tried no mutants: run `make nightly`."],
        ),
        (
            {"stages": [{"stage": "types", "passed": False}]},
            ["Stage types failed: mend it, and run `make nightly`."],
        ),
    ],
)
def test_the_certificate_is_of_what_is_released(
    changed: dict[str, Any], faults: list[str]
) -> None:
    certificate = CERTIFICATE | changed

    assert list(certificate_faults(certificate, "1.2.0", "abc")) == faults


@pytest.mark.parametrize("failing", CHECKS)
def test_what_make_check_finds_is_not_released(tmp_path: Path, failing: str) -> None:
    def run(command: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, failing in " ".join(command))

    (fault,) = check_faults(tmp_path, run)

    assert fault == f"`{failing}` failed: run `make check` and mend what it finds."


def test_make_check_runs_what_a_release_checks() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (_, _, rest) = makefile.partition("\ncheck: ")
    lines = rest.partition("\n\n")[0].splitlines()[1:]

    assert [line.removeprefix("\t$(RUN) -m ") for line in lines] == list(CHECKS)


@pytest.fixture
def ready(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the command work on a repository that is ready to be released."""
    (repository / "CHANGELOG.md").write_text("## [1.2.0] - 2026-11-24\n", "utf-8")
    commit(repository, "Say what is new")
    monkeypatch.setattr(cli, "ROOT", repository)
    monkeypatch.setattr(tagging, "version", lambda: "1.2.0")
    monkeypatch.setattr(tagging, "check_faults", lambda root: iter(()))
    monkeypatch.setattr(certificate, "load", lambda: CERTIFICATE)
    monkeypatch.setattr(evidence, "tree_digest", lambda: "abc")
    return repository


def release(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, ["release", *options])
    return result.exit_code, " ".join(result.output.split())


def test_what_is_ready_is_tagged(ready: Path) -> None:
    assert release() == (0, "Tagged v1.2.0; `git push --tags` next.")

    assert git(ready, "tag") == "v1.2.0\n"


def test_a_dry_run_makes_no_tag(ready: Path) -> None:
    assert release("--dry-run") == (0, "1.2.0 is ready to be released.")

    assert git(ready, "tag") == ""


def test_what_is_not_ready_is_not_tagged(ready: Path) -> None:
    (ready / "new.py").touch()

    assert release() == (
        1,
        "The work tree has changes: commit them, or put them away.",
    )
    assert git(ready, "tag") == ""
