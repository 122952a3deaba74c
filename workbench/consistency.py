"""Whether what a service's files say of each other is so."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pathspec import PathSpec

from .reach import unreached
from .render import File

# What a service's package manager writes before an image is built.
WRITTEN = {"poetry.lock", "uv.lock"}


def untrue(files: Mapping[str, File]) -> Iterator[str]:
    """Find whatever a service's files say of each other that is not so.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    for finds in (missing, misled, crowded, unserved, unheaded, unreached):
        yield from finds(files)


def missing(files: Mapping[str, File]) -> Iterator[str]:
    """Find what a Dockerfile copies and the build does not get.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each path that is not in the service, or that `.dockerignore`
        keeps from the build, and one if nothing is kept from it, `.env` and `.git`
        included; none if the service has no Dockerfile.
    """
    if "Dockerfile" not in files:
        return
    if ".dockerignore" not in files:
        yield "Dockerfile: no .dockerignore keeps .env and .git from the build"
        return
    ignored = PathSpec.from_lines("gitignore", files[".dockerignore"].text.splitlines())
    there = {*files, *WRITTEN}
    for line in files["Dockerfile"].text.splitlines():
        words = line.split()
        if words[:1] != ["COPY"] or any(word.startswith("--from") for word in words):
            continue
        for source in words[1:-1]:
            found = {p for p in there if p == source or p.startswith(f"{source}/")}
            if not found:
                yield f"Dockerfile: copies {source}, which is not in the service"
            elif all(ignored.match_file(path) for path in found):
                yield f".dockerignore: keeps {source} out, which the Dockerfile copies"


def crowded(files: Mapping[str, File]) -> Iterator[str]:
    """Find processes of which the README says one thing, and compose.yaml another.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    readme = _readme(files)
    for name, process in _processes(files).items():
        (command, *_) = process.get("command", [""])
        if not command or f"{command}` |" not in readme:
            continue
        alone = re.search(rf"{re.escape(command)}` \|.*there must be just one", readme)
        if bool(alone) != ("container_name" in process):
            yield f"compose.yaml: whether there can be two of {name}, README.md denies"


def unserved(files: Mapping[str, File]) -> Iterator[str]:
    """Find servers that compose.yaml starts and the README does not ask for.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence if the two differ.
    """
    processes = _processes(files)
    if not processes or "README.md" not in files:
        return
    started = [
        name
        for name, process in processes.items()
        if not {"build", "profiles"} & process.keys()
    ]
    told = re.search(r"running where `.env.example` says: ([^.]*)\.", _readme(files))
    wanted = told[1].split(", ") if told else []
    if wanted != started:
        yield (
            f"README.md: asks for {', '.join(wanted) or 'no server'}, "
            f"and compose.yaml starts {', '.join(started) or 'none'}"
        )


def unheaded(files: Mapping[str, File]) -> Iterator[str]:
    """Find tables that Markdown would not show as such.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each table that lacks its heading, or has it in its middle.
    """
    for path in files:
        if not path.endswith(".md"):
            continue
        for table in re.findall(r"(?:^\|.*\n)+", files[path].text, re.MULTILINE):
            ruled = [set(row) <= set("|- ") for row in table.splitlines()]
            if ruled[:2] != [False, True] or ruled.count(True) != 1:
                first, *_ = table.splitlines()
                yield f"{path}: a table has no heading, or several: {first}"


def _readme(files: Mapping[str, File]) -> str:
    """Give the text of the README; nothing if there is none, which `misled` tells."""
    return files["README.md"].text if "README.md" in files else ""


def _processes(files: Mapping[str, File]) -> dict[str, dict[str, Any]]:
    """Read what compose.yaml starts; nothing if it cannot be read: others tell."""
    try:
        services = yaml.safe_load(files["compose.yaml"].text)["services"]
        return {name: dict(process) for name, process in services.items()}
    # There is none, it does not parse, or has nothing where a mapping should be.
    except (KeyError, yaml.YAMLError, AttributeError, TypeError):
        return {}


def misled(files: Mapping[str, File]) -> Iterator[str]:
    """Find links and folders in the README that are not in the service.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    if "README.md" not in files:
        yield "README.md: is not in the service"
        return
    text = files["README.md"].text
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        if target not in files:
            yield f"README.md: links to {target}, which is not in the service"
    for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL):
        for folder in re.findall(r"^([\w./-]+/)(?: |$)", block, re.MULTILINE):
            if not any(path.startswith(folder) for path in files):
                yield f"README.md: shows {folder}, which is not in the service"
