"""The locked environments hold what is tested."""

import subprocess
from pathlib import Path

import pytest

from workbench.catalog import load_catalog
from workbench.derived import unions
from workbench.paths import LOCKS
from workbench.versions import PYTHONS, lock_for

CATALOG = load_catalog()
UNIONS = unions(CATALOG)


@pytest.mark.parametrize("environment", UNIONS)
@pytest.mark.parametrize("python", PYTHONS)
def test_a_package_is_locked_in_one_version_for_a_python(
    environment: str, python: str
) -> None:
    names = [name for name, _ in lock_for(python, environment)]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("environment", UNIONS)
def test_a_lock_names_no_host(environment: str) -> None:
    assert "://" not in (LOCKS / f"{environment}.txt").read_text()


def test_every_entry_is_in_an_environment() -> None:
    found = {e.key for entries in CATALOG.environments().values() for e in entries}

    assert found == {key for key, entry in CATALOG.entries.items() if entry.offered}


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry.key, other)
        for entry in CATALOG.entries.values()
        if entry.apart
        for other in entry.apart.entries
        if CATALOG.entries[other].packages
    ],
)
def test_what_is_said_to_be_apart_cannot_be_installed_together(
    one: str, other: str, uv: str, tmp_path: Path
) -> None:
    entries = [CATALOG.entries[one], CATALOG.entries[other]]
    together = tmp_path / "together.in"
    together.write_text(
        "\n".join(line for e in entries for line in e.packages.get("main", []))
    )

    command = [uv, "pip", "compile", "--quiet", "--universal", str(together)]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode != 0
    assert "unsatisfiable" in done.stderr
