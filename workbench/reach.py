"""Whether each module of a service is reached by what is left of it."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath

from .examples import FOLDER
from .render import File

# What Python itself looks for.
BY_NAME = re.compile("__init__|__main__")
# And what pytest looks for.
OF_TESTS = re.compile("__init__|conftest|test_.*")
# What Django looks for in a package that its settings name.
IN_APPS = re.compile(r"(.+)\.(admin|apps|management\.commands\.\w+|migrations\.\w+)")


def unreached(files: Mapping[str, File]) -> Iterator[str]:
    """Find modules that nothing imports, starts or names.

    Parameters
    ----------
    files : Mapping[str, File]
        A service.

    Yields
    ------
    str
        A sentence for each.
    """
    modules = {path: _dotted(path) for path in files if _is_module(path)}
    imported = imported_names(files)
    named = {name for path in modules for name in _strings(files[path].text)}
    others = "\n".join(
        file.text for path, file in files.items() if not path.endswith(".py")
    )
    for path, dotted in modules.items():
        by_name = OF_TESTS if path.startswith("tests/") else BY_NAME
        stem = PurePosixPath(path).stem
        if path.startswith(("migrations/", FOLDER)) or by_name.fullmatch(stem):
            continue
        app = IN_APPS.fullmatch(dotted)
        if app and app[1] in named:
            continue
        if dotted not in imported | named and dotted not in others:
            yield f"{path}: nothing imports it or starts it"


def imported_names(files: Mapping[str, File]) -> set[str]:
    """List what a service's modules import, each name as if it were a module."""
    return {
        name
        for path, file in files.items()
        if _is_module(path)
        for name in _imports(file.text, _dotted(path), path.endswith("__init__.py"))
    }


def _is_module(path: str) -> bool:
    return path.startswith(("src/", "tests/", "migrations/")) and path.endswith(".py")


def _dotted(path: str) -> str:
    """Name a file as imports do."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(part for part in parts if part not in ("src", "__init__"))


@cache
def _imports(text: str, dotted: str, is_package: bool) -> frozenset[str]:
    """List what a module imports, each name as if it were a module."""
    found = set()
    for node in _nodes(text):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = dotted.split(".")
            level = node.level - is_package
            base = parts[: len(parts) - level] if node.level else []
            start = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {start, *(f"{start}.{alias.name}" for alias in node.names)}
    return frozenset(found)


@cache
def _strings(text: str) -> frozenset[str]:
    """List a module's strings: a setting may name a module, or what is in one."""
    values = (node.value for node in _nodes(text) if isinstance(node, ast.Constant))
    strings = {value for value in values if isinstance(value, str)}
    return frozenset(strings | {string.rpartition(".")[0] for string in strings})


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    """Parse a module; one that cannot be is for the readers of its text to tell."""
    try:
        return tuple(ast.walk(ast.parse(text)))
    except SyntaxError:
        return ()
