import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.paths import ROOT, snapshot
from workbench.releases import Published, publish

from .stacks import render

Generate = Callable[..., Path]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The workbench breaks the template on purpose, to see whether the tests notice.
    root = Path(os.environ.get("TEMPLATE_ROOT", ROOT))
    return snapshot(tmp_path_factory.mktemp("snapshot") / "template", root)


@pytest.fixture(scope="session")
def published(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Give a repository with the releases, of which the newest is the template."""
    return publish(tmp_path_factory.mktemp("published") / "template", template)


@pytest.fixture(scope="session")
def uv() -> str:
    return shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    def generate(**answers: Any) -> Path:
        return render(template, tmp_path / "service", **answers)

    return generate


@pytest.fixture
def git() -> Callable[..., None]:
    def git(folder: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        command = ["git", *identity, *arguments]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    return git
