"""Validation of the URLs of servers."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr


def schemes(*known: str, aliases: Sequence[str] = ()) -> AfterValidator:
    """Accept URLs of these schemes; an alias is replaced by the first scheme."""
    beginnings = " or ".join(f"{scheme}://" for scheme in (*known, *aliases))

    def check(url: SecretStr) -> SecretStr:
        scheme, separator, rest = url.get_secret_value().partition("://")
        if not separator or scheme not in (*known, *aliases):
            raise ValueError(f"URL should begin with {beginnings}")
        # Of several URLs, separated by semicolons, this is the last one's server.
        server = re.split("@|;|://", rest.partition("?")[0])[-1]
        try:
            _ = urlsplit(f"//{server}").port
        except ValueError:
            message = "Port in the URL should be a number; percent-encode the password"
            raise ValueError(message) from None
        return SecretStr(f"{known[0]}://{rest}") if scheme in aliases else url

    return AfterValidator(check)
