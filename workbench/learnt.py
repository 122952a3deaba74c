"""What took long to find out, and is kept from run to run."""

import fcntl
import os
import pickle
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from .paths import ROOT

LEARNT = ROOT / ".learnt"
Finding = TypeVar("Finding")
NEWEST = 8  # how many findings of a kind are kept


def recall(name: str, cache: Path) -> None:
    """Fill a new cache with what was kept.

    Parameters
    ----------
    name : str
        Names all that a cache depends on, and mypy does not look at.
    cache : Path
        A folder to be made.
    """
    kept = LEARNT / f"{name}.tar"
    if kept.exists():
        with tarfile.open(kept) as archive:
            archive.extractall(cache, filter="data")


def keep(name: str, cache: Path) -> None:
    """Keep a cache, unless as much is kept already.

    Processes may keep and recall the same cache at a time: they exchange whole files.

    Parameters
    ----------
    name : str
        Names all that a cache depends on, and mypy does not look at.
    cache : Path
        Its folder, in which nobody writes any more.
    """
    kept = LEARNT / f"{name}.tar"
    size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
    if kept.exists() and kept.stat().st_size >= size:
        return
    with replacing(kept) as file, tarfile.open(fileobj=file, mode="w") as archive:
        archive.add(cache, arcname=".")


def found_once(kind: str, key: str, find: Callable[[], Finding]) -> Finding:
    """Find something, unless it has been found before.

    Parameters
    ----------
    kind : str
        What it is.
    key : str
        What `key_of` says of all that it depends on.
    find : Callable[[], Finding]
        Finds it.

    Returns
    -------
    Finding
        What was found, now or then.
    """
    kept = LEARNT / f"{kind}-{key}.pickle"
    with alone(LEARNT / f"{kind}.lock"):
        if kept.exists():
            known: Finding = pickle.loads(kept.read_bytes())
            return known
        finding = find()
        with replacing(kept) as file:
            pickle.dump(finding, file)
    older = sorted(
        LEARNT.glob(f"{kind}-*.pickle"), key=lambda path: path.stat().st_mtime
    )
    for path in older[:-NEWEST]:
        path.unlink(missing_ok=True)
    return finding


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Have other processes wait, rather than find out the same beside this one."""
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
        yield


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that others may be reading."""
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            yield file
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)
