"""Services as their users get them: installed for real, by Poetry and by uv."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from .evidence import digest
from .render import File, Renderer, write
from .versions import RUNNING, SYSTEM

MODULE = Path(__file__)
OPENING = MODULE.with_name("opening.py")
POETRY = "2.5.1"
_HOOKS = ("make --dry-run check", "git init --quiet", "git add --all")
# By each package manager: what is run after `make install`, the longest at the end.
STEPS = {
    "poetry": (*_HOOKS, "poetry run pre-commit run --all-files", "make test"),
    "uv": (
        *(*_HOOKS, "uv run pre-commit run --all-files"),
        "uv run --isolated --no-default-groups python {opening} {package}",
        "make test",
    ),
}
# What decides how a service is installed and what its hooks and its Makefile run.
DECIDING = (
    *("Makefile", ".pre-commit-config.yaml", "poetry.toml", ".flake8"),
    *("mkdocs.yml", "docs/conf.py"),
)
# What the Makefile and the hooks run in the service's environment.
COMMAND = re.compile(r"(?:\$\(RUN\)|(?:poetry|uv) run) ([\w.-]+)")


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
    command = [uv, "tool", "install", "--quiet", f"poetry=={POETRY}"]
    command += ["--with", "poetry-plugin-pypi-mirror"]
    subprocess.run(command, env=environment, check=True)
    return environment


def install(
    renderer: Renderer,
    folder: Path,
    answers: Mapping[str, Any],
    environment: dict[str, str],
    settings: Mapping[str, str] | None = None,
) -> str:
    """Render a service, install it, and have it test itself, as its README says.

    The hooks that run before a commit are part of it, but for the type checker, which
    has seen the service before; and that it opens without its tools, as in production.

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
    settings : Mapping[str, str] | None
        What its `.env` says.

    Returns
    -------
    str
        What was printed, if something went wrong.
    """
    write(renderer.service({**answers, "python_version": RUNNING}), folder)
    lines = [f"{name}={value}\n" for name, value in (settings or {}).items()]
    (folder / ".env").write_text("".join(lines), "utf-8")
    environment = {**environment, "SKIP": answers["type_checker"]}
    (package,) = (path.name for path in (folder / "src").iterdir())
    makefile = (folder / "Makefile").read_text("utf-8")
    goals = ["make docs"] if re.search("^docs:", makefile, re.MULTILINE) else []

    def run(step: str) -> str:
        words = step.format(opening=OPENING, package=package).split()
        done = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True
        )
        return f"{step}\n{done.stdout}{done.stderr}" if done.returncode else ""

    if output := run("make install"):
        return output
    if lost := absent(folder):
        return f"make install\nnot installed: {', '.join(lost)}"
    steps = (*goals, *STEPS[answers["package_manager"]])
    return next(filter(None, map(run, steps)), "")


def absent(folder: Path) -> list[str]:
    """List the commands of a service's Makefile and hooks that are not installed."""
    files = (folder / name for name in ("Makefile", ".pre-commit-config.yaml"))
    texts = [file.read_text("utf-8") for file in files if file.exists()]
    names = {name for text in texts for name in COMMAND.findall(text)}
    commands = folder / ".venv" / "bin"
    return sorted(name for name in names if not (commands / name).exists())


def unit_of(files: Mapping[str, File], uv: str) -> str:
    """Name the installation of a service, as evidence does.

    Parameters
    ----------
    files : Mapping[str, File]
        The service.
    uv : str
        The uv to install with.

    Returns
    -------
    str
        A digest of the requirements, of what is run, and of the modules that are
        imported, which have to be there then.
    """
    project = tomllib.loads(files["pyproject.toml"].text)
    return digest(
        *(SYSTEM, _version(uv), *(it.read_text("utf-8") for it in (MODULE, OPENING))),
        json.dumps(project, sort_keys=True),
        *(f"{name} {files[name].text}" for name in DECIDING if name in files),
        *sorted(
            {
                name
                for path, file in files.items()
                if path.endswith(".py")
                for name in _imported(file.text)
            }
        ),
    )


@cache
def _version(uv: str) -> str:
    done = subprocess.run([uv, "--version"], check=True, capture_output=True, text=True)
    return done.stdout.split()[1]


def _imported(module: str) -> set[str]:
    """List what a module imports from outside of its package, or names in a string.

    Drivers, plugins and Django's applications are named so.
    """
    nodes = list(ast.walk(ast.parse(module)))
    names = {
        alias.name for it in nodes if isinstance(it, ast.Import) for alias in it.names
    }
    names |= {
        it.module
        for it in nodes
        if isinstance(it, ast.ImportFrom) and it.module and not it.level
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            scheme, separator, _ = node.value.partition("://")
            text = scheme if separator else node.value
            if separator or text.partition(".")[0] in _importable():
                names.add(text)
    return names


@cache
def _importable() -> set[str]:
    return set(packages_distributions())
