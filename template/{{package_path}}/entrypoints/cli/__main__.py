"""Do one thing with orders: `python -m` this package, with a command."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from pydantic import BaseModel

from ...bootstrap import Application, bootstrap
from ...config.load import load_settings
from ...config.logs import configure_logging
from ...config.settings import Settings
from ...domain.errors import DomainError
from .commands import NotReady, check
from .parser import make_parser

OpenApplication = Callable[[Settings], AbstractAsyncContextManager[Application]]


async def do(
    typed: Namespace,
    settings: Settings,
    open_application: OpenApplication,
) -> BaseModel:
    """Connect everything, and run the command that was typed."""
    async with open_application(settings) as application:
        try:
            result: BaseModel = await typed.run(application, typed)
        except (DomainError, NotReady):
            raise
        # Where something is out of reach, that is what there is to say; otherwise it is
        # a fault of our own, with all that can be said of it.
        except Exception:
            await check(application, typed)
            raise
        return result


def main(
    arguments: Sequence[str] | None = None,
    open_application: OpenApplication = bootstrap,
) -> None:
    """Print what came of a command as JSON, or say why nothing did."""
    typed = make_parser().parse_args(arguments)
    settings = load_settings()
    configure_logging(settings)
    try:
        result = asyncio.run(do(typed, settings, open_application))
    except (DomainError, NotReady) as error:
        sys.exit(str(error))
    print(result.model_dump_json(indent=2))


if __name__ == "__main__":
    main()
