"""Releases are found in the history, and published as users see them."""

import subprocess
from pathlib import Path

import pytest

from workbench.paths import PARTS, ROOT, snapshot
from workbench.releases import HistoryError, Published, Release, publish, releases
from workbench.repository import commit, git


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Give a history in which each commit has a version, and some certify it."""
    folder = tmp_path / "history"
    folder.mkdir()
    for message, version, certificate in [
        ("Begin", "0.1.0", None),
        ("Certify too early", "0.1.0", "1"),
        ("Certify 0.1.0", "0.1.0", "2"),
        ("Work on the next", "0.1.0", None),
        ("Name the next", "0.2.0", None),
        ("Certify 0.2.0", "0.2.0", "3"),
        ("Begin 0.10.0", "0.10.0", None),
        ("Certify 0.10.0", "0.10.0", "4"),
    ]:
        pyproject = f'[project]\nversion = "{version}"\n'
        (folder / "pyproject.toml").write_text(pyproject, "utf-8")
        if certificate:
            (folder / "certificate.json").write_text(certificate, "utf-8")
        commit(folder, message)
    return folder


def messages(history: Path) -> dict[str, str]:
    return {
        it.version: git(history, "log", "-1", "--format=%s", it.commit).strip()
        for it in releases(history)
    }


def test_a_release_is_the_last_commit_that_certified_its_version(history: Path) -> None:
    assert messages(history) == {
        "0.1.0": "Certify 0.1.0",
        "0.2.0": "Certify 0.2.0",
        "0.10.0": "Certify 0.10.0",
    }


def test_releases_are_in_the_order_of_their_versions(history: Path) -> None:
    assert list(messages(history)) == ["0.1.0", "0.2.0", "0.10.0"]


def test_a_tag_says_better_what_was_released(history: Path) -> None:
    git(history, "tag", "--annotate", "--message", "Release", "v0.1.0", "HEAD~4")

    assert messages(history)["0.1.0"] == "Work on the next"


def test_a_shallow_clone_is_told_how_to_get_the_rest(
    history: Path, tmp_path: Path
) -> None:
    url = f"file://{history}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", url, "shallow")

    with pytest.raises(HistoryError, match=r"shallow.* run `git fetch --unshallow"):
        releases(tmp_path / "shallow")


def test_a_download_is_told_to_be_a_clone(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"no Git repository.* clone the template"):
        releases(tmp_path)


def test_what_is_published_ends_with_the_work_tree(
    template: Path, tmp_path: Path
) -> None:
    root = snapshot(tmp_path / "root", template)
    (root / "template" / "uncommitted.txt").touch()

    published = publish(tmp_path / "published", root)

    tags = git(published.folder, "tag", "--sort=version:refname").split()
    assert tags[-1] == published.newest.tag
    for part in PARTS:
        sides = [str(root / part), str(published.folder / part)]
        assert subprocess.run(["diff", "--recursive", *sides]).returncode == 0
    assert git(published.folder, "status", "--porcelain") == ""


def test_a_release_that_is_as_the_work_tree_is_not_updated_from(tmp_path: Path) -> None:
    before = publish(tmp_path / "before")
    git(before.folder, "checkout", "--quiet", before.older[-1].tag)

    after = publish(tmp_path / "after", before.folder)

    left = [it.version for it in before.older[:-1]]
    assert [it.version for it in after.older if it in before.older] == left


@pytest.mark.parametrize(
    ("older", "newest", "supported"),
    [
        ([], "0.1.0", []),
        (["0.1.0", "0.1.1", "0.2.0"], "0.3.0", ["0.1.1", "0.2.0"]),
        (["0.9.0", "0.10.0"], "1.0.0", []),
        (["0.10.0", "1.0.0", "1.0.1"], "1.0.1.post1", ["1.0.1"]),
        (
            [f"1.{minor}.{patch}" for minor in range(9) for patch in (0, 1)],
            "2.0.0",
            [f"1.{minor}.1" for minor in range(3, 9)],
        ),
    ],
)
def test_the_last_of_each_minor_version_is_supported_and_at_most_six(
    tmp_path: Path, older: list[str], newest: str, supported: list[str]
) -> None:
    known = [Release(version, "") for version in older]

    published = Published(tmp_path, known, Release(newest, ""))

    assert [release.version for release in published.supported] == supported


def test_a_release_says_which_answers_it_takes(tmp_path: Path) -> None:
    published = publish(tmp_path / "published")

    offered = published.offered(releases(ROOT)[0])

    assert offered["docker"] == [True, False]
    assert offered["database"] == ["sqlite", "postgresql", "mariadb", "none"]
    assert "jobs" not in offered
