"""Rendering the template, as `copier copy` does it."""

from pathlib import Path
from typing import Any

from copier import run_copy


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
