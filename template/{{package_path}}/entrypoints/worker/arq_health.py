"""Say by the exit code whether any worker has just shown a sign of life."""

import asyncio
import sys

from arq.constants import health_check_key_suffix

from ...adapters.jobs.arq_jobs import connect
from ...config.load import load_settings
from ...config.settings import Settings


async def is_alive(settings: Settings) -> bool:
    """Look for the mark that workers renew every ten seconds."""
    redis = connect(settings, attempts=1)
    try:
        return bool(await redis.exists(settings.queue_name + health_check_key_suffix))
    finally:
        await redis.aclose(close_connection_pool=True)


def main() -> None:
    """Exit with 0 if a worker is alive, and with 1 otherwise."""
    sys.exit(not asyncio.run(is_alive(load_settings())))


if __name__ == "__main__":
    main()
