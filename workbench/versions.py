"""The versions of what checks and runs services, as digests of evidence need them."""

import platform
import shlex
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from .evidence import digest
from .paths import LOCKS, python_of

IMPLEMENTATION = platform.python_implementation()
SYSTEM = f"{IMPLEMENTATION} {platform.python_version()} on {sys.platform}"
# The Pythons that services can be made for, and the one that this process runs on.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
# The entry points by which a tool finds its plugins: these are in effect as soon as
# they are installed.
PLUGINS = {
    "flake8": "flake8.extension",
    "pytest": "pytest11",
    "validate-pyproject": "validate_pyproject.tool_schema",
}


def on_python(python: str, environment: str) -> str:
    """Name the environment with the same packages on a Python."""
    return environment if python == RUNNING else f"{environment}-{python}"


def _parts(environment: str) -> tuple[str, str]:
    """Tell the lock of an environment and, if it is another one, its Python."""
    name, _, python = environment.partition("-")
    return name, python


@cache
def tool(command: str) -> str:
    """Name the versions of a command, of its plugins and of all that they need.

    Parameters
    ----------
    command : str
        As it is run in the environment of this process, such as `ruff check`.

    Returns
    -------
    str
        A digest, of the Python and the system too.

    Raises
    ------
    LookupError
        No installed package has this command.
    """
    words = shlex.split(command)
    if words[:2] == ["python", "-m"]:
        owners = packages_distributions().get(words[2], [])
        name = words[2]
    else:
        name = words[0]
        owners = _owners().get(name, [])
    if not owners:
        raise LookupError(f"No package in this environment has the command {name}.")
    return packages([*owners, *plugins(name)])


def plugins(name: str, environment: str = "workbench") -> list[str]:
    """List the installed packages that plug into a tool."""
    group = PLUGINS.get(name)
    return [
        found.name
        for found in _installed(_parts(environment)[0]).values()
        if any(point.group == group for point in found.entry_points)
    ]


def packages(requirements: Iterable[str], environment: str = "workbench") -> str:
    """Name the installed versions of requirements and of all that these need.

    Parameters
    ----------
    requirements : Iterable[str]
        As a `pyproject.toml` has them.
    environment : str
        One of `Catalog.environments`, also with another Python, as `on_python` names
        it. Of that one the lock is read: the environment need not be there.

    Returns
    -------
    str
        A digest, of the Python and the system too; of another Python than this one
        only the minor version, because it need not be there. What is not installed
        counts as missing.
    """
    return _packages(tuple(sorted(requirements)), environment)


@cache
def server(url: str) -> str | None:
    """Name the kind of a server and its major version.

    Parameters
    ----------
    url : str
        Its address, as the services' settings have it.

    Returns
    -------
    str | None
        Such as `postgresql 15`; nothing if it is away.
    """
    place = urlsplit(url)
    kind = place.scheme.partition("+")[0]
    try:
        socket.create_connection((place.hostname, place.port), timeout=60).close()
    except OSError:
        return None
    return f"{kind} {_ASKED[kind](place)}"


def _postgresql(url: SplitResult) -> str:
    import psycopg

    with psycopg.connect(url._replace(scheme="postgresql").geturl()) as connection:
        return str(connection.info.server_version // 10_000)


def _mariadb(url: SplitResult) -> str:
    import pymysql

    with (
        pymysql.connect(
            host=url.hostname, port=url.port or 3306, user=url.username
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT VERSION()")
        return str(*cursor.fetchone() or ()).partition(".")[0]


def _redis(url: SplitResult) -> str:
    import redis

    with redis.Redis.from_url(url.geturl()) as client:
        return str(client.info()["redis_version"]).partition(".")[0]


def _rabbitmq(url: SplitResult) -> str:
    import amqp

    with amqp.Connection(f"{url.hostname}:{url.port}") as connection:
        # The types that it comes with leave this attribute out.
        return str(vars(connection)["server_properties"]["version"]).partition(".")[0]


# Only where services use a server, its client is installed.
_ASKED: dict[str, Callable[[SplitResult], str]] = {
    "postgresql": _postgresql,
    "mariadb": _mariadb,
    "mysql": _mariadb,
    "redis": _redis,
    "amqp": _rabbitmq,
}


@cache
def _packages(requirements: tuple[str, ...], environment: str) -> str:
    _, python = _parts(environment)
    system = f"{IMPLEMENTATION} {python} on {sys.platform}" if python else SYSTEM
    return digest(system, *sorted(set(_closure(requirements, environment))))


def _closure(requirements: Iterable[str], environment: str) -> Iterator[str]:
    name, python = _parts(environment)
    installed = _installed(name)
    pins = dict(lock_for(python, name)) if python else {}
    markers = _markers(python) if python else {}
    pending = [(Requirement(text), frozenset[str]()) for text in requirements]
    seen = set[tuple[str, str]]()
    while pending:
        requirement, asked = pending.pop()
        marker = requirement.marker
        worlds = [{**markers, "extra": extra} for extra in ("", *asked)]
        if marker and not any(map(marker.evaluate, worlds)):
            continue
        name = canonicalize_name(requirement.name)
        found = installed.get(name)
        version = pins.get(name) if python else found and found.version
        yield f"{name} {version or 'is missing'}"
        for extra in ("", *requirement.extras):
            if found and (name, extra) not in seen:
                seen.add((name, extra))
                needed = map(Requirement, found.requires or ())
                pending += [(each, frozenset({extra})) for each in needed]


@cache
def _owners() -> dict[str, list[str]]:
    """List the packages that install a command, by the command's name."""
    owners: dict[str, list[str]] = {}
    for found in _installed("workbench").values():
        for file in found.files or ():
            if file.parts[-2:-1] == ("bin",):
                owners.setdefault(file.name, []).append(found.name)
    return owners


@cache
def _installed(environment: str) -> dict[str, Distribution]:
    """Read what an environment has, by canonical names."""
    lib = python_of(environment).parent.parent / "lib"
    folders = [str(path) for path in Path(lib).glob("python*/site-packages")]
    return {canonicalize_name(it.name): it for it in distributions(path=folders)}


def requirements(text: str) -> list[Requirement]:
    """Read a requirements file of one requirement a line.

    Parameters
    ----------
    text : str
        The file.

    Returns
    -------
    list[Requirement]
        The requirements.
    """
    return [Requirement(it) for it in text.splitlines() if not it.startswith("#")]


def lock_for(
    python: str, environment: str = "workbench"
) -> Iterator[tuple[str, Version]]:
    """Read what a lock holds for a Python.

    Parameters
    ----------
    python : str
        Its version, such as `3.13`.
    environment : str
        Of which environment the lock is.

    Yields
    ------
    tuple[str, Version]
        A package and its version.
    """
    markers: dict[str, Any] = {**default_environment(), **_markers(python)}
    lock = LOCKS / f"{environment}.txt"
    for line in lock.read_text("utf-8").splitlines():
        if line[:1].isalnum():
            pin, _, marker = line.rstrip(" \\").partition(" ; ")
            if not marker or Marker(marker).evaluate(markers):
                requirement = Requirement(pin)
                (specifier,) = requirement.specifier
                yield requirement.name, Version(specifier.version)


def _markers(python: str) -> dict[str, str]:
    """Give the values of environment markers that differ on a Python."""
    return {"python_version": python, "python_full_version": f"{python}.0"}
