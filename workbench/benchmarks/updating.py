"""How long `copier update` takes across a release, against `copier copy`."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..releases import Published, publish
from ..repository import commit

ROUNDS = 7
BOUND = 4


def seconds(*arguments: str) -> float:
    """Time a run of Copier, from the start of the process to its end.

    Parameters
    ----------
    *arguments : str
        What comes after `copier`.

    Returns
    -------
    float
        The seconds it took.
    """
    command = [sys.executable, "-m", "copier", *arguments]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def measured(published: Published, folder: Path) -> tuple[float, float]:
    """Copy the recommended service of the last release, and update it.

    Parameters
    ----------
    published : Published
        The releases.
    folder : Path
        A folder to be made, for the service.

    Returns
    -------
    tuple[float, float]
        The seconds that the copy and the update took.
    """
    quietly = ["--quiet", "--defaults"]
    ref = ["--vcs-ref", published.older[-1].tag]
    copying = seconds("copy", *quietly, *ref, str(published.folder), str(folder))
    commit(folder, "Start")
    return copying, seconds("update", *quietly, str(folder))


def main() -> None:
    """Print the ratio of both times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        published = publish(folder / "template")
        rounds = [measured(published, folder / str(n)) for n in range(ROUNDS)]
    # The shortest time is the one that the rest of the machine disturbed least.
    copying, updating = (min(times) for times in zip(*rounds, strict=True))
    print(f"a copy of {published.older[-1].version}: {copying:.2f} s")
    print(f"its update to {published.newest.version}: {updating:.2f} s")
    print(f"ratio {updating / copying:.2f} (at most {BOUND})")


if __name__ == "__main__":
    main()
