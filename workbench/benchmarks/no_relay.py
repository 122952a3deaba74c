"""Start a generated service whose relay leaves the outbox alone.

The hand-written routes have no relay either: only what requests cost is compared.
"""

import runpy
import sys
from contextlib import nullcontext
from importlib import import_module
from typing import Any


def main(package: str, framework: str) -> None:
    """Start the server.

    Parameters
    ----------
    package : str
        The generated service's package.
    framework : str
        The web framework.
    """
    root: Any = import_module(f"{package}.bootstrap")
    root.relaying = nullcontext
    del sys.argv[1:]  # Gunicorn would read them
    runpy.run_module(f"{package}.entrypoints.{framework}", run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
