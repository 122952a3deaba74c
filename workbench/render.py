"""Rendering services in memory, in a fraction of the time that Copier takes."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import yaml
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from pathspec import PathSpec

from .paths import ROOT

ANSWERS_FILE = ".copier-answers.yml"
SUFFIX = ".jinja"
Matched = dict[str, set[str]]  # the paths that a pattern matches
Operation = Literal["copy", "update"]


@dataclass(frozen=True)
class File:
    """A file of a service: its text, and whether it can be run as a program."""

    text: str
    executable: bool = False


@dataclass(frozen=True)
class Source:
    """A file of `template/`; `name` is where it is there, without `.jinja`."""

    name: str
    path: Path
    executable: bool

    @property
    def is_template(self) -> bool:
        """Whether the file is rendered, and not copied as it is."""
        return self.path.suffix == SUFFIX


class Renderer:
    """The template, compiled once.

    Parameters
    ----------
    root : Path
        The folder of the template's repository.
    recorded : Mapping[str, str]
        What Copier itself writes into the answers file, such as `_src_path`.

    Raises
    ------
    jinja2.TemplateSyntaxError
        One of the interview's expressions is broken.
    """

    def __init__(
        self, root: Path = ROOT, recorded: Mapping[str, str] | None = None
    ) -> None:
        self.root = root
        self.recorded = dict(recorded or {"_src_path": str(root)})
        text = (root / "copier.yml").read_text("utf-8")
        interview: dict[str, Any] = yaml.safe_load(text)
        self.questions: dict[str, dict[str, Any]] = {
            name: question
            for name, question in interview.items()
            if not name.startswith("_")
        }
        options = interview["_envops"] | {"undefined": StrictUndefined}
        self.environment = SandboxedEnvironment(
            loader=FileSystemLoader(root),
            # Copier gives every template these filters.
            extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
            auto_reload=False,
            cache_size=-1,
            **options,
        )
        self._strings: dict[str, Template] = {}
        self._matches: dict[tuple[str, str], bool] = {}
        self._texts: dict[Path, str] = {}
        # By the rendered names of all files: the files, and those of each pattern.
        self._paths: dict[str, tuple[dict[str, Source], Matched]] = {}
        (self._exclusion,) = interview["_exclude"]
        self.constants = {
            name: json.loads(self.string(self.questions[name]["default"], {}))
            for name in ("catalog", "presets")
        }

    @cached_property
    def sources(self) -> list[Source]:
        """The files of the superset project, sorted by name."""
        folder = self.root / "template"
        return [
            Source(
                path.relative_to(folder).as_posix().removesuffix(SUFFIX),
                path,
                os.access(path, os.X_OK),
            )
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]

    def string(self, text: str, context: Mapping[str, Any]) -> str:
        """Render an expression of the interview, or a path.

        Parameters
        ----------
        text : str
            A Jinja template.
        context : Mapping[str, Any]
            What it may read.

        Returns
        -------
        str
            The rendered text.
        """
        if text not in self._strings:
            self._strings[text] = self.environment.from_string(text)
        return self._strings[text].render(context)

    def context(
        self, answers: Mapping[str, Any], operation: Operation = "copy"
    ) -> dict[str, Any]:
        """Go through the interview.

        Parameters
        ----------
        answers : Mapping[str, Any]
            Some of the answers; the others are the defaults. They are taken as they
            are: whether they are allowed is for `workbench.space` to say.
        operation : Operation
            What Copier does with the files.

        Returns
        -------
        dict[str, Any]
            What the files may read: all answers and what they amount to.
        """
        given: dict[str, Any] = {}
        conf = SimpleNamespace(
            answers_file=ANSWERS_FILE,
            data=dict(answers),
            overwrite=operation == "update",
        )
        context = {
            **self.constants,
            "_copier_answers": given,
            "_copier_conf": conf,
            "_copier_operation": operation,
        }
        for name, question in self.questions.items():
            if name in self.constants:
                continue
            if name in answers:
                context[name] = answers[name]
            else:
                context[name] = self._default(question, context)
            if question.get("when", True):
                given[name] = context[name]
        given.update(self.recorded)
        return context

    def _default(self, question: dict[str, Any], context: Mapping[str, Any]) -> Any:
        default = question["default"]
        if not isinstance(default, str):
            return default
        text = self.string(default, context)
        if question["type"] == "str" and not question.get("multiselect"):
            return text
        # JSON is YAML too, but its own parser takes a hundredth of the time.
        return (json.loads if question["type"] == "json" else yaml.safe_load)(text)

    def kept(self, context: Mapping[str, Any]) -> dict[str, Source]:
        """Say which files the answers keep.

        Parameters
        ----------
        context : Mapping[str, Any]
            What the answers amount to.

        Returns
        -------
        dict[str, Source]
            The files that no pattern of `_exclude` matches, by their paths in the
            service.
        """
        patterns = self.string(self._exclusion, context).splitlines()
        names = self.string("\n".join(it.name for it in self.sources), context)
        if names not in self._paths:
            named = dict(zip(names.splitlines(), self.sources, strict=True))
            self._paths[names] = named, {}
        paths, matched = self._paths[names]
        for pattern in patterns:
            if pattern not in matched:
                matched[pattern] = set(_spec(pattern).match_files(paths))
        dropped = set[str]().union(*(matched[pattern] for pattern in patterns))
        return {path: it for path, it in paths.items() if path not in dropped}

    def matches(self, pattern: str, path: str) -> bool:
        """Say whether a pattern, as in a .gitignore, matches a path.

        Parameters
        ----------
        pattern : str
            The pattern.
        path : str
            A file's path in the service.

        Returns
        -------
        bool
            Whether it does.
        """
        if (pattern, path) not in self._matches:
            self._matches[pattern, path] = _spec(pattern).match_file(path)
        return self._matches[pattern, path]

    def is_seeded(self, path: str) -> bool:
        """Say whether a file is written once, and then left to the service's owner.

        Parameters
        ----------
        path : str
            A file's path in the service.

        Returns
        -------
        bool
            Whether it is.
        """
        return any(
            self.matches(pattern, path)
            for topic in self.constants["catalog"].values()
            for pattern in topic.get("seeded", [])
        )

    def text(self, source: Source, context: Mapping[str, Any]) -> str:
        """Render one file.

        Parameters
        ----------
        source : Source
            The file in `template/`.
        context : Mapping[str, Any]
            What the answers amount to.

        Returns
        -------
        str
            Its text in a service.
        """
        if source.is_template:
            name = source.path.relative_to(self.root).as_posix()
            return self.environment.get_template(name).render(context)
        if source.path not in self._texts:
            self._texts[source.path] = source.path.read_text("utf-8")
        return self._texts[source.path]

    def service(
        self, answers: Mapping[str, Any], operation: Operation = "copy"
    ) -> dict[str, File]:
        """Render a whole service.

        Parameters
        ----------
        answers : Mapping[str, Any]
            Some of the answers; the others are the defaults.
        operation : Operation
            What Copier does: an update leaves out what is the owner's.

        Returns
        -------
        dict[str, File]
            Its files by their paths.
        """
        context = self.context(answers, operation)
        return {
            path: File(self.text(source, context), source.executable)
            for path, source in self.kept(context).items()
        }


@cache
def _spec(pattern: str) -> PathSpec[Any]:
    return PathSpec.from_lines("gitignore", [pattern])


def write(files: Mapping[str, File], folder: Path) -> Path:
    """Put a rendered service on the disk.

    Parameters
    ----------
    files : Mapping[str, File]
        Its files by their paths.
    folder : Path
        Where they go; it need not be there yet.

    Returns
    -------
    Path
        The same folder.
    """
    for name, file in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
        if file.executable:
            path.chmod(path.stat().st_mode | 0o111)
    return folder
