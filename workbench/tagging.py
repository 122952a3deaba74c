"""Whether the template can be released as it is, and the tag that does it."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .paths import ROOT
from .releases import version_of
from .repository import git

# As `make check` has it.
CHECKS = ("ruff check .", "ruff format --check .", "mypy", "workbench check")


def version(root: Path = ROOT) -> str:
    """Read the version that is to be released.

    Parameters
    ----------
    root : Path
        The template's repository.

    Returns
    -------
    str
        The version in its pyproject.toml.
    """
    return version_of((root / "pyproject.toml").read_text("utf-8"))


def repository_faults(root: Path, version: str) -> Iterator[str]:
    """Say why the repository cannot be tagged.

    Parameters
    ----------
    root : Path
        The repository.
    version : str
        The version that is to be released.

    Yields
    ------
    str
        One sentence a fault.
    """
    if git(root, "status", "--porcelain"):
        yield "The work tree has changes: commit them, or put them away."
    if git(root, "tag", "--list", f"v{version}"):
        yield f"There is a tag v{version}: raise the version in pyproject.toml."


def changelog_faults(changelog: str, version: str) -> Iterator[str]:
    """Say what the changelog lacks.

    Parameters
    ----------
    changelog : str
        Its text.
    version : str
        The version that is to be released.

    Yields
    ------
    str
        One sentence, if anything is missing.
    """
    newest = re.search(r"^## \[(.*?)\](.*)$", changelog, re.MULTILINE)
    if newest is None or newest[1] != version:
        found = newest[1] if newest else "nothing"
        yield f"CHANGELOG.md begins with {found}: write a section for {version} above."
    elif not re.fullmatch(r" - \d{4}-\d\d-\d\d", newest[2]):
        heading = f"## [{version}] - YYYY-MM-DD"
        yield f"CHANGELOG.md does not date {version}: write `{heading}`."


def certificate_faults(
    certificate: Mapping[str, Any], version: str, tree: str
) -> Iterator[str]:
    """Say why the certificate does not stand for what is to be released.

    Parameters
    ----------
    certificate : Mapping[str, Any]
        What was verified last.
    version : str
        The version that is to be released.
    tree : str
        Today's tree, as `tree_digest` names it.

    Yields
    ------
    str
        One sentence a fault.
    """
    if certificate["version"] != version:
        found = certificate["version"]
        yield f"certificate.json is of {found}, not of {version}: run `make nightly`."
    if certificate["tree"] != tree:
        found = certificate["tree"]
        yield f"certificate.json is of tree {found}, not {tree}: run `make nightly`."
    if not certificate["fresh"]:
        yield "certificate.json rests on older evidence: run `make nightly`."
    if not certificate["mutants"]:
        yield "certificate.json tried no mutants: run `make nightly`."
    for stage in certificate["stages"]:
        if not stage["passed"]:
            yield f"Stage {stage['stage']} failed: mend it, and run `make nightly`."


def check_faults(
    root: Path, run: Callable[..., "subprocess.CompletedProcess[str]"] = subprocess.run
) -> Iterator[str]:
    """Run what `make check` runs, and say what failed.

    Parameters
    ----------
    root : Path
        The repository.
    run : Callable[..., subprocess.CompletedProcess[str]]
        What runs a command.

    Yields
    ------
    str
        One sentence for each command that failed.
    """
    for check in CHECKS:
        command = [sys.executable, "-m", *check.split()]
        if run(command, cwd=root, capture_output=True).returncode:
            yield f"`{check}` failed: run `make check` and mend what it finds."


def tag(root: Path, version: str) -> str:
    """Tag the commit that is checked out as a release.

    Parameters
    ----------
    root : Path
        The repository.
    version : str
        The version.

    Returns
    -------
    str
        The tag.
    """
    name = f"v{version}"
    git(root, "tag", "--annotate", "--message", f"Release {version}", name)
    return name
