"""What has passed, by the hash of all that it depends on."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from .paths import LOCKS, ROOT

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
        are added.

    Returns
    -------
    str
        A hash.
    """
    locks = (path.read_text("utf-8") for path in sorted(LOCKS.glob("*.txt")))
    every = (*locks, *parts)
    return sha256("\0".join(every).encode()).hexdigest()
