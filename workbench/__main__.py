"""Start the command line: `python -m workbench`."""

from .cli import app

app()
