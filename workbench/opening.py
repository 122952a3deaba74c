"""Open a service's application and ask what it depends on: `python opening.py PACKAGE`.

It runs in the service's own environment without its tools, so it imports nothing of
the workbench: tests bring packages along that the service may need and not declare.
"""

import asyncio
import sys
from importlib import import_module


async def main(package: str) -> None:
    """Open the application, and check all its dependencies.

    Parameters
    ----------
    package : str
        The service's package.
    """
    bootstrap = import_module(f"{package}.bootstrap").bootstrap
    settings = import_module(f"{package}.config.settings").Settings()
    async with bootstrap(settings) as application:
        for dependency in application.dependencies.values():
            await dependency.check()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
