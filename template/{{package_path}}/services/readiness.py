"""Whether the service can do its work right now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from structlog.typing import FilteringBoundLogger

log: FilteringBoundLogger = structlog.get_logger()

PATIENCE = 2.0  # seconds: whoever asks must not wait for a time-out further down


@dataclass(frozen=True, slots=True)
class Dependency:
    """What the service depends on; without something vital it can do nothing."""

    check: Callable[[], Awaitable[None]]
    vital: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether work should come, and what can be reached."""

    ready: bool
    checks: dict[str, bool]


async def check_readiness(dependencies: Mapping[str, Dependency]) -> Readiness:
    """Ask everything that the service depends on."""
    checks = {
        name: await _passes(name, dependency.check)
        for name, dependency in dependencies.items()
    }
    ready = all(checks[name] for name, it in dependencies.items() if it.vital)
    return Readiness(ready, checks)


async def _passes(name: str, check: Callable[[], Awaitable[None]]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    # Whatever a driver raises, it means the same here: not reachable.
    except Exception:
        log.warning("not reachable", check=name, exc_info=True)
        return False
    return True
