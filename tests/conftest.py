import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_copie.plugin import Copie
from xdist.scheduler import (  # type: ignore[import-untyped]  # has no types
    LoadFileScheduling,
)

from workbench.paths import ROOT, snapshot
from workbench.releases import Published, publish
from workbench.repository import git
from workbench.updates import hasten_copier

from .crashes import Believing
from .stacks import started

# Whoever takes longest begins, so that in the end no process waits for another one.
LONGEST = (
    "projects",
    "ladder",
    "clocks",
    "variants",
    "brokers",
    "updates",
    "mutation",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what else the command takes."""
    about = "leave out the tests that kill workers where evidence/ says that they pass"
    parser.addoption("--believe", action="store_true", help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Have evidence believed and recorded if that is asked for."""
    if config.getoption("believe"):
        config.pluginmanager.register(Believing())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the order within a file stays."""
    names = [f"test_{name}.py" for name in LONGEST]
    items.sort(key=lambda it: (*names, it.path.name).index(it.path.name))


def shared_by(nodeid: str) -> str:
    """Name what takes long to set up for a test, which has to be in one process then.

    It is that of the tests of its file and, where brokers and workers are started for
    each way to do jobs, of the tests of one way.
    """
    file, _, test = nodeid.partition("::")
    return test.partition("[")[2] if file.endswith("test_brokers.py") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Have `--dist loadfile` go by what is shared.

    pytest-xdist's own groups, `--dist loadgroup`, do nothing with pytest 9.2.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    scheduler._split_scope = shared_by
    return scheduler


@pytest.fixture(scope="session", autouse=True)
def quick_copier() -> None:
    """Have Copier, of which each test makes a new one, not begin anew each time."""
    hasten_copier()


@pytest.fixture(scope="session", autouse=True)
def patient_uv() -> None:
    """Have uv ask again for a while when a package index is slow or away."""
    os.environ.setdefault("UV_HTTP_TIMEOUT", "600")
    os.environ.setdefault("UV_HTTP_RETRIES", "10")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The workbench breaks the template on purpose, to see whether the tests notice.
    root = Path(os.environ.get("TEMPLATE_ROOT", ROOT))
    return snapshot(tmp_path_factory.mktemp("snapshot") / "template", root)


@pytest.fixture(scope="session")
def published(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Give a repository with the releases, of which the newest is the template."""
    return publish(tmp_path_factory.mktemp("published") / "template", template)


@pytest.fixture
def upstream(published: Published, tmp_path: Path) -> Path:
    """Give a repository of the template that a test may add a release to."""
    folder = tmp_path / "upstream"
    git(tmp_path, "clone", "--quiet", str(published.folder), str(folder))
    return folder


@pytest.fixture
def service(published: Published, upstream: Path, copie: Copie) -> Path:
    """Give a service of the newest release."""
    return started(copie.copy({}, upstream, published.newest.tag))


@pytest.fixture(scope="session")
def uv() -> str:
    return shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")


@pytest.fixture
def copie(copie: Callable[..., Copie], template: Path) -> Copie:
    """Let pytest-copie copy the snapshot of the template."""
    return copie(child_tpl=template)
