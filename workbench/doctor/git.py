"""Git, asked so that it changes nothing in the repository."""

import os
import subprocess
from pathlib import Path

from .findings import DoctorError

# A Git hook that calls the doctor says by these which repository it belongs to.
INHERITED = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR"),
}
SETTINGS = (
    "--no-optional-locks",  # `git status` would write the index anew
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
)


def ask(
    folder: Path, *arguments: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run Git, whatever comes of it.

    Parameters
    ----------
    folder : Path
        Where it runs.
    *arguments : str
        A command of Git's that only reads, and its arguments.
    given : bytes
        What it reads from its standard input.

    Returns
    -------
    subprocess.CompletedProcess[bytes]
        Its exit status and what it said.

    Raises
    ------
    DoctorError
        Git is not installed.
    """
    environment = {k: v for k, v in os.environ.items() if k not in INHERITED}
    try:
        return subprocess.run(
            ["git", *SETTINGS, *arguments],
            cwd=folder,
            env=environment | {"LC_ALL": "C"},
            input=given,
            capture_output=True,
        )
    except FileNotFoundError:
        raise DoctorError("Git is not installed; install it and try again.") from None


def tell(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run Git and return what it prints.

    Parameters
    ----------
    folder : Path
        Where it runs.
    *arguments : str
        A command of Git's that only reads, and its arguments.
    given : bytes
        What it reads from its standard input.

    Returns
    -------
    bytes
        Its standard output.

    Raises
    ------
    DoctorError
        Git failed.
    """
    done = ask(folder, *arguments, given=given)
    if done.returncode:
        raise DoctorError(f"git {' '.join(arguments)} failed: {last_line(done.stderr)}")
    return done.stdout


def last_line(words: bytes) -> str:
    """Return the last line that Git said, which is the one that says why."""
    return (words.decode("utf-8", "replace").strip().splitlines() or ["?"])[-1]


def names(output: bytes) -> list[str]:
    """Split a list of names that Git ended with null bytes each."""
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def commit_of(folder: Path, ref: str) -> str | None:
    """Find the commit that a name stands for.

    Parameters
    ----------
    folder : Path
        A repository.
    ref : str
        A tag, a branch, a commit, or what `git describe` says.

    Returns
    -------
    str | None
        The commit's hash; None if there is no such commit.
    """
    if ref.startswith("-"):  # would be taken for an option
        return None
    done = ask(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    return done.stdout.decode().strip() or None
