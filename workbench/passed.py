"""What has passed, by the hash of all that it depends on."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from .paths import LOCKS, ROOT
from .readers import RULES

PASSED = ROOT / ".passed"


class Passed:
    """A file that remembers what need not be checked again.

    Several processes may add to it at a time: it is only ever appended to.

    Parameters
    ----------
    path : Path
        The file; it need not be there.
    """

    def __init__(self, path: Path = PASSED) -> None:
        self.path = path
        self.known = set(path.read_text("utf-8").split()) if path.exists() else set()

    def __contains__(self, key: str) -> bool:
        return key in self.known

    def add(self, keys: Iterable[str]) -> None:
        """Remember what passed.

        Parameters
        ----------
        keys : Iterable[str]
            What `key_of` says of it.
        """
        fresh = set(keys) - self.known
        self.known |= fresh
        with self.path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{key}\n" for key in sorted(fresh)))


def key_of(*parts: str) -> str:
    """Name a check by all that it depends on.

    Parameters
    ----------
    *parts : str
        The command, the texts that it reads and their paths; the versions of the tools
        are added, and the rules that the workbench gives them.

    Returns
    -------
    str
        A hash.
    """
    return sha256("\0".join((_versions(), *parts)).encode()).hexdigest()


@cache
def _versions() -> str:
    """Name the versions of all tools, and their rules: they do not change meanwhile."""
    files = [*sorted(LOCKS.glob("*.txt")), RULES]
    texts = (path.read_text("utf-8") for path in files)
    return sha256("\0".join(texts).encode()).hexdigest()
