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
from itertools import islice
from pathlib import Path
from typing import ClassVar, Self

from .trial import PATIENCE, free_port

ATTEMPTS = 3  # how many sets of ports a new server may try
LOWEST_PORT = 10_000  # below are the usual ports of other servers
CLIENT_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")


class ServerError(Exception):
    """Why there is no server."""


class Server(ABC):
    """A server that keeps its data in a folder of its own.

    As a context manager, it runs until the context ends, and can be stopped and started
    again in between: at the same address, with the same data. It has an address once it
    was started.

    Parameters
    ----------
    folder : Path
        Where it keeps everything; the folder need not be there yet.
    """

    programs: ClassVar[tuple[str, ...]]
    listens: ClassVar[int] = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ports: list[int] = []
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
    def port(self) -> int:
        """Where clients find it, on this machine."""
        return self._ports[0]

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
        if self._ports:
            return self._try()
        for attempt in range(1, ATTEMPTS + 1):
            self._ports = server_ports(self.listens)
            try:
                return self._try()
            except ServerError:
                # Somebody else may have taken a port since it was found to be free.
                self._ports = []
                if attempt == ATTEMPTS:
                    raise

    def stop(self) -> None:
        """Tell it to stop, and wait until it has; it is killed if it does not."""
        try:
            # Each one needs those that were started before it.
            for process in reversed(self._processes):
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE)
        finally:
            self._kill()

    def _try(self) -> None:
        try:
            self._launch()
        except BaseException:
            self._kill()
            raise

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
        while True:
            answered = answers(port, question, answer)
            # If it has ended, it is somebody else who answers at its port.
            ended = self._processes[-1].poll() is not None
            if answered and not ended:
                return
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
    listens = 3

    @property
    def url(self) -> str:
        """Where it is, without a virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def _launch(self) -> None:
        _, nodes, names = self._ports
        environment = self._environment(nodes, names)
        # Nodes find each other by a daemon. One that a node starts itself would outlive
        # it, and would be the one that all other nodes of this machine then use.
        daemon = ["epmd", "-port", str(names), "-address", "127.0.0.1"]
        self._run(daemon, environment)
        self._wait_for(names)
        self._run([str(script())], environment)
        self._wait_for(self.port, b"AMQP\x00\x00\x09\x01", b"\x01")

    def _environment(self, nodes: int, names: int) -> dict[str, str]:
        plugins = self.folder / "enabled_plugins"
        plugins.write_text("[].\n")
        return {
            "HOME": str(self.folder),  # where the secret of the node is kept
            "ERL_EPMD_PORT": str(names),
            "RABBITMQ_NODENAME": f"node{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(nodes),
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


def server_ports(number: int) -> list[int]:
    """Find ports for a server that is stopped and started again.

    Parameters
    ----------
    number : int
        How many.

    Returns
    -------
    list[int]
        Free ports, and none of those that clients are given: one of them could get it
        while the server is away.
    """
    lowest, highest = client_ports()
    all_ports = range(LOWEST_PORT, 65_536)
    others = [port for port in all_ports if not lowest <= port <= highest] or all_ports
    shuffled = random.sample(others, len(others))
    free = (port for port in shuffled if free_port(port) == port)
    return list(islice(free, number))


def client_ports() -> tuple[int, int]:
    """Ask the system which ports it gives to clients.

    Returns
    -------
    tuple[int, int]
        The lowest and the highest one.
    """
    if CLIENT_PORTS.exists():
        lowest, highest = map(int, CLIENT_PORTS.read_text("utf-8").split())
        return lowest, highest
    return 49_152, 65_535  # RFC 6335, section 6


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
