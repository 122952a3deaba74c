"""Git, as far as the workbench needs it."""

import subprocess
from pathlib import Path

IDENTITY = ("-c", "user.name=Workbench", "-c", "user.email=workbench@example.org")


class GitError(Exception):
    """What Git said when a command failed."""


def git(folder: Path, *arguments: str) -> str:
    """Run a Git command.

    Parameters
    ----------
    folder : Path
        Where it is run.
    *arguments : str
        What comes after `git`.

    Returns
    -------
    str
        What it printed.

    Raises
    ------
    GitError
        It failed.
    """
    command = ["git", *IDENTITY, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise GitError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def commit(folder: Path, message: str) -> None:
    """Commit all that is in a folder, which becomes a repository if it is none.

    Parameters
    ----------
    folder : Path
        The folder.
    message : str
        What is said of it.
    """
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
