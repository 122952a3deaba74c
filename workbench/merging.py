"""The merge of `copier update`, on texts in memory.

It follows `Worker._apply_update` of Copier 9.19.1: the new files are written over the
owner's, and his changes since the old ones are applied to them as a patch. A file that
the patch does not fit is merged from all three sides. Git does both, as Copier has it
do, but is called only for files in which all three differ.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .render import ANSWERS_FILE, File
from .repository import GitError

FAILED = 128  # below are the numbers of differences, rejects and conflicts
MARKERS = {"<<<<<<< before updating", ">>>>>>> after updating"}
# What could be set differently for the machine's user; Copier's command ignores it.
DIFF = (
    *("diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--no-renames", "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/"),
    *("--unified=3", "--inter-hunk-context=-1", "--", "base", "own"),
)


class Sides(NamedTuple):
    """The texts of a file that are merged: the old one, the owner's and the new one."""

    base: str
    own: str
    new: str


@dataclass(frozen=True)
class Merge:
    """The files that an update leaves, and the sides of those with conflicts."""

    files: dict[str, File]
    conflicts: dict[str, Sides] = field(default_factory=dict)


def merge(
    old: Mapping[str, File], own: Mapping[str, File], new: Mapping[str, File]
) -> Merge:
    """Update a service.

    Parameters
    ----------
    old : Mapping[str, File]
        The files that its release renders in an update.
    own : Mapping[str, File]
        The files that it has.
    new : Mapping[str, File]
        The files that the newest release renders in an update.

    Returns
    -------
    Merge
        The updated service.
    """
    deleted = old.keys() - own.keys()
    new = {path: file for path, file in new.items() if path not in deleted}
    # If both sides added a file, Copier merges it with an empty one.
    added = (own.keys() & new.keys()) - old.keys()
    base = {**old, **dict.fromkeys(added, File(""))}
    files = {path: file for path, file in own.items() if path not in base} | new
    sides = {}
    for path in sorted((base.keys() & own.keys() & new.keys()) - {ANSWERS_FILE}):
        texts = Sides(base[path].text, own[path].text, new[path].text)
        if texts.own == texts.base:
            continue
        if texts.new == texts.base:
            files[path] = File(texts.own, new[path].executable)
        else:
            sides[path] = texts
    conflicts = {}
    for path, (text, is_patched) in merged(sides).items():
        # To merge, Copier fetches the owner's file back.
        files[path] = File(text, (new if is_patched else own)[path].executable)
        if not MARKERS.isdisjoint(map(str.rstrip, text.splitlines())):
            conflicts[path] = sides[path]
    return Merge(files, conflicts)


def merged(sides: Mapping[str, Sides]) -> dict[str, tuple[str, bool]]:
    """Merge files that all sides have differently.

    Parameters
    ----------
    sides : Mapping[str, Sides]
        Their texts by their paths.

    Returns
    -------
    dict[str, tuple[str, bool]]
        What comes of them, conflict markers included, and whether the patch did it.
    """
    if not sides:
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for path, texts in sides.items():
            named = {**texts._asdict(), "patched": texts.new}
            for side, text in named.items():
                file = folder / side / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
        patch = _git(folder, *DIFF)
        _git(folder / "patched", "apply", "--reject", "-p2", "-", given=patch)
        found = {}
        for path in sides:
            text = (folder / "patched" / path).read_bytes()
            is_patched = not (folder / "patched" / f"{path}.rej").exists()
            if not is_patched:
                labels = ("before updating", "last update", "after updating")
                options = [it for label in labels for it in ("-L", label)]
                files = [f"{side}/{path}" for side in ("own", "base", "new")]
                text = _git(folder, "merge-file", "--stdout", *options, "--", *files)
            found[path] = text.decode(), is_patched
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run a command, whose status may say what it found, and give what it printed."""
    # A repository around the folder would have a say in where a patch applies.
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder)}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
    )
    if done.returncode >= FAILED:
        raise GitError(f"git {' '.join(arguments)}: {done.stderr.decode().strip()}")
    return done.stdout
