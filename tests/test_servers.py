"""Servers of one's own find a place, whoever else is on the machine."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import servers
from workbench.servers import RabbitMQ, Redis, Server, ServerError

from .brokers import require

pytestmark = pytest.mark.brokers


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("kind", [Redis, RabbitMQ])
def test_a_new_server_whose_port_was_taken_meanwhile_goes_to_another_one(
    kind: type[Server], taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require(kind)
    free = servers.server_ports(kind.listens)
    found = iter([[taken, *free[1:]], free])
    monkeypatch.setattr(servers, "server_ports", lambda number: next(found))

    with kind(tmp_path) as server:
        assert server.port != taken


def test_a_server_that_is_started_again_keeps_its_port(tmp_path: Path) -> None:
    require(Redis)
    with Redis(tmp_path) as server:
        port = server.port
        server.stop()
        server.start()
        assert server.port == port


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    require(Redis)
    (tmp_path / "appendonlydir").write_text("not a folder")

    with pytest.raises(ServerError, match=r"(?s)redis-server did not start:.*append"):
        Redis(tmp_path).start()


def test_no_server_gets_a_port_that_a_client_may_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = tmp_path / "ip_local_port_range"
    clients.write_text("10010\t65535\n")
    monkeypatch.setattr(servers, "CLIENT_PORTS", clients)

    assert set(servers.server_ports(3)) < set(range(10_000, 10_010))
