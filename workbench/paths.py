"""Where the parts of the template are, and how much this machine does at a time."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "catalog.yaml"
INTERVIEW = ROOT / "copier.yml"
PRESETS = ROOT / "presets"
README = ROOT / "README.md"
TEMPLATE = ROOT / "template"
LOCKS = ROOT / "locks"
# How many processes are started at a time: more would only wait for each other.
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
# The commands of the environment that this process runs in.
BIN = Path(sys.executable).parent
# What the template consists of; the rest of the repository looks after it.
PARTS = (
    "catalog.yaml",
    "copier.yml",
    "exclude.jinja",
    "includes",
    "presets",
    "template",
)


def python_of(environment: str) -> Path:
    """Say where the Python of an environment is.

    Parameters
    ----------
    environment : str
        One of `Catalog.environments`, or one of them on another Python, such as
        `arq-3.14`.

    Returns
    -------
    Path
        Its Python; for the one that this process runs in, that of this process.

    Raises
    ------
    FileNotFoundError
        The environment has not been made.
    """
    if environment == "workbench":
        return Path(sys.executable)
    python = ROOT / f".venv-{environment}" / "bin" / "python"
    if not python.exists():
        target = f".venv-{environment}/ready"
        raise FileNotFoundError(f"There is no {python}; `make {target}` makes it.")
    return python


def files(path: Path) -> set[Path]:
    """List a file, or all files of a folder, without what Python has compiled.

    Parameters
    ----------
    path : Path
        The file or the folder.

    Returns
    -------
    set[Path]
        The files.
    """
    found = [path, *path.rglob("*")]
    return {it for it in found if it.is_file() and it.parent.name != "__pycache__"}


def snapshot(target: Path, root: Path = ROOT) -> Path:
    """Copy what the template consists of, as it is in the work tree.

    Copier would clone a repository for each copy, and ask for its newest tag.

    Parameters
    ----------
    target : Path
        The folder to copy to; what it has of the template is replaced.
    root : Path
        The folder of the template's repository.

    Returns
    -------
    Path
        The same folder.
    """
    target.mkdir(exist_ok=True)
    for part in PARTS:
        source, there = root / part, target / part
        if source.is_dir():
            shutil.rmtree(there, ignore_errors=True)
            shutil.copytree(source, there)
        else:
            shutil.copy(source, there)
    return target
