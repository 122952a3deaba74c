"""What takes long is not asked again while the services are the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench.passed import Passed, key_of
from workbench.render import ANSWERS_FILE, File


@contextmanager
def unless_passed(
    request: pytest.FixtureRequest,
    file: str,
    services: Iterable[Mapping[str, File]],
    is_complete: Callable[[], bool] = lambda: True,
) -> Iterator[None]:
    """Skip tests that passed before, and remember those that pass now.

    Whoever names their file has them asked all the same.

    Parameters
    ----------
    request : pytest.FixtureRequest
        Of the fixture that all of the tests use.
    file : str
        Where the tests are.
    services : Iterable[Mapping[str, File]]
        What they test.
    is_complete : Callable[[], bool]
        Whether, in the end, none of them was left out.
    """
    texts = [
        text
        for service in services
        for path, content in service.items()
        if path != ANSWERS_FILE  # it names the template's folder
        for text in (path, content.text)
    ]
    # Helpers, which any of the tests may use, are modules beside them.
    beside = sorted(Path(file).parent.glob("*.py"))
    modules = [it for it in beside if it == Path(file) or "test_" not in it.name]
    key = key_of(*(module.read_text("utf-8") for module in modules), *texts)
    passed, config = Passed(), request.config
    if key in passed and not any(arg.endswith(".py") for arg in config.args):
        pytest.skip("passed before, with the same services")
    failed = request.session.testsfailed
    yield
    is_whole = not config.option.keyword and not any("::" in it for it in config.args)
    if is_whole and is_complete() and request.session.testsfailed == failed:
        passed.add([key])
