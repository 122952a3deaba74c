"""What an update has left behind."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ..render import ANSWERS_FILE
from .findings import Finding, Kind
from .project import Project


def leftovers(project: Project) -> Iterator[Finding]:
    """Find conflicts that nobody has resolved.

    Parameters
    ----------
    project : Project
        The service.

    Yields
    ------
    Finding
        For each file with a conflict, what to do.
    """
    for path in project.unmerged():
        yield Finding(
            kind=Kind.UNMERGED,
            path=path,
            message="Git holds several versions of it: merge them, then git add it.",
        )
    for path, number in project.marked().items():
        yield Finding(
            kind=Kind.CONFLICT_MARKERS,
            path=path,
            conflicts=(number + 1) // 2,
            message="Both sides of a conflict stand in it: keep what is right and "
            "take the markers out.",
        )
    for path in project.rejected():
        yield Finding(
            kind=Kind.REJECTED,
            path=path,
            message="It holds changes that could not be applied: make them by hand, "
            "then delete it.",
        )


def lines_of(text: bytes) -> list[str]:
    """List the lines that say something, without the space around them.

    Parameters
    ----------
    text : bytes
        A file.

    Returns
    -------
    list[str]
        Its lines; brackets alone and empty ones are left out.
    """
    lines = (line.strip() for line in text.decode("utf-8", "replace").splitlines())
    return [line for line in lines if re.search(r"\w", line)]


def lost(
    project: Project, ref: str, old: Mapping[str, bytes], paths: Iterable[str]
) -> Iterator[Finding]:
    """Find lines of the owner's that an update has taken away.

    A line is the owner's if it was in a file of the commit before the update, and not
    in what the template had made of that file. It is lost if it is in the file no more
    or, where the file itself is gone, in no file of the service. How far it is indented
    does not matter, nor how often it was there.

    Parameters
    ----------
    project : Project
        The service.
    ref : str
        The commit before the update.
    old : Mapping[str, bytes]
        What the template had made of the service's answers then.
    paths : Iterable[str]
        The files that the update has looked at.

    Yields
    ------
    Finding
        For each file, the lines that are lost.
    """
    elsewhere: set[str] | None = None
    wanted = sorted(set(paths) - {ANSWERS_FILE})
    for path, before in project.texts_at(ref, wanted).items():
        template = set(lines_of(old.get(path, b"")))
        added = [line for line in lines_of(before) if line not in template]
        if not added:
            continue
        now = project.text(path)
        if now is not None:
            found = set(lines_of(now))
        else:
            elsewhere = everything(project) if elsewhere is None else elsewhere
            found = elsewhere
        gone = [line for line in dict.fromkeys(added) if line not in found]
        if gone:
            yield Finding(
                kind=Kind.LOST_LINES,
                path=path,
                lines=gone,
                message="Lines that you had added are gone; if you need them, take "
                f"them from: git show {ref}:./{path}",
            )


def everything(project: Project) -> set[str]:
    """Read all lines of all files that Git does not ignore."""
    texts = (project.text(path) for path in project.files())
    return {line for text in texts if text is not None for line in lines_of(text)}
