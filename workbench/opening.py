"""Open a service's application and ask what it depends on: `python opening.py PACKAGE`.

It runs in the service's own environment without its tools, so it imports nothing of
the workbench: tests bring packages along that the service may need and not declare.
"""

import asyncio
import sys
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any


async def check(opening: AbstractAsyncContextManager[Any]) -> None:
    """Open an asynchronous application, and check all its dependencies.

    Parameters
    ----------
    opening : AbstractAsyncContextManager[Any]
        What opens the application.
    """
    async with opening as application:
        for dependency in application.dependencies.values():
            await dependency.check()


def main(package: str) -> None:
    """Open the application, and check all its dependencies.

    Parameters
    ----------
    package : str
        The service's package.
    """
    bootstrap = import_module(f"{package}.bootstrap").bootstrap
    settings = import_module(f"{package}.config.settings").Settings()
    opening = bootstrap(settings)
    if isinstance(opening, AbstractAsyncContextManager):
        asyncio.run(check(opening))
        return
    with opening as application:
        for dependency in application.dependencies.values():
            dependency.check()


if __name__ == "__main__":
    main(sys.argv[1])
