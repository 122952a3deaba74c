"""The shapes of a command and of what adds one."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from ...bootstrap import Application

Run = Callable[[Application, Namespace], Awaitable[BaseModel]]
AddCommand = Callable[[str, Run], ArgumentParser]
