"""Services checked by pyright, many in one run: what they import is read once."""

import json
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .evidence import Evidence
from .paths import BIN, python_of
from .projects import Check, Report
from .render import File, write
from .units import types_unit

# Where a service keeps its modules, and types of packages that come without.
IMPORTS = ("src", "typings")

Services = Mapping[str, Mapping[str, File]]


def pyright_reports(
    services: Services, environment: str, evidence: Evidence
) -> list[Report]:
    """Check services that have the same options.

    Parameters
    ----------
    services : Services
        Their files, by the services' names.
    environment : str
        Where their packages are, one of `Catalog.environments`.
    evidence : Evidence
        What is proven; what passes now is added.

    Returns
    -------
    list[Report]
        What came of each service.

    Raises
    ------
    ValueError
        Their options are not the same.
    RuntimeError
        Pyright did not check all of their files.
    """
    units = {
        name: types_unit(
            "pyright", {path: file.text for path, file in files.items()}, environment
        )
        for name, files in services.items()
    }
    fresh = {
        name: files
        for name, files in services.items()
        if not evidence.believes("types", units[name], f"types of {name}")
    }
    reports = [
        Report(name, [Check("types", "pyright", 0)])
        for name in services
        if name not in fresh
    ]
    for report in _check(fresh, python_of(environment)):
        unit = units[report.name]
        checks = [
            replace(it, output=evidence.settle("types", [unit], it.output))
            for it in report.checks
        ]
        reports.append(Report(report.name, checks))
    return reports


def _check(services: Services, python: Path) -> list[Report]:
    """Run pyright on services, each of which is in a folder of its own."""
    if not services:
        return []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        for number, files in enumerate(services.values()):
            write(files, root / str(number))
        options = _options(services)
        (root / "pyrightconfig.json").write_text(json.dumps(options), "utf-8")
        inside = [path for it in options["include"] for path in (root / it).rglob("*")]
        modules = sum(path.suffix in (".py", ".pyi") for path in inside)
        done = subprocess.run(
            [BIN / "pyright", "--outputjson", "--pythonpath", python],
            cwd=root,
            capture_output=True,
            text=True,
        )
        said = json.loads(done.stdout)
        # Of files that it does not find, it has nothing to say.
        if said["summary"]["filesAnalyzed"] != modules or not modules:
            raise RuntimeError(f"Pyright did not check all files: {said['summary']}")
        told: dict[str, list[str]] = {name: [] for name in services}
        names = list(services)
        for fault in said["generalDiagnostics"]:
            if fault["severity"] == "error":
                folder, *path = Path(fault["file"]).relative_to(root).parts
                line = fault["range"]["start"]["line"] + 1
                where = f"{'/'.join(path)}:{line}"
                told[names[int(folder)]].append(f"{where}: {fault['message']}")
    seconds = (time.monotonic() - started) / len(services)
    return [
        Report(name, [Check("types", "pyright", seconds, "\n".join(lines))])
        for name, lines in told.items()
    ]


def _options(services: Services) -> dict[str, Any]:
    """Take a service's options to the folders of all of them."""
    first, *others = (
        tomllib.loads(files["pyproject.toml"].text)["tool"]["pyright"]
        for files in services.values()
    )
    if any(other != first for other in others):
        raise ValueError("Services that pyright checks in one run differ in options.")
    folders = [str(number) for number in range(len(services))]
    return {
        # The packages are in the environment that the command names.
        **{name: it for name, it in first.items() if name not in ("venv", "venvPath")},
        "include": [f"{folder}/{it}" for folder in folders for it in first["include"]],
        "executionEnvironments": [
            {"root": folder, "extraPaths": [f"{folder}/{it}" for it in IMPORTS]}
            for folder in folders
        ],
    }
