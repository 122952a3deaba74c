"""An update that is killed takes nothing that was committed, and can be made again."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.owner import EDITS, Ledger
from workbench.releases import Published
from workbench.repository import commit, git
from workbench.updates import Trial, files_of, generate

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

COMMAND = [sys.executable, "-m", "copier", "update", "--defaults", "--quiet", "."]
# Stands in for Git. It counts how often Copier calls it, all along the update. At the
# last of these calls it kills Copier, with the Git that it has just started.
COUNTING_GIT = """#!/bin/sh
echo "$1" >> "$CALLS"
if [ "$(wc -l < "$CALLS")" -eq "$LAST" ]; then
    {git} "$@" &
    kill -KILL 0
fi
exec {git} "$@"
"""


@pytest.fixture(scope="module")
def service(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a service of the oldest release, with its owner's work."""
    folder = tmp_path_factory.mktemp("interrupted") / "service"
    oldest = published.older[0]
    generate(Trial("service", folder, published.folder, oldest, {}))
    for edit in EDITS:
        edit(Ledger(folder))
    commit(folder, "Work")
    return folder


@pytest.fixture(scope="module")
def undisturbed(service: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the service as an update leaves it that nobody disturbs."""
    return clone(service, tmp_path_factory.mktemp("undisturbed"))


def clone(service: Path, parent: Path) -> Path:
    git(parent, "clone", "--quiet", str(service), "service")
    return parent / "service"


def texts(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in files_of(folder)}


def reset(folder: Path) -> None:
    """Do what the README says of an update that was interrupted."""
    (folder / ".git" / "index.lock").unlink(missing_ok=True)
    git(folder, "reset", "--quiet", "--hard")
    git(folder, "clean", "--quiet", "-d", "--force")


def counted(folder: Path, parent: Path, last: int) -> tuple[int, int]:
    """Update a service, but not beyond a call of Git.

    Give Copier's exit status, and how often it called Git.
    """
    git_there = parent / "bin" / "git"
    git_there.parent.mkdir()
    git_there.write_text(COUNTING_GIT.format(git=shutil.which("git")), "utf-8")
    git_there.chmod(0o755)
    # What is left in the folder for temporary files is not to stay there.
    (parent / "temporary").mkdir()
    calls = parent / "calls"
    environment = os.environ | {
        "CALLS": str(calls),
        "LAST": str(last),
        "PATH": f"{git_there.parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(parent / "temporary"),
    }
    done = subprocess.run(COMMAND, cwd=folder, env=environment, start_new_session=True)
    return done.returncode, len(calls.read_text("utf-8").splitlines())


@pytest.fixture(scope="module")
def calls(undisturbed: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Say how often an update calls Git."""
    status, calls = counted(undisturbed, tmp_path_factory.mktemp("counted"), last=-1)
    assert status == 0
    return calls


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6, 0.8, 0.95, 1])
def test_an_update_that_is_killed_can_be_made_again(
    service: Path, undisturbed: Path, calls: int, tmp_path: Path, part: float
) -> None:
    folder = clone(service, tmp_path)
    before, head = texts(folder), git(folder, "rev-parse", "HEAD")

    status, _ = counted(folder, tmp_path, last=int(part * calls))

    assert status == -signal.SIGKILL
    git(folder, "fsck", "--strict")
    assert git(folder, "rev-parse", "HEAD") == head
    reset(folder)
    assert texts(folder) == before
    assert git(folder, "status", "--porcelain") == ""
    subprocess.run(COMMAND, cwd=folder, check=True)
    assert texts(folder) == texts(undisturbed)
    assert git(folder, "status", "--porcelain") == git(
        undisturbed, "status", "--porcelain"
    )


def test_what_a_killed_update_left_is_not_updated_over(
    service: Path, tmp_path: Path
) -> None:
    folder = clone(service, tmp_path)
    (folder / "left-behind.py").touch()

    done = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True)

    assert done.returncode != 0
    assert "repository is dirty" in done.stderr
