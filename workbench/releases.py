"""The releases of the template, found in its history, and updates to try from them."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version

from .paths import PARTS, ROOT, snapshot
from .repository import GitError, commit, git

MOST = 6


class HistoryError(Exception):
    """Why releases cannot be found."""


@dataclass(frozen=True)
class Release:
    """A version of the template, and the commit that it was released from."""

    version: str
    commit: str

    @property
    def tag(self) -> str:
        """What the release is called in Git."""
        return f"v{self.version}"


@dataclass(frozen=True)
class Published:
    """A repository of the template as its users see it: with a tag a release.

    `older` are the releases that differ from `newest`, which is the work tree.
    """

    folder: Path
    older: list[Release]
    newest: Release

    @property
    def supported(self) -> list[Release]:
        """The older releases that updates are tried from, the oldest first.

        They are the last of each minor version since 1.0.0, at most six. Versions
        before 1.0.0 count until that is released.
        """
        is_stable = Version(self.newest.version).major > 0
        minors = {
            (version.major, version.minor): release
            for release in self.older
            if (version := Version(release.version)).major > 0 or not is_stable
        }
        return list(minors.values())[-MOST:]

    def offered(self, release: Release) -> dict[str, list[Any]]:
        """Say what a release asks about the stack, and which answers it takes.

        Parameters
        ----------
        release : Release
            The release.

        Returns
        -------
        dict[str, list[Any]]
            The answers by their questions.
        """
        catalog = f"{release.tag}:includes/catalog.json"
        return offered(git(self.folder, "show", catalog))


def offered(catalog: str) -> dict[str, list[Any]]:
    """Say which answers the questions about the stack take.

    Parameters
    ----------
    catalog : str
        The text of includes/catalog.json.

    Returns
    -------
    dict[str, list[Any]]
        The answers by their questions.
    """
    return {
        name: [True, False]
        if topic["question"]["kind"] == "flag"
        else [it["answer"] for it in topic["entries"] if "answer" in it]
        for name, topic in json.loads(catalog).items()
        if "question" in topic
    }


def releases(root: Path = ROOT) -> list[Release]:
    """Find the releases in the history of a repository.

    A release is where its tag is. A clone may have no tags: then it is the last commit
    that certified its version, because later ones already work on the next.

    Parameters
    ----------
    root : Path
        The repository.

    Returns
    -------
    list[Release]
        The oldest first.

    Raises
    ------
    HistoryError
        There is no history, or not all of it.
    """
    try:
        shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    except GitError:
        raise HistoryError(
            "This folder is no Git repository, so there are no releases to find: "
            "clone the template instead of downloading it."
        ) from None
    if shallow:
        raise HistoryError(
            "This clone is shallow, so its releases cannot be found: "
            "run `git fetch --unshallow --tags`."
        )
    found = {release.version: release for release in _certified(root)}
    found |= {release.version: release for release in _tagged(root)}
    return sorted(found.values(), key=lambda release: Version(release.version))


def _certified(root: Path) -> Iterator[Release]:
    """Find the commits that certified a version, the oldest first."""
    history = ["log", "--first-parent", "--reverse", "--format=%H"]
    for found in git(root, *history, "--", "certificate.json").split():
        yield Release(version_of(git(root, "show", f"{found}:pyproject.toml")), found)


def _tagged(root: Path) -> Iterator[Release]:
    """Find the releases that have a tag."""
    for tag in git(root, "tag", "--list", "v[0-9]*").split():
        yield Release(tag[1:], git(root, "rev-parse", f"{tag}^{{commit}}").strip())


def version_of(pyproject: str) -> str:
    """Read the template's version.

    Parameters
    ----------
    pyproject : str
        The text of pyproject.toml.

    Returns
    -------
    str
        The version.
    """
    version: str = tomllib.loads(pyproject)["project"]["version"]
    return version


def publish(target: Path, root: Path = ROOT, history: Path = ROOT) -> Published:
    """Clone the template, and tag its releases and what is in the work tree.

    Parameters
    ----------
    target : Path
        A folder to be made.
    root : Path
        Where the newest template is; it need not be committed.
    history : Path
        The repository that the releases are in.

    Returns
    -------
    Published
        The clone.

    Raises
    ------
    HistoryError
        The releases cannot be found.
    """
    known = releases(history)
    git(history, "clone", "--quiet", "--no-tags", str(history), str(target))
    for release in known:
        git(target, "tag", release.tag, release.commit)
    current = version_of((history / "pyproject.toml").read_text("utf-8"))
    if any(Version(release.version) >= Version(current) for release in known):
        current = f"{known[-1].version}.post1"
    snapshot(target, root)
    commit(target, "Bring what is in the work tree")
    newest = Release(current, git(target, "rev-parse", "HEAD").strip())
    git(target, "tag", newest.tag)
    older = [release for release in known if _differs(target, release, newest)]
    return Published(target, older, newest)


def _differs(folder: Path, one: Release, other: Release) -> bool:
    """Say whether there is anything to update from one release to another."""
    names = ["diff", "--name-only", one.commit, other.commit, "--", *PARTS]
    return bool(git(folder, *names))
