"""`make try`: one command, and a service runs."""

import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from workbench import trial
from workbench.paths import ROOT

pytestmark = [pytest.mark.heavy, pytest.mark.thorough]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a fresh clone with what is not committed yet on top, as a user's folder."""
    folder = tmp_path / "checkout"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in names.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def heeded_interrupts() -> Iterator[None]:
    """Have processes heed Ctrl-C, which a shell makes its background jobs ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded_interrupts")
def test_a_service_runs_until_it_is_interrupted(checkout: Path) -> None:
    uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    command = [sys.executable, "-m", "workbench", "try", "--uv", uv, "--port", "0"]
    with subprocess.Popen(
        command, cwd=checkout, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = next(line for line in process.stdout if "Open http" in line).split()[1]
        with urlopen(url.replace("/docs", "/orders")) as answer:
            assert json.load(answer) == {"orders": [], "next": None}
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(trial.PATIENCE) == 0

    with pytest.raises(OSError, match="refused"):
        urlopen(url)


def test_each_trial_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()

    assert trial.new_folder(tmp_path) == tmp_path / "2"


def test_a_free_port_is_kept_for_a_server_that_asks_for_it() -> None:
    port = trial.free_port(0)

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)) as server:
        assert server.getsockname()[1] == port


def test_a_taken_port_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]

        assert trial.free_port(taken) != taken


def test_a_process_that_ends_is_not_waited_for() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", "pass"]) as process,
        pytest.raises(trial.TrialError, match="did not start"),
    ):
        trial.wait_for("http://127.0.0.1:9/", process)
