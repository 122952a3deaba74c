"""The exchange-rate service over HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from ...config.settings import Settings
from ..ports import TemporaryFailure
from .answer import read_rate
from .request_id import request_id_header


class AiohttpRates:
    """Asks for one rate at a time, over a shared pool of connections."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def rate(self, base: str, quote: str) -> Decimal:
        """Return what one unit of `base` costs in `quote`."""
        try:
            async with self._session.get(
                "latest",
                params={"base": base, "symbols": quote},
                headers=request_id_header(),
                allow_redirects=False,
            ) as response:
                body = await response.read()
        except (ClientError, TimeoutError) as error:
            raise TemporaryFailure(repr(error)) from error
        return read_rate(response.status, body, quote)


@asynccontextmanager
async def open_rates(settings: Settings) -> AsyncGenerator[AiohttpRates, None]:
    """Keep one pool of connections to the service."""
    async with ClientSession(
        # A base without the closing slash would lose its last part.
        base_url=str(settings.rates_url).rstrip("/") + "/",
        timeout=ClientTimeout(total=settings.rates_timeout),
        connector=TCPConnector(limit=settings.rates_connections),
        trust_env=True,  # HTTP_PROXY, HTTPS_PROXY, NO_PROXY, ~/.netrc
    ) as session:
        yield AiohttpRates(session)
