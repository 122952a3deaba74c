"""Tests that take minutes, and need not be asked again while nothing has changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.passed import Passed, key_of


def remember(request: pytest.FixtureRequest, *texts: str) -> Iterator[None]:
    """Skip a module's tests if they all passed with the same texts before.

    Whoever names their file has them run all the same.
    """
    key = key_of(request.module.__name__, *texts)
    passed, config = Passed(), request.config
    is_named = any(Path(arg).suffix == ".py" for arg in config.args)
    if key in passed and not is_named:
        pytest.skip("passed before, and nothing has changed")
    failed = request.session.testsfailed
    yield
    is_whole = not config.option.keyword and not any("::" in it for it in config.args)
    if is_whole and request.session.testsfailed == failed:
        passed.add([key])
