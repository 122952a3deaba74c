"""The locked environment holds what is tested, and nothing slipped below its floor."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from workbench.derived import UNION
from workbench.paths import ROOT

LOCK = ROOT / "locks" / "workbench.txt"


def locked() -> dict[str, list[Version]]:
    versions: dict[str, list[Version]] = {}
    for name, version in re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", LOCK.read_text(), re.M
    ):
        versions.setdefault(name, []).append(Version(version))
    return versions


@pytest.mark.parametrize(
    "requirement",
    [line for line in UNION.read_text().splitlines() if not line.startswith("#")],
)
def test_every_requirement_of_a_service_is_locked_within_its_bounds(
    requirement: str,
) -> None:
    wanted = Requirement(requirement)

    versions = locked()[wanted.name]

    assert versions
    assert all(version in wanted.specifier for version in versions)


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK.read_text()
