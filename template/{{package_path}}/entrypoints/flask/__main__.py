"""Start the HTTP API: `python -m` this package."""

from ...config.load import load_settings
from ...config.logs import configure_logging
from .gunicorn_server import GunicornServer


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    GunicornServer(settings).run()


if __name__ == "__main__":
    main()
