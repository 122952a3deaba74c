"""Servers of one's own: a Redis and a RabbitMQ that nobody else uses."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Self

from .trial import free_port

PATIENCE = 60.0  # seconds until a server that does not answer is given up
GRACE = 20.0  # seconds until a server that was told to stop is killed


class ServerError(Exception):
    """Why there is no server."""


class Server(ABC):
    """A server that keeps its data in a folder of its own.

    As a context manager, it runs until the context ends, and can be stopped and started
    again in between: at the same address, with the same data.

    Parameters
    ----------
    folder : Path
        Where it keeps everything; the folder need not be there yet.
    """

    programs: ClassVar[tuple[str, ...]]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = server_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    @classmethod
    def missing(cls) -> list[str]:
        """Say what is not installed.

        Returns
        -------
        list[str]
            The programs that it needs and this machine lacks.
        """
        return [name for name in cls.programs if shutil.which(name) is None]

    @property
    @abstractmethod
    def url(self) -> str:
        """Where it is, without a database or a virtual host."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises
        ------
        ServerError
            It did not start; the message ends with its own words.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._launch()
        except BaseException:
            self._kill()
            raise

    def stop(self) -> None:
        """Tell it to stop, and wait until it has; it is killed if it does not."""
        try:
            # Each one needs those that were started before it.
            for process in reversed(self._processes):
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(GRACE)
        finally:
            self._kill()

    @abstractmethod
    def _launch(self) -> None:
        """Start its processes, and wait until it answers."""

    def _run(self, command: list[str], environment: Mapping[str, str]) -> None:
        with open(self._log, "ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own can be killed as a whole.
                start_new_session=True,
            )
        self._processes.append(process)

    def _wait_for(self, port: int, question: bytes = b"", answer: bytes = b"") -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers(port, question, answer):
            ended = self._processes[-1].poll() is not None
            if ended or time.monotonic() > deadline:
                words = self._log.read_text("utf-8", errors="replace")[-2000:]
                raise ServerError(f"{self.programs[0]} did not start:\n{words}")
            time.sleep(0.05)

    def _kill(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()

    @property
    def _log(self) -> Path:
        return self.folder / "log"


class Redis(Server):
    """A Redis that notes on the disk what it was told."""

    programs = ("redis-server",)

    @property
    def url(self) -> str:
        """Where it is, without a database."""
        return f"redis://127.0.0.1:{self.port}"

    def _launch(self) -> None:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
        }
        options = [text for key, it in settings.items() for text in (f"--{key}", it)]
        self._run(["redis-server", *options], {})
        self._wait_for(self.port, b"PING\r\n", b"+PONG")


class RabbitMQ(Server):
    """A RabbitMQ that knows of no other node on this machine."""

    programs = ("rabbitmq-server", "epmd")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._node_port = server_port()
        self._names_port = server_port()

    @property
    def url(self) -> str:
        """Where it is, without a virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def _launch(self) -> None:
        environment = self._environment()
        # Nodes find each other by a daemon. One that a node starts itself would outlive
        # it, and would be the one that all other nodes of this machine then use.
        names = ["epmd", "-port", str(self._names_port), "-address", "127.0.0.1"]
        self._run(names, environment)
        self._wait_for(self._names_port)
        self._run([str(script())], environment)
        self._wait_for(self.port, b"AMQP\x00\x00\x09\x01", b"\x01")

    def _environment(self) -> dict[str, str]:
        plugins = self.folder / "enabled_plugins"
        plugins.write_text("[].\n")
        return {
            "HOME": str(self.folder),  # where the secret of the node is kept
            "ERL_EPMD_PORT": str(self._names_port),
            "RABBITMQ_NODENAME": f"node{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._node_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1}"
            ),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            # None of these files is there: those of the machine must not be read.
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONFIG_FILES": str(self.folder / "conf.d"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "advanced.config"),
        }


def script() -> Path:
    """Find what starts RabbitMQ.

    Debian has a script in front of it, which insists on a user of its own.

    Returns
    -------
    Path
        RabbitMQ's own script.

    Raises
    ------
    ServerError
        It is not installed.
    """
    found = shutil.which("rabbitmq-server")
    if found is None:
        raise ServerError("rabbitmq-server is not installed.")
    path = Path(found)
    own = path.parents[1] / "lib" / "rabbitmq" / "bin" / path.name
    return own if own.exists() else path


def server_port() -> int:
    """Find a port for a server that is stopped and started again.

    Returns
    -------
    int
        A free port, and none of those that clients are given: one of them could get it
        while the server is away.
    """
    return free_port(random.randrange(20_000, 30_000))


def answers(port: int, question: bytes, answer: bytes) -> bool:
    """Ask whoever listens on a port of this machine.

    Parameters
    ----------
    port : int
        The port.
    question : bytes
        What is sent.
    answer : bytes
        How the answer should begin; nothing is waited for if it is empty.

    Returns
    -------
    bool
        Whether that was the answer.
    """
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(question)
            return not answer or connection.recv(len(answer)) == answer
    except OSError:
        return False
