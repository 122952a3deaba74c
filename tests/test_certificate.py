"""A certificate is replaced only by one that says more."""

from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.certificate import says_as_much
from workbench.cli import app

OLD: dict[str, Any] = {
    "tree": "abc",
    "date": "2026-11-30",
    "fresh": True,
    "mutants": 6,
    "stacks": 3,
}


@pytest.mark.parametrize(
    ("changed", "is_needless"),
    [
        ({}, True),
        ({"date": "2026-12-01"}, True),
        ({"fresh": False, "mutants": 0}, True),
        ({"mutants": 12}, False),
        ({"tree": "def"}, False),
        ({"stacks": 4}, False),
        ({"tools": {}}, False),
    ],
)
def test_a_certificate_that_says_no_more_is_needless(
    changed: dict[str, Any], is_needless: bool
) -> None:
    assert says_as_much(OLD, OLD | changed) == is_needless


def test_a_certificate_that_believed_evidence_gives_way_to_one_that_did_not() -> None:
    assert not says_as_much(OLD | {"fresh": False}, OLD)


def test_a_stage_that_does_not_exist_is_refused_with_those_that_do() -> None:
    result = CliRunner().invoke(app, ["verify", "rungs"])

    output = " ".join(result.output.split())
    assert result.exit_code == 2
    assert output.startswith("There is no stage rungs; there are catalog, compatib")
