"""Services that Copier copies from the template."""

from pathlib import Path
from typing import Any

from copier import run_copy
from pytest_copie.plugin import Result

from workbench.repository import commit


def render(template: Path, target: Path, **answers: Any) -> Path:
    """Copy a service with `--data` and without trust, as pytest-copie cannot."""
    run_copy(str(template), target, data=answers, defaults=True, quiet=True)
    return target


def folder_of(result: Result) -> Path:
    """Return the folder of a service, or raise the error that stopped Copier."""
    if result.exception:
        raise result.exception
    assert result.project_dir
    return result.project_dir


def started(result: Result) -> Path:
    """Commit a copied service, so that Copier can update it."""
    commit(folder_of(result), "Start")
    return folder_of(result)
