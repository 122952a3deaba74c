"""Rendering the template, as `copier copy` does it."""

import os
import shutil
from pathlib import Path
from typing import Any

from copier import run_copy

from workbench.paths import ROOT

PARTS = [
    "catalog.yaml",
    "copier.yml",
    "exclude.jinja",
    "includes",
    "presets",
    "template",
]


def snapshot(target: Path) -> Path:
    """Copy what the template consists of, as it is in the work tree.

    Copier would clone a repository for each copy, and ask for its newest tag.

    Parameters
    ----------
    target : Path
        A folder to be made.

    Returns
    -------
    Path
        The same folder.
    """
    target.mkdir()
    # The workbench breaks the template on purpose, to see whether the tests notice.
    root = Path(os.environ.get("TEMPLATE_ROOT", ROOT))
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            shutil.copy(source, target / part)
    return target


def render(template: Path, target: Path, **answers: Any) -> Path:
    """Render a service, the answers given as `--data`, without trust.

    Parameters
    ----------
    template : Path
        The template.
    target : Path
        The folder that the service goes into.
    **answers : Any
        Answers; the others are the defaults.

    Returns
    -------
    Path
        The service's folder.
    """
    run_copy(str(template), target, data=answers, defaults=True, quiet=True)
    return target
