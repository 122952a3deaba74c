"""Whether the service can do its work right now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from structlog.typing import FilteringBoundLogger

log: FilteringBoundLogger = structlog.get_logger()

PATIENCE = 2.0  # seconds: whoever asks must not wait for a time-out further down


async def check_readiness(
    checks: Mapping[str, Callable[[], Awaitable[None]]],
) -> dict[str, bool]:
    """Say of each thing the service depends on whether it can be reached."""
    return {name: await _passes(name, check) for name, check in checks.items()}


async def _passes(name: str, check: Callable[[], Awaitable[None]]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    # Whatever a driver raises, it means the same here: not reachable.
    except Exception:
        log.warning("not ready", check=name, exc_info=True)
        return False
    return True
