import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.paths import ROOT, snapshot
from workbench.releases import Published, publish
from workbench.repository import git
from workbench.updates import Trial
from workbench.updates import generate as newborn

from .stacks import render

Generate = Callable[..., Path]
# Whoever takes longest begins, so that in the end no process waits for another one.
LONGEST = ("projects", "ladder", "brokers", "variants", "updates", "mutation")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the order within a file stays."""
    names = [f"test_{name}.py" for name in LONGEST]
    items.sort(key=lambda it: (*names, it.path.name).index(it.path.name))


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
def service(published: Published, upstream: Path, tmp_path: Path) -> Path:
    """Give a service of the newest release."""
    folder = tmp_path / "service"
    return newborn(Trial("service", folder, upstream, published.newest, {}))


@pytest.fixture(scope="session")
def uv() -> str:
    return shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    def generate(**answers: Any) -> Path:
        return render(template, tmp_path / "service", **answers)

    return generate
