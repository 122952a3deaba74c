"""An update that is killed takes nothing that was committed, and can be made again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.owner import EDITS, Ledger
from workbench.releases import Published
from workbench.repository import commit, git
from workbench.updates import Trial, files_of, generate

pytestmark = pytest.mark.heavy

COMMAND = [sys.executable, "-m", "copier", "update", "--defaults", "--quiet", "."]


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


@pytest.fixture(scope="module")
def duration(undisturbed: Path) -> float:
    start = time.monotonic()
    subprocess.run(COMMAND, cwd=undisturbed, check=True)
    return time.monotonic() - start


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6, 0.8, 0.9])
def test_an_update_that_is_killed_can_be_made_again(
    service: Path, undisturbed: Path, duration: float, tmp_path: Path, part: float
) -> None:
    folder = clone(service, tmp_path)
    before, head = texts(folder), git(folder, "rev-parse", "HEAD")
    # What it leaves in the folder for temporary files is not to stay there.
    (tmp_path / "temporary").mkdir()
    environment = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    process = subprocess.Popen(
        COMMAND, cwd=folder, env=environment, start_new_session=True
    )
    time.sleep(part * duration)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

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
