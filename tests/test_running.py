"""A generated service, started and called over a socket."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from workbench.projects import announce
from workbench.render import Renderer, write
from workbench.trial import PATIENCE, free_port, wait_for

from .brokers import eventually
from .rates import rates_server

pytestmark = [pytest.mark.heavy, pytest.mark.thorough]

# How each web framework's service has its tables made.
MIGRATE = {
    "fastapi": ["-m", "alembic", "upgrade", "head"],
    "django": ["manage.py", "migrate"],
    "flask": ["-m", "alembic", "upgrade", "head"],
}


@pytest.fixture(scope="module")
def rates_url() -> Iterator[str]:
    with rates_server() as (url, _):
        yield f"{url}/v1"


@pytest.fixture(scope="module", params=MIGRATE)
def url(
    template: Path,
    rates_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    framework: str = request.param
    service = Renderer(template).service({"web_framework": framework})
    folder = write(service, tmp_path_factory.mktemp("running") / "service")
    with serving(folder, framework, rates_url) as url:
        yield url


@contextmanager
def serving(folder: Path, framework: str, rates_url: str) -> Iterator[str]:
    """Start a service."""
    announce(folder, folder)
    environment = os.environ | {
        "APP_RATES_URL": rates_url,
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder)]),
    }
    migrate = [sys.executable, *MIGRATE[framework]]
    subprocess.run(migrate, cwd=folder, env=environment, check=True)
    port = free_port(0)
    environment["APP_PORT"] = str(port)
    serve = [sys.executable, "-m", f"order_service.entrypoints.{framework}"]
    with (
        open(folder / "log", "w") as log,
        subprocess.Popen(serve, cwd=folder, env=environment, stderr=log) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health/ready", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def confirmed(client: Client, path: str) -> dict[str, Any]:
    """Wait until the customer of an order was told, which a job does."""
    assert eventually(lambda: client.get(path).json()["confirmed_at"] is not None)
    order: dict[str, Any] = client.get(path).json()
    return order


def test_an_order_lives_its_life_over_http(url: str) -> None:
    item = {"sku": "pen", "quantity": 2, "unit_price": "1.50"}
    with Client(base_url=url, timeout=PATIENCE) as client:
        placed = client.post("/orders", json={"currency": "USD", "items": [item]})
        path = placed.headers["location"]
        order = confirmed(client, path)
        listed = client.get("/orders")
        paid = client.post(f"{path}/pay")
        shipped = client.post(f"{path}/ship")
        refused = client.post(f"{path}/cancel")
        total = client.get(f"{path}/total", params={"currency": "EUR"})

    assert placed.status_code == 201
    assert placed.json() == {**order, "confirmed_at": None}
    assert listed.json()["orders"] == [order]
    assert [paid.json()["status"], shipped.json()["status"]] == ["paid", "shipped"]
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert total.json() == {"amount": "2.76", "currency": "EUR"}


def test_a_fuzzer_finds_no_error_and_nothing_undocumented(
    url: str, tmp_path: Path
) -> None:
    checks = [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    ]
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json"),
        *("--checks", ",".join(checks), "--max-examples", "40", "--seed", "1"),
        *("--request-timeout", str(PATIENCE), "--suppress-health-check", "too_slow"),
    ]

    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert result.returncode == 0, result.stdout
