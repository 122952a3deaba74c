"""A service to try: generated, installed, migrated and started by one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from copier import run_copy

from .paths import ROOT

PATIENCE = 600.0  # seconds: however busy the machine, only a hang takes so long
GRACE = 10.0  # seconds until a service that was told to stop is killed


class TrialError(Exception):
    """Why there is nothing to try."""


def new_folder(parent: Path) -> Path:
    """Find a name for a folder that is not there yet.

    Parameters
    ----------
    parent : Path
        Where trials are kept.

    Returns
    -------
    Path
        `parent/1`, or the first number that is free.
    """
    number = 1
    while (parent / str(number)).exists():
        number += 1
    return parent / str(number)


def free_port(wanted: int) -> int:
    """Find a port to listen on.

    Parameters
    ----------
    wanted : int
        The port to prefer; 0 for none.

    Returns
    -------
    int
        The wanted port if nobody listens there, or one that is reserved for a minute:
        for a server with `SO_REUSEADDR`, as those of Python and their like have it.
    """
    if wanted:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return wanted
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        port: int = server.getsockname()[1]
        # The side that closes first is in TIME_WAIT for a minute. Until then, the
        # system gives the port to no one but servers that ask for it by its number.
        server.accept()[0].close()
        client.recv(1)
    return port


def generate(folder: Path, preset: str) -> None:
    """Render a service for the Python that is running.

    Parameters
    ----------
    folder : Path
        Where it goes.
    preset : str
        Which stack.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    data = {"preset": preset, "python_version": python}
    run_copy(str(ROOT), folder, data=data, defaults=True, quiet=True, vcs_ref="HEAD")


def install(folder: Path, uv: str) -> None:
    """Install a service into an environment of its own.

    Parameters
    ----------
    folder : Path
        The service.
    uv : str
        The uv to install with.

    Raises
    ------
    TrialError
        It could not be installed.
    """
    environment = os.environ | {"VIRTUAL_ENV": str(folder / ".venv")}
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, ".venv"],
        [uv, "pip", "install", "--quiet", "--editable", "."],
    ):
        if subprocess.run(command, cwd=folder, env=environment).returncode:
            raise TrialError(f"This failed in {folder}: {' '.join(command)}")


def migrate(folder: Path) -> None:
    """Make the tables in a service's embedded database, if it has one.

    Parameters
    ----------
    folder : Path
        The service.

    Raises
    ------
    TrialError
        A migration failed.
    """
    tools = folder / ".venv" / "bin"
    if (folder / "manage.py").exists():
        command = [str(tools / "python"), "manage.py", "migrate"]
    elif (tools / "alembic").exists():
        command = [str(tools / "alembic"), "upgrade", "head"]
    else:
        return
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode:
        raise TrialError(f"The migrations failed:\n{result.stderr}")


@contextmanager
def serve(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a service until the context ends.

    Parameters
    ----------
    folder : Path
        The service.
    port : int
        Where it listens.

    Yields
    ------
    subprocess.Popen[bytes]
        The process, which answers requests.

    Raises
    ------
    TrialError
        It did not start.
    """
    package = next((folder / "src").iterdir()).name
    script = folder / ".venv" / "bin" / package.replace("_", "-")
    environment = os.environ | {"APP_PORT": str(port)}
    with subprocess.Popen([str(script)], cwd=folder, env=environment) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/ready", process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a service answers.

    Parameters
    ----------
    url : str
        What it should answer to with success.
    process : subprocess.Popen[bytes]
        The process that should answer.

    Raises
    ------
    TrialError
        The process has ended, or did not answer in time.
    """
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and (left := deadline - time.monotonic()) > 0:
        try:
            with urlopen(url, timeout=left):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise TrialError("The service did not start; its own words are above.")
