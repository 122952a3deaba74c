"""Reading the settings when the service starts."""

from pydantic import ValidationError

from .settings import Settings

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
        raise SystemExit("\n".join(["The settings are wrong.", *faults])) from None
    except ValueError as error:
        message = f"settings.toml or a variable cannot be read: {error}"
        raise SystemExit(message) from None
