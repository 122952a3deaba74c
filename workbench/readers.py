"""The tools that read what is not code, by the paths that they read."""

import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache

from .evidence import digest
from .paths import ROOT
from .versions import tool

RULES = ROOT / "tests" / "yamllint.yaml"
# Each reads many files at a time: their paths are appended.
READERS = [
    (r".*\.md", "pymarkdown --disable-rules md013 scan"),
    (r".*\.ya?ml", f"yamllint --strict --config-file {shlex.quote(str(RULES))}"),
    (r".*\.ipynb", "nbstripout --verify"),
    (r"Dockerfile", "hadolint"),
    (r"compose\.yaml", "check-jsonschema --builtin-schema vendor.compose-spec"),
    (r".*/dependabot\.yml", "check-jsonschema --builtin-schema vendor.dependabot"),
    # It would run what else is installed on a machine.
    (r".*/workflows/.*", "actionlint -shellcheck= -pyflakes="),
    (r"\.github/.*", "zizmor --offline --quiet"),
    (r"\.pre-commit-config\.yaml", "python -m pre_commit validate-config"),
    (r"pyproject\.toml", "validate-pyproject"),
]


def readers_of(paths: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Say which tool reads which files.

    Parameters
    ----------
    paths : Iterable[str]
        Files of a service.

    Yields
    ------
    tuple[str, list[str]]
        A command, and the files that it reads, if there are any.
    """
    known = list(paths)
    for pattern, command in READERS:
        if found := [path for path in known if re.fullmatch(pattern, path)]:
            yield command, found


@cache
def identity(command: str) -> str:
    """Name a tool by its command, its version and the rules that the command names."""
    rules = RULES.read_text("utf-8") if str(RULES) in command else ""
    return digest(command.replace(str(ROOT), ""), rules, tool(command))
