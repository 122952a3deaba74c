"""Whether what a service's files say of each other is so."""

import fnmatch
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import distributions
from pathlib import PurePosixPath
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pathspec import PathSpec

from .paths import ROOT
from .reach import imported_names, unreached
from .render import File
from .units import required

# What a service's package manager writes before an image is built.
WRITTEN = {"poetry.lock", "uv.lock"}
# The modules that are started and go on running.
PROCESS = re.compile(
    r"src/\w+/entrypoints/((fastapi|flask|django|worker)/__main__|grpc/server)\.py"
)


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
    for finds in (
        missing,
        misled,
        uninstalled,
        crowded,
        hasty,
        overrun,
        undirected,
        unserved,
        unheaded,
        unwritten,
        unreached,
        unstubbed,
        unbuilt,
        unwatched,
        undefined,
        unformatted,
        unawaited,
        unproven,
        unlimited,
        unshared,
    ):
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


def uninstalled(files: Mapping[str, File]) -> Iterator[str]:
    """Find commands that are named and not installed, or installed and not named.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    try:
        project = tomllib.loads(files["pyproject.toml"].text)["project"]
    except (KeyError, tomllib.TOMLDecodeError):  # others tell
        return
    texts = [files[path].text for path in ("README.md", "Makefile") if path in files]
    before = r"(?:`|\$\(RUN\) |^(?:poetry |uv )run )"
    command = rf"{before}({re.escape(project['name'])}[\w-]*)"
    named = set(re.findall(command, "\n".join(texts), re.MULTILINE))
    installed = set(project.get("scripts", {}))
    for name in sorted(named - installed):
        yield f"README.md or Makefile: names {name}, which is not installed"
    for name in sorted(installed - named):
        yield f"pyproject.toml: installs {name}, which README.md does not name"


def unstubbed(files: Mapping[str, File]) -> Iterator[str]:
    """Find the types that a service lacks for a module that it imports.

    Type checkers do not notice here, where the stubs of all packages are installed.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each package of stubs, and for each folder of `typings/` that
        the service needs and does not have, or has and does not need.
    """
    project = tomllib.loads(files["pyproject.toml"].text)
    declared = {canonicalize_name(Requirement(it).name) for it in required(project)}
    imported = imported_names(files)
    for package, modules in _stubs().items():
        if package not in declared and (typed := sorted(imported & modules)):
            yield f"pyproject.toml: the types of {typed[0]} are in {package}"
    needed = {name.partition(".")[0] for name in imported}
    for folder in sorted((ROOT / "template" / "typings").iterdir()):
        path = f"typings/{folder.name}"
        if any(name.startswith(f"{path}/") for name in files):
            if folder.name not in needed:
                yield f"{path}: nothing imports {folder.name}"
        elif folder.name in needed:
            yield f"{path}: the types of {folder.name} are missing"


@cache
def _stubs() -> dict[str, set[str]]:
    """List the installed packages of stubs, and the modules that each has types for."""
    found: dict[str, set[str]] = {}
    for package in distributions():
        for file in package.files or ():
            parts = file.with_suffix("").parts
            if parts[0].endswith("-stubs") and file.suffix == ".pyi":
                module = ".".join((parts[0].removesuffix("-stubs"), *parts[1:]))
                name = canonicalize_name(package.name)
                found.setdefault(name, set()).add(module.removesuffix(".__init__"))
    return found


def unbuilt(files: Mapping[str, File]) -> Iterator[str]:
    """Find documentation that the workflow does not build.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence if there is one.
    """
    workflow = files.get(".github/workflows/ci.yaml", File("")).text
    targets = re.findall(r"^([\w-]+):", files["Makefile"].text, re.MULTILINE)
    runs = [line.split() for line in re.findall(r"- run: make (.*)", workflow)]
    if workflow and "docs" in targets and not any("docs" in run for run in runs):
        yield ".github/workflows/ci.yaml: does not run make docs"


def unwatched(files: Mapping[str, File]) -> Iterator[str]:
    """Find files with images that Dependabot does not watch.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each; none if the service has no Dependabot.
    """
    config = ".github/dependabot.yml"
    if config not in files:
        return
    watched = re.findall(r"package-ecosystem: (\S+)", files[config].text)
    kinds = {"Dockerfile": "docker", "compose.yaml": "docker-compose"}
    for path, kind in kinds.items():
        if path in files and kind not in watched:
            yield f"{config}: does not watch {path}"


def undefined(files: Mapping[str, File]) -> Iterator[str]:
    """Find names in the documentation that the code does not have.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each name in backticks: a class, a variable that is read into a
        setting, or a word such as a status. `unwritten` looks for methods of classes.
    """
    code = [
        file.text
        for path, file in files.items()
        if path.startswith("src/") and path.endswith(".py")
    ]
    for path, file in files.items():
        if not re.fullmatch(r"docs/.*\.md", path):
            continue
        for name in sorted(set(re.findall(r"`([\w.]+)`", file.text))):
            wanted = [name]
            if name.startswith("APP_"):
                wanted = ["class Settings", f"{name.removeprefix('APP_').lower()}:"]
            elif name[0].isupper():
                wanted = [f"class {name.partition('.')[0]}"]
            patterns = [rf"\b{re.escape(text)}(?!\w)" for text in wanted]
            if not any(all(re.search(it, text) for it in patterns) for text in code):
                yield f"{path}: names {name}, which the code does not have"


def unformatted(files: Mapping[str, File]) -> Iterator[str]:
    """Find notebooks that Black skips, which it does without an error.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence if there are some.
    """
    project = tomllib.loads(files["pyproject.toml"].text)
    found = [it for it in map(Requirement, required(project)) if it.name == "black"]
    reads_notebooks = any("jupyter" in it.extras for it in found)
    if found and not reads_notebooks and any(it.endswith(".ipynb") for it in files):
        yield "pyproject.toml: Black needs its extra jupyter to format notebooks"


def unawaited(files: Mapping[str, File]) -> Iterator[str]:
    """Find async code in the files of a synchronous service.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each file.
    """
    found = [path for path, file in files.items() if "async def " in file.text]
    if not any(path.startswith("src/") for path in found):
        for path in found:
            yield f"{path}: async code in a synchronous service"


def unproven(files: Mapping[str, File]) -> Iterator[str]:
    """Find modules whose tests, of the same place and name, are not in the service.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each module.
    """
    source = list(filter(re.compile("src/").match, files))
    # What unit tests are for may be anywhere.
    places = {PurePosixPath(*PurePosixPath(it).parts[2:]): it for it in source}
    names = {PurePosixPath(it).name: it for it in source}
    tests = ROOT / "template" / "tests"
    for file in sorted(tests.rglob("test_*")):
        test = PurePosixPath(file.relative_to(tests)).with_name(
            file.name.removesuffix(".jinja")
        )
        tested = test.with_name(test.name.removeprefix("test_"))
        module = places.get(tested) or (
            names.get(tested.name) if test.parts[0] == "unit" else None
        )
        if module and f"tests/{test}" not in files:
            yield f"{module}: tests/{test} is not in the service"


def unlimited(files: Mapping[str, File]) -> Iterator[str]:
    """Find files that tell of a time limit for statements where none is set.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    settings = (file.text for path, file in files.items() if "/config/" in path)
    if any("database_timeout" in text for text in settings):
        return
    for path, file in files.items():
        is_about_statements = "/adapters/orders/" in path or path.startswith(
            "migrations/"
        )
        if is_about_statements and re.search("(take|took)( too)? long", file.text):
            yield f"{path}: statements may take long here, there is no limit"


def unshared(files: Mapping[str, File]) -> Iterator[str]:
    """Find processes that would each keep orders in a memory of their own.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence if there are several.
    """
    processes = sorted(filter(PROCESS.fullmatch, files))
    in_memory = any(path.endswith("/memory_storage.py") for path in files)
    if in_memory and len(processes) > 1:
        yield f"{' and '.join(processes)}: each would have orders of its own"


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


def unwritten(files: Mapping[str, File]) -> Iterator[str]:
    """Find methods that the documentation names and no class has.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    code = "\n".join(file.text for path, file in files.items() if path[-3:] == ".py")
    for path, file in files.items():
        if not path.startswith("docs/"):
            continue
        for name, method in re.findall(r"`([A-Z]\w+)\.(\w+)`", file.text):
            written = rf"^class {name}\b.*\n(?:(?: .*)?\n)*? +(?:async )?def {method}\("
            if not re.search(written, code, re.MULTILINE):
                yield f"{path}: names {name}.{method}, which is not in the service"


def hasty(files: Mapping[str, File]) -> Iterator[str]:
    """Find workers that Docker would kill in the middle of a job.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each process that does jobs and is not waited for, or the other
        way round.
    """
    for name, process in _processes(files).items():
        if "build" in process and ("stop_grace_period" in process) != (
            name in {"worker", "scheduler"}
        ):
            yield f"compose.yaml: how long {name} may take to stop is not what it needs"


def overrun(files: Mapping[str, File]) -> Iterator[str]:
    """Find lines of the template below those where an owner's own begin.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    anchor = r"^( *)# Your own .* below this line\.\n\1(?=[^\s\])}]).*"
    for path, file in files.items():
        for found in re.finditer(anchor, file.text, re.MULTILINE):
            first, _ = found[0].split("\n")
            yield f"{path}: the template goes on below {first.strip()}"


def undirected(files: Mapping[str, File]) -> Iterator[str]:
    """Find directives that would be text to what builds the documentation.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each page that has one.
    """
    foreign = r"^::: " if "docs/conf.py" in files else r"^```\{"
    for path, file in files.items():
        if path.startswith("docs/") and re.search(foreign, file.text, re.MULTILINE):
            yield f"{path}: has a directive of another builder"


def _removal(readme: str) -> str:
    """Give the command by which the README removes the sample."""
    found = re.search(r"^git rm (?:.*\\\n)*.*", readme, re.MULTILINE)
    return found[0] if found else ""


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
    """Find what the README names and the service does not have.

    These are links, folders, files, names of the code, and files to be removed. Of
    tests, there are more or fewer: some that it would remove need not be there.

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
    for pattern in re.findall(r"'(?::\(glob\))?([^'\n]+)'(?: \\?|$)", _removal(text)):
        if not pattern.startswith("tests/") and not fnmatch.filter(files, pattern):
            yield f"README.md: removes {pattern}, which is not in the service"
    others = [file.text for path, file in files.items() if path != "README.md"]
    for name in re.findall(r"`([^`\n]+)`", text):
        is_file = re.fullmatch(r"[\w./-]+\.(?:py|proto|toml|example)", name)
        if is_file and not any(f"/{path}".endswith(f"/{name}") for path in files):
            yield f"README.md: names {name}, which is not in the service"
        is_code = re.fullmatch(r"[a-z]+(?:_[a-z]+)+", name)
        if is_code and not any(name in other for other in others):
            yield f"README.md: names {name}, which is not in the service"
