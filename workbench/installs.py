"""Services as their users get them: installed for real, by Poetry and by uv."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .render import Renderer, write

OPENING = Path(__file__).with_name("opening.py")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def tools(folder: Path, uv: str) -> dict[str, str]:
    """Install the package managers into a folder of their own.

    Parameters
    ----------
    folder : Path
        The folder, on the same disk as what they will install.
    uv : str
        The uv to do it with, and to be used.

    Returns
    -------
    dict[str, str]
        The environment in which `uv` and `poetry` are found.
    """
    environment = os.environ | {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "UV_PYTHON": sys.executable,
        "UV_TOOL_BIN_DIR": str(folder / "bin"),
        "UV_TOOL_DIR": str(folder / "tools"),
    }
    environment.pop("VIRTUAL_ENV", None)  # each service makes its own
    # Where images are built, Python is often told to. Here, everything would be
    # compiled for each command anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "uv").symlink_to(Path(uv).absolute())
    # The plugin does nothing, unless POETRY_PYPI_MIRROR_URL names another index, as
    # networks need that have a mirror of the package index and not the index itself.
    command = [uv, "tool", "install", "--quiet", "poetry==2.5.1"]
    command += ["--with", "poetry-plugin-pypi-mirror"]
    subprocess.run(command, env=environment, check=True)
    return environment


def install(
    renderer: Renderer,
    folder: Path,
    answers: Mapping[str, Any],
    environment: dict[str, str],
    goals: str = "install check",
    settings: Mapping[str, str] | None = None,
) -> str:
    """Render a service, install it, and have it check itself, as its README says.

    The hooks that run before a commit are part of it, and that it opens without its
    tools, as in production.

    Parameters
    ----------
    renderer : Renderer
        The template.
    folder : Path
        Where the service goes.
    answers : Mapping[str, Any]
        What it is made of; `package_manager` is among them.
    environment : dict[str, str]
        Where the tools are.
    goals : str
        What is made of its Makefile.
    settings : Mapping[str, str] | None
        What its `.env` says.

    Returns
    -------
    str
        What was printed, if something went wrong.
    """
    write(renderer.service({**answers, "python_version": PYTHON}), folder)
    lines = [f"{name}={value}\n" for name, value in (settings or {}).items()]
    (folder / ".env").write_text("".join(lines), "utf-8")
    if "check" not in goals.split():  # nor by a hook, without what it would have kept
        environment = {**environment, "SKIP": answers["type_checker"]}
    steps = [
        f"make {goals}",
        "git init --quiet",
        "git add --all",
        f"{answers['package_manager']} run pre-commit run --all-files",
    ]
    if answers["package_manager"] == "uv":
        (package,) = (path.name for path in (folder / "src").iterdir())
        alone = "uv run --isolated --no-default-groups python"
        steps.append(f"{alone} {OPENING} {package}")
    for step in steps:
        done = subprocess.run(
            step.split(), cwd=folder, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            return f"{step}\n{done.stdout}{done.stderr}"
    return ""
