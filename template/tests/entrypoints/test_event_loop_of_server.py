"""The server waits in uvloop."""

import sys

import pytest
from uvicorn import Config


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop knows no Windows")
def test_the_server_makes_a_loop_of_uvloop() -> None:
    make_loop = Config("app").get_loop_factory()

    assert make_loop is not None
    assert make_loop.__module__ == "uvloop"
