"""Reading the settings when the service starts."""

from contextlib import suppress
from typing import NoReturn

from pydantic import ValidationError

from .logs import configure_logging, get_logger
from .settings import LogSettings, Settings

log = get_logger(__name__)

NO_SCHEME = "Input should be a valid URL, relative URL without a base"
SCHEMES = "URL should begin with http:// or https://"


def load_settings() -> Settings:
    """Read the settings, or end the process and say which variable is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"APP_{str(fault['loc'][0]).upper()}: "
            + fault["msg"].removeprefix("Value error, ").replace(NO_SCHEME, SCHEMES)
            for fault in error.errors(include_input=False)
        ]
        end("\n".join(["The settings are wrong.", *faults]))
    except ValueError as error:
        end(f"settings.toml or a variable cannot be read: {error}")


def end(message: str) -> NoReturn:
    """End the process with a message, which is a log line if these are JSON."""
    with suppress(ValueError):  # those of the log may be wrong, too
        settings = LogSettings()
        if settings.log_format == "json":
            configure_logging(settings)
            log.error(message)
            raise SystemExit(1)
    raise SystemExit(message)
