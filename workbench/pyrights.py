"""Services checked by pyright, many in one run: what they import is read once."""

import json
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .passed import Passed
from .paths import BIN
from .projects import Check, Report, key_of_service, pyright_command
from .render import File, write

# Where a service keeps its modules, and types of packages that come without.
IMPORTS = ("src", "typings")

Services = Mapping[str, Mapping[str, File]]


def pyright_reports(services: Services, python: Path, passed: Passed) -> list[Report]:
    """Check services that have the same options.

    Parameters
    ----------
    services : Services
        Their files, by the services' names.
    python : Path
        The interpreter of the environment that their packages are in.
    passed : Passed
        What passed before, and is not checked again; what passes now is added.

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
    command = pyright_command(python)
    keys = {
        name: key_of_service(
            "types", command, {path: file.text for path, file in files.items()}
        )
        for name, files in services.items()
    }
    reports = [
        Report(name, [Check("types", command, 0)])
        for name in services
        if keys[name] in passed
    ]
    fresh = [name for name in services if keys[name] not in passed]
    reports += _check({name: services[name] for name in fresh}, python)
    passed.add(keys[report.name] for report in reports if not report.failures)
    return reports


def _check(services: Services, python: Path) -> list[Report]:
    """Run pyright on services, each of which is in a folder of its own."""
    if not services:
        return []
    command = pyright_command(python)
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
        Report(name, [Check("types", command, seconds, "\n".join(lines))])
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
