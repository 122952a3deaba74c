"""What a command checks in a service, named by all that could change the answer."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from .evidence import Evidence, digest
from .render import ANSWERS_FILE
from .variants import TEXTS, settings, unit_of
from .versions import packages, plugins, server, tool

Texts = Mapping[str, str]  # by their paths
# The tables of pyproject.toml that do not matter when a service runs.
CHECKERS = {"mypy", "pyright", "django-stubs", "pydantic-mypy"}
TOOLS = {"black", "isort", "ruff", *CHECKERS}
# What people and continuous integration read. A service's tests read what they name.
DOCUMENTS = ("README.md", "CHANGELOG.md", "HELP.md", "LICENSE", "docs/", ".github/")


@dataclass(frozen=True)
class Checked:
    """A command of a project, and the units that pass when it does."""

    command: tuple[str, str]
    kind: str
    units: tuple[str, ...]

    def is_believed(self, evidence: Evidence, name: str) -> bool:
        """Say whether all units are proven, and none is drawn to be repeated.

        Nothing can be believed of a command that has no unit.
        """
        label = f"{self.kind} of {name}"
        # Of each one: that counts it, and says so to whoever prunes.
        believed = [evidence.believes(self.kind, unit, label) for unit in self.units]
        return bool(believed) and all(believed)

    def settle(self, evidence: Evidence, output: str) -> str:
        """Record what came of the command, and return what is to be reported."""
        return evidence.settle(self.kind, self.units, output)


def units_of(
    kind: str,
    command: str,
    reads: tuple[str, list[str]] | None,
    texts: Texts,
    environment: str,
    servers: Iterable[str],
) -> Checked:
    """Name what a command checks in a service.

    Parameters
    ----------
    kind : str
        One of `projects.KINDS`.
    command : str
        The command.
    reads : tuple[str, list[str]] | None
        The tool and the files that it is given, if it reads files one by one.
    texts : Texts
        The service's files.
    environment : str
        Where its packages are, one of `Catalog.environments`.
    servers : Iterable[str]
        The addresses of the servers that its tests use.

    Returns
    -------
    Checked
        The units: one for each text, or one for the service.
    """
    if kind == "files" and reads:
        reader, paths = reads
        units = tuple(unit_of(reader, path, texts[path]) for path in paths)
        return Checked((kind, command), TEXTS, units)
    project = tomllib.loads(texts["pyproject.toml"])
    match kind:
        case "tests":
            versions = list(map(server, servers))
            if None in versions:  # what they are tested with is not known
                return Checked((kind, command), kind, ())
            parts = [*map(str, versions), *_tests(texts, project, environment)]
        case "lint":
            parts = [*_lint(texts, command)]
        case "types":
            # Without the environment's place on this machine.
            unit = types_unit(
                re.sub(r" --pythonpath \S+", "", command), texts, environment
            )
            return Checked((kind, command), kind, (unit,))
        case "dependencies":
            needed = packages(required(project), environment)
            parts = [tool("deptry"), needed, texts["pyproject.toml"], *_code(texts)]
        case _:
            parts = [packages(required(project), environment), *_all(texts)]
    return Checked((kind, command), kind, (digest(kind, command, *parts),))


def types_unit(checker: str, texts: Texts, environment: str) -> str:
    """Name the types of a service under a type checker, as it is called."""
    project = tomllib.loads(texts["pyproject.toml"])
    options = {name: it for name, it in project["tool"].items() if name in CHECKERS}
    return digest(
        *("types", checker, tool(checker), json.dumps(options, sort_keys=True)),
        packages(required(project), environment),
        *_code(texts),
    )


def required(project: Mapping[str, Any], *groups: str) -> list[str]:
    """List what a service requires, with the groups that are named, or with all."""
    every = project.get("dependency-groups", {})
    found = list(project["project"]["dependencies"])
    for group in groups or every:
        found += [it for it in every.get(group, []) if isinstance(it, str)]
    return found


def _tests(texts: Texts, project: Mapping[str, Any], environment: str) -> Iterator[str]:
    needed = [*required(project, "test"), *plugins("pytest", environment)]
    yield packages(needed, environment)
    tools = {name: it for name, it in project["tool"].items() if name not in TOOLS}
    yield json.dumps([project["project"], tools], sort_keys=True)
    code = list(_code(texts))
    yield from code
    tests = "".join(code)
    for path, text in sorted(texts.items()):
        place = PurePosixPath(path)
        is_code = place.suffix in (".py", ".pyi", ".ipynb")
        if is_code or path in (ANSWERS_FILE, "pyproject.toml"):
            continue
        if not path.startswith(DOCUMENTS) or place.name in tests:
            yield path
            yield text


def _lint(texts: Texts, command: str) -> Iterator[str]:
    name = shlex.split(command)[0]
    path = ".flake8" if name == "flake8" else "pyproject.toml"
    yield tool(command)
    yield settings(name, path, texts[path])
    yield from _code(texts)


def _code(texts: Texts) -> Iterator[str]:
    for path, text in sorted(texts.items()):
        if path.endswith((".py", ".pyi", ".ipynb")):
            yield path
            yield text


def _all(texts: Texts) -> Iterator[str]:
    for path, text in sorted(texts.items()):
        if path != ANSWERS_FILE:  # it names the template's folder
            yield path
            yield text
