"""Uvicorn uses its faster event loop and its faster HTTP parser."""

import sys
from typing import Any

import pytest
from uvicorn import Config


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer nothing."""


@pytest.mark.skipif(
    sys.platform in ("win32", "cygwin") or sys.implementation.name == "pypy",
    reason="There is no uvloop for Windows and PyPy.",
)
def test_the_server_makes_a_loop_of_uvloop() -> None:
    make_loop = Config(app).get_loop_factory()

    assert make_loop is not None
    assert make_loop.__module__ == "uvloop"


def test_the_server_parses_requests_with_httptools() -> None:
    config = Config(app, log_config=None)
    config.load()

    assert config.http_protocol_class.__name__ == "HttpToolsProtocol"
