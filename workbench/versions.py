"""The versions of what checks and runs services, as digests of evidence need them."""

import platform
import shlex
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .evidence import digest
from .paths import python_of

PYTHON = f"{platform.python_implementation()} {platform.python_version()}"
SYSTEM = f"{PYTHON} on {sys.platform}"
# The entry points by which a tool finds its plugins: these are in effect as soon as
# they are installed.
PLUGINS = {
    "flake8": "flake8.extension",
    "pytest": "pytest11",
    "validate-pyproject": "validate_pyproject.tool_schema",
}


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
        for found in _installed(environment).values()
        if any(point.group == group for point in found.entry_points)
    ]


def packages(requirements: Iterable[str], environment: str = "workbench") -> str:
    """Name the installed versions of requirements and of all that these need.

    Parameters
    ----------
    requirements : Iterable[str]
        As a `pyproject.toml` has them.
    environment : str
        One of `Catalog.environments`.

    Returns
    -------
    str
        A digest, of the Python and the system too. What is not installed counts as
        missing.
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
    return digest(SYSTEM, *sorted(set(_closure(requirements, environment))))


def _closure(requirements: Iterable[str], environment: str) -> Iterator[str]:
    installed = _installed(environment)
    pending = [(Requirement(text), frozenset[str]()) for text in requirements]
    seen = set[tuple[str, str]]()
    while pending:
        requirement, asked = pending.pop()
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": it}) for it in ("", *asked)):
            continue
        name = canonicalize_name(requirement.name)
        found = installed.get(name)
        yield f"{name} {found.version if found else 'is missing'}"
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
