"""The merge in memory leaves what `copier update` leaves."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pytest_copie.plugin import Copie

from workbench.merging import Merge, Sides, merge
from workbench.render import ANSWERS_FILE, File
from workbench.repository import commit, git
from workbench.updates import differences, read

from .stacks import folder_of, started

# Of each file: the old release, the owner and the new release; None where it is not.
CASES: dict[str, tuple[str | None, str | None, str | None]] = {
    "untouched.txt": ("1\n2\n", "1\n2\n", "1\n2\n"),
    "template-changed.txt": ("1\n2\n", "1\n2\n", "1\nnew\n"),
    "owner-changed.txt": ("1\n2\n", "1\nown\n", "1\n2\n"),
    "both-changed-alike.txt": ("1\n2\n3\n", "1\nsame\n3\n", "1\nsame\n3\n"),
    "apart.txt": (
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "own\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "1\n2\n3\n4\n5\n6\n7\n8\nnew\n",
    ),
    "too-near-for-a-patch.txt": (
        "1\n2\n3\n4\n5\n",
        "1\n2\nown\n4\n5\n",
        "1\n2\n3\n4\nnew\n",
    ),
    "same-line.txt": ("1\n2\n3\n", "1\nown\n3\n", "1\nnew\n3\n"),
    "one-hunk-of-two.txt": (
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "own\n2\n3\n4\n5\n6\n7\n8\nown\n",
        "1\n2\n3\n4\n5\n6\n7\n8\nnew\n",
    ),
    # A patch follows lines that the template moved; a merge would have a conflict.
    "moved-lines.txt": (
        "0\n1\n2\n3\n4\n5\n6\na\nb\nc\nd\ne\nf\ng\nh\n",
        "0\n1\n2\n3\nown\n4\n5\n6\na\nb\nc\nd\ne\nf\ng\nh\n",
        "0\na\nb\nc\nd\ne\nf\ng\nh\n1\n2\n3\n4\n5\n6\n",
    ),
    "no-last-newline.txt": ("1\n2", "1\n2\nown", "new\n1\n2"),
    "folder/deleted-by-the-owner.txt": ("1\n", None, "2\n"),
    "folder/deleted-by-both.txt": ("1\n", None, None),
    "folder/dropped.txt": ("1\n", "1\n", None),
    "dropped-though-edited/file.txt": ("1\n2\n", "1\nown\n", None),
    "new.txt": (None, None, "1\n"),
    "own.txt": (None, "1\n", None),
    "added-by-both.txt": (None, "1\nown\n", "1\nnew\n"),
    "added-by-both-alike.txt": (None, "1\n", "1\n"),
    # In the new release, these are executable.
    "program": ("1\n", "1\n", "1\n"),
    "program-owner-changed": ("1\n", "own\n", "1\n"),
    "program-both-changed": (
        "1\n2\n3\n4\n5\n",
        "own\n2\n3\n4\n5\n",
        "1\n2\n3\n4\nnew\n",
    ),
    "program-in-conflict": ("1\n", "own\n", "new\n"),
}
CONFLICTS = {
    "added-by-both.txt",
    "one-hunk-of-two.txt",
    "program-in-conflict",
    "same-line.txt",
}
INTERVIEW = """_subdirectory: template
_answers_file: .copier-answers.yml
name:
  type: str
  default: {name}
"""
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"


def side(number: int) -> dict[str, File]:
    texts = {path: case[number] for path, case in CASES.items()}
    return {
        path: File(text, executable=number == 2 and path.startswith("program"))
        for path, text in texts.items()
        if text is not None
    }


def replace(folder: Path, files: Mapping[str, File]) -> None:
    """Have a folder hold these files, and the answers file if there is one."""
    for path in read(folder).keys() - {ANSWERS_FILE, f"{ANSWERS_FILE}.jinja"}:
        (folder / path).unlink()
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(file.text, "utf-8")
        (folder / path).chmod(0o755 if file.executable else 0o644)


@pytest.fixture(scope="module")
def updated(copie_session: Copie) -> Path:
    """Give a service that Copier has updated."""
    template = copie_session.test_dir / "merging"
    for number, name in ((0, "old"), (2, "new")):
        (template / "template").mkdir(parents=True, exist_ok=True)
        (template / "copier.yml").write_text(INTERVIEW.format(name=name), "utf-8")
        replace(template / "template", side(number))
        (template / "template" / f"{ANSWERS_FILE}.jinja").write_text(ANSWERS, "utf-8")
        commit(template, name)
        git(template, "tag", f"v{number}.0.0")
    copied = copie_session.copy(template_dir=template, vcs_ref="v0.0.0")
    service = started(copied)
    replace(service, side(1))
    commit(service, "Work")
    return folder_of(copie_session.update(copied))


@pytest.fixture(scope="module")
def merged(updated: Path) -> Merge:
    old, own, new = (
        {**side(number), ANSWERS_FILE: File(answers)}
        for number, answers in enumerate(
            (
                git(updated, "show", f"HEAD:{ANSWERS_FILE}"),
                git(updated, "show", f"HEAD:{ANSWERS_FILE}"),
                (updated / ANSWERS_FILE).read_text("utf-8"),
            )
        )
    )
    return merge(old, own, new)


def test_it_leaves_what_copier_leaves(merged: Merge, updated: Path) -> None:
    assert list(differences(merged, updated)) == []


def test_conflicts_are_where_both_sides_changed_a_line(merged: Merge) -> None:
    assert merged.conflicts.keys() == CONFLICTS
    assert merged.conflicts["same-line.txt"] == Sides(
        "1\n2\n3\n", "1\nown\n3\n", "1\nnew\n3\n"
    )
    assert merged.files["same-line.txt"].text == (
        "1\n<<<<<<< before updating\nown\n=======\nnew\n>>>>>>> after updating\n3\n"
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("apart.txt", "own\n2\n3\n4\n5\n6\n7\n8\nnew\n"),
        ("moved-lines.txt", "0\na\nb\nc\nd\ne\nf\ng\nh\n1\n2\n3\nown\n4\n5\n6\n"),
        ("owner-changed.txt", "1\nown\n"),
        ("template-changed.txt", "1\nnew\n"),
        ("new.txt", "1\n"),
        ("own.txt", "1\n"),
    ],
)
def test_what_both_sides_changed_is_there(merged: Merge, path: str, text: str) -> None:
    assert merged.files[path].text == text


@pytest.mark.parametrize("path", [path for path in CASES if "/" in path])
def test_what_one_side_dropped_is_gone(merged: Merge, path: str) -> None:
    assert path not in merged.files


@pytest.mark.parametrize("path", ["apart.txt", "same-line.txt", "own.txt"])
def test_another_text_is_noticed(merged: Merge, updated: Path, path: str) -> None:
    file = File(f"{merged.files[path].text}seeded\n")
    seeded = Merge({**merged.files, path: file}, merged.conflicts)

    assert list(differences(seeded, updated)) == [f"{path}: is not as in memory"]


def test_a_missing_file_is_noticed(merged: Merge, updated: Path) -> None:
    files = {path: it for path, it in merged.files.items() if path != "new.txt"}

    found = list(differences(Merge(files, merged.conflicts), updated))

    assert found == ["new.txt: is not as in memory"]


def test_another_conflict_is_noticed(merged: Merge, updated: Path) -> None:
    conflicts = {
        **merged.conflicts,
        "same-line.txt": Sides("1\n", "2\n", "3\n"),
        "apart.txt": Sides("1\n", "2\n", "3\n"),
    }

    assert list(differences(Merge(merged.files, conflicts), updated)) == [
        "apart.txt: conflicts otherwise than in memory",
        "same-line.txt: conflicts otherwise than in memory",
    ]


def test_a_file_that_became_a_program_is_noticed(merged: Merge, updated: Path) -> None:
    files = {**merged.files, "new.txt": File("1\n", executable=True)}

    found = list(differences(Merge(files, merged.conflicts), updated))

    assert found == ["new.txt: is not as in memory"]
