"""The commands that can be typed, and what each takes."""

from argparse import ArgumentParser

from . import commands
from .command import Run
from .order_parser import add_order_commands


def make_parser() -> ArgumentParser:
    """Put the commands together; each hands what was typed to its function."""
    parser = ArgumentParser()
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run) -> ArgumentParser:
        new = added.add_parser(name, help=run.__doc__, description=run.__doc__)
        new.set_defaults(run=run)
        return new

    add_order_commands(command)
    command("check", commands.check)
    return parser
