"""What an update would do to the files that the owner has edited."""

import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ..render import ANSWERS_FILE
from .findings import Finding, Kind
from .git import ask
from .project import Project

BINARY = 255  # how `git merge-file` says that it cannot merge


def predict(
    project: Project,
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    is_seeded: Callable[[str], bool],
) -> Iterator[Finding]:
    """Compare the owner's files with the template's.

    Parameters
    ----------
    project : Project
        The service.
    old : Mapping[str, bytes]
        What the template made of its answers.
    new : Mapping[str, bytes]
        What it makes of them in the version, and with the answers, of the update.
    is_seeded : Callable[[str], bool]
        Says whether updates leave a file alone, because it is its owner's.

    Yields
    ------
    Finding
        For each file that is not as the template made it, what the update does to it.
    """
    # Copier writes its own file anew each time.
    for path in sorted((old.keys() | new.keys()) - {ANSWERS_FILE}):
        mine, before, after = project.text(path), old.get(path), new.get(path)
        if mine in (before, after) and not (is_seeded(path) and before != after):
            continue
        if is_seeded(path):
            if after != before:
                yield Finding(
                    kind=Kind.SEEDED,
                    path=path,
                    message="It is yours, and the update leaves it alone; the "
                    "template's text changes, and other files may count on that.",
                )
        elif mine is None:
            if after is not None:
                yield Finding(
                    kind=Kind.DELETED,
                    path=path,
                    message="You deleted it, and the update does not bring it back.",
                )
        elif path not in project.tracked:
            if after is not None:
                yield Finding(
                    kind=Kind.WOULD_OVERWRITE,
                    path=path,
                    message="Git does not track it, and the update writes the "
                    "template's file over it: rename it first.",
                )
        elif after is None:
            yield Finding(
                kind=Kind.WOULD_DELETE,
                path=path,
                message="The update deletes it with your edits; keep a copy: "
                f"{copying(path)}",
            )
        else:
            yield _merging(project, path, mine, before, after)


def copying(path: str, ref: str = "HEAD") -> str:
    """Write the command that keeps a copy of a file beside the service.

    Parameters
    ----------
    path : str
        The file.
    ref : str
        The commit that still has it.

    Returns
    -------
    str
        The command.
    """
    source, target = f"{ref}:./{path}", f"../{PurePosixPath(path).name}"
    return f"git show {shlex.quote(source)} > {shlex.quote(target)}"


def _merging(
    project: Project, path: str, mine: bytes, before: bytes | None, after: bytes
) -> Finding:
    """Say what comes of a file that both sides have."""
    # Where both sides added a file, Copier merges them as changes of an empty one.
    conflicts = 0 if before == after else conflicts_in(project, mine, before, after)
    places = "one place" if conflicts == 1 else f"{conflicts} places"
    if conflicts and before is None:
        message = "You and the template both added it, and they conflict in "
        message += f"{places}: rename yours, or be ready to merge by hand."
    elif conflicts:
        message = f"You and the template changed the same lines in {places}: be ready "
        message += "to merge by hand."
    elif before is None:
        message = "You and the template both added it; the update merges them."
    else:
        message = "You edited it, and the update keeps your edits."
    kind = Kind.WOULD_CONFLICT if conflicts else Kind.EDITED
    return Finding(kind=kind, path=path, message=message, conflicts=conflicts)


def conflicts_in(
    project: Project, mine: bytes, before: bytes | None, after: bytes
) -> int:
    """Count the places where both sides changed the same lines.

    Copier applies the owner's changes as a patch, and merges like this what a patch
    cannot do.

    Parameters
    ----------
    project : Project
        The service; its Git may be set up for its own style of merging.
    mine : bytes
        The owner's text.
    before : bytes | None
        The template's old text, if there was one.
    after : bytes
        The template's new text.

    Returns
    -------
    int
        How many there are; one if Git cannot merge such files.
    """
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name, side) for side in ("mine", "before", "after")]
        for file, text in zip(files, (mine, before or b"", after), strict=True):
            file.write_bytes(text)
        command = ("merge-file", "--stdout", "--quiet", "--", *map(str, files))
        status = ask(project.folder, *command).returncode
    return 1 if status == BINARY else status
