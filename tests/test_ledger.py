"""The ledger of an owner's work tells what an update took, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.owner import Ledger
from workbench.releases import Release
from workbench.repository import GitError, commit, git
from workbench.updates import (
    Result,
    Trial,
    distinct,
    lost,
    needless,
    overlap,
    rates,
    sampled,
    told,
)


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


def test_a_line_of_a_file_is_looked_for_where_it_was_moved_to(service: Ledger) -> None:
    service.move("file moved", "list.txt", "moved.txt")
    assert list(lost(service)) == []

    (service.folder / "moved.txt").write_text("one\nthree\n", "utf-8")

    assert list(lost(service)) == ["moved.txt: an own line is gone (line): TWO"]


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


def test_a_removed_line_may_be_back_elsewhere_if_a_conflict_shows_the_new_one(
    service: Ledger,
) -> None:
    (service.folder / "list.txt").write_text(
        "one\n<<<<<<< before updating\nTWO\n=======\n>>>>>>> after updating\n"
        "three\ntwo\n"
    )

    assert list(lost(service)) == []


def test_markers_that_git_does_not_know_of_are_said(service: Ledger) -> None:
    (service.folder / "list.txt").write_text(
        "<<<<<<< before updating\nTWO\n=======\ntwo\n>>>>>>> after updating\n"
    )

    (fault,) = needless(service, {})

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


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial("a trial", tmp_path, tmp_path, Release("1.0.0", ""), {})


def test_conflicts_are_counted_by_the_kind_of_edit(trial: Trial) -> None:
    results = [
        Result(trial, ["line", "README"], ["README"]),
        Result(trial, ["README"], ["README"]),
    ]

    assert rates(results) == {"line": (0, 1), "README": (2, 2)}
    assert told(results) == "3 edits, 2 conflicts (README: 2 of 2)"


def test_services_that_are_alike_are_checked_once_where_most_can_be_asked(
    trial: Trial,
) -> None:
    (trial.folder / "file").touch()
    less = Result(trial, [], conflicted=["a.py"])
    more = Result(trial, [])

    (chosen,) = distinct([less, more])

    assert chosen is more


def test_all_presets_and_every_third_other_service_are_checked_by_their_tools(
    trial: Trial,
) -> None:
    names = ["preset a", "stack 1", "stack 2", "stack 3", "stack 4", "preset b"]
    results = [Result(replace(trial, name=name), []) for name in names]

    chosen = [result.trial.name for result in sampled(results)]

    assert chosen == ["preset a", "preset b", "stack 1", "stack 4"]


def test_git_says_what_went_wrong(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="git rev-parse HEAD: fatal: not a git"):
        git(tmp_path, "rev-parse", "HEAD")
