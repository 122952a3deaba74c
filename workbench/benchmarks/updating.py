"""How long `copier update` takes across a release, against `copier copy`."""

import tempfile
from pathlib import Path

from ..releases import Published, publish
from ..repository import commit
from .copying import seconds

ROUNDS = 7
BOUND = 4


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
    ref = ["--vcs-ref", published.older[-1].tag]
    copying = seconds("copy", *ref, str(published.folder), str(folder))
    commit(folder, "Start")
    return copying, seconds("update", str(folder))


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
