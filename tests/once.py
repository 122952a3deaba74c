"""What takes long is not tested again while it is proven for the same services."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench.evidence import Evidence, digest
from workbench.projects import SERVERS
from workbench.render import File
from workbench.units import running_unit
from workbench.versions import server

KIND = "running"


@contextmanager
def unless_passed(
    request: pytest.FixtureRequest,
    file: str,
    services: Iterable[Mapping[str, File]],
    is_complete: Callable[[], bool] = lambda: True,
) -> Iterator[None]:
    """Skip tests that are proven to pass, and record those that pass now.

    Whoever names their file has them run all the same.

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
    # Helpers, which any of the tests may use, are modules beside them.
    beside = sorted(Path(file).parent.glob("*.py"))
    modules = [it for it in beside if it == Path(file) or "test_" not in it.name]
    unit = digest(
        *(module.read_text("utf-8") for module in modules),
        *(server(SERVERS[name][1]) for name in ("redis", "rabbitmq")),
        *(running_unit(service) for service in services),
    )
    evidence, config = Evidence(), request.config
    is_named = any(arg.endswith(".py") for arg in config.args)
    if evidence.believes(KIND, unit) and not is_named:
        pytest.skip("proven, with the same services")
    failed = request.session.testsfailed
    yield
    is_whole = not config.option.keyword and not any("::" in it for it in config.args)
    if is_whole and is_complete() and request.session.testsfailed == failed:
        evidence.settle(KIND, [unit])
        evidence.save()
