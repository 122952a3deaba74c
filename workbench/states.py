"""The template as it was released, and as it is in the work tree."""

import json
import re
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from typing import Any

import yaml

from .paths import PARTS, ROOT
from .releases import offered, releases
from .repository import git

# Below such a comment an owner puts lines of his own.
ANCHOR = re.compile(r"\s*#.*\byour own\b", re.IGNORECASE)


@dataclass(frozen=True)
class State:
    """The template at a release, or in the work tree.

    `files` are those of its parts, by their paths in the repository.
    """

    version: str
    files: Mapping[str, bytes] = field(repr=False)

    def text(self, path: str) -> str:
        """Read one of the files.

        Parameters
        ----------
        path : str
            Where it is in the repository.

        Returns
        -------
        str
            Its text.
        """
        return self.files[path].decode()

    @cached_property
    def interview(self) -> dict[str, Any]:
        """What copier.yml says."""
        interview: dict[str, Any] = yaml.safe_load(self.text("copier.yml"))
        return interview

    @cached_property
    def questions(self) -> dict[str, dict[str, Any]]:
        """The questions, the computed ones too."""
        every = self.interview.items()
        return {name: it for name, it in every if not name.startswith("_")}

    @cached_property
    def catalog(self) -> dict[str, dict[str, Any]]:
        """The topics by name, as Copier reads them."""
        topics: dict[str, dict[str, Any]] = json.loads(
            self.text("includes/catalog.json")
        )
        return topics

    @cached_property
    def presets(self) -> dict[str, dict[str, Any]]:
        """The presets by name, as Copier reads them."""
        presets: dict[str, dict[str, Any]] = json.loads(
            self.text("includes/presets.json")
        )
        return presets

    @cached_property
    def choices(self) -> dict[str, list[Any]]:
        """The answers that each question with choices takes."""
        found: dict[str, list[Any]] = {}
        for name, question in self.questions.items():
            match question.get("choices"):
                case dict(choices):
                    found[name] = [_value(choice) for choice in choices.values()]
                case list(choices):
                    found[name] = [_value(choice) for choice in choices]
        stack = offered(self.text("includes/catalog.json"))
        return {**found, **stack, "preset": list(self.presets)}

    @cached_property
    def template(self) -> dict[str, str]:
        """The template's files, by the paths that they have once they are rendered."""
        return {
            path.removesuffix(".jinja"): path
            for path in self.files
            if path.startswith("template/")
        }

    @cached_property
    def anchors(self) -> dict[str, dict[str, str]]:
        """The anchors of each file that has some, each with what comes after it."""
        found = {}
        for name, path in self.template.items():
            lines = self.text(path).splitlines(keepends=True)
            anchors = {
                line.rstrip("\n"): _next(lines[number:])
                for number, line in enumerate(lines, 1)
                if ANCHOR.match(line)
            }
            # In Markdown, such a line is a heading.
            if anchors and not name.endswith(".md"):
                found[name] = anchors
        return found

    def successor(self, name: str) -> str | None:
        """Say what a question of a release is called in this state.

        Parameters
        ----------
        name : str
            What the release called it.

        Returns
        -------
        str | None
            Its name, or that of the question which has it as an alias.
        """
        if name in self.questions:
            return name
        for topic, it in self.catalog.items():
            if name in it.get("question", {}).get("aliases", []):
                return topic if topic in self.questions else None
        return None

    def entries(self, stack: Mapping[str, Any]) -> list[dict[str, Any]]:
        """List the entries that are part of a service.

        Parameters
        ----------
        stack : Mapping[str, Any]
            Its answers.

        Returns
        -------
        list[dict[str, Any]]
            Those whose condition holds.
        """

        def holds(question: str, wanted: list[Any]) -> bool:
            given = stack.get(question)
            answers = given if isinstance(given, list) else [given]
            return any(answer in wanted for answer in answers)

        return [
            entry
            for topic in self.catalog.values()
            for entry in topic["entries"]
            if all(holds(*each) for each in entry["when"].items())
        ]


def _value(choice: Any) -> Any:
    """Give the answer that a choice of copier.yml stands for."""
    match choice:
        case {"value": value} | [_, value]:
            return value
    return choice


def _next(lines: Sequence[str]) -> str:
    """Give the first line that is not empty, with the empty ones before it."""
    left = list(dropwhile(lambda line: not line.strip(), lines))
    return "".join(lines[: len(lines) - len(left) + 1])


def work_tree(root: Path, version: str) -> State:
    """Read the template of a folder.

    Parameters
    ----------
    root : Path
        The folder of its repository.
    version : str
        The version that is being worked on.

    Returns
    -------
    State
        The template.
    """
    paths = [it for part in PARTS for it in (root / part, *(root / part).rglob("*"))]
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file()
    }
    return State(version, files)


def released(history: Path = ROOT) -> list[State]:
    """Read the template of each release.

    Parameters
    ----------
    history : Path
        The repository that the releases are in.

    Returns
    -------
    list[State]
        The oldest first.

    Raises
    ------
    HistoryError
        The releases cannot be found.
    """
    return [
        State(it.version, _archived(history, it.commit)) for it in releases(history)
    ]


def _archived(history: Path, commit: str) -> dict[str, bytes]:
    """Read the template's files as they were at a commit."""
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "release.tar"
        git(history, "archive", "--output", str(archive), commit)
        with tarfile.open(archive) as tar:
            return {
                member.name: file.read()
                for member in tar
                if member.name.split("/")[0] in PARTS
                and (file := tar.extractfile(member))
            }
