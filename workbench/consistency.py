"""Whether what a service's files say of each other is so."""

import re
from collections.abc import Iterator, Mapping

import yaml
from pathspec import PathSpec

from .render import File

# What a service's package manager writes before an image is built.
WRITTEN = {"poetry.lock", "uv.lock"}


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
    readme = files["README.md"].text if "README.md" in files else ""
    try:
        compose = yaml.safe_load(files["compose.yaml"].text)
    except (KeyError, yaml.YAMLError):
        return  # there is none, or its own readers tell what is wrong with it
    for name, process in compose["services"].items():
        (command, *_) = process.get("command", [""])
        if not command or f"{command}` |" not in readme:
            continue
        alone = re.search(rf"{re.escape(command)}` \|.*there must be just one", readme)
        if bool(alone) != ("container_name" in process):
            yield f"compose.yaml: whether there can be two of {name}, README.md denies"


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
