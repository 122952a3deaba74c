"""How long `copier copy` takes, against a template with one empty file."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..paths import ROOT
from ..repository import commit, git

ROUNDS = 9
BOUND = 2.5


def repository(folder: Path) -> str:
    """Make a Git repository of a folder, as templates are published.

    Parameters
    ----------
    folder : Path
        The folder with the template's files.

    Returns
    -------
    str
        The address to copy from.
    """
    commit(folder, "One")
    git(folder, "tag", "1.0.0")
    return f"git+file://{folder}"


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
    command = [sys.executable, "-m", "copier", *arguments, "--quiet", "--defaults"]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def empty_template(folder: Path) -> Path:
    """Make a template of one empty file."""
    (folder / "template").mkdir(parents=True)
    (folder / "template" / "empty.txt").touch()
    (folder / "copier.yml").write_text("_subdirectory: template\n")
    return folder


def main() -> None:
    """Print the ratio, from folders and from Git repositories."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = empty_template(folder / "empty")
        ours = folder / "ours"
        git(folder, "clone", "--quiet", f"file://{ROOT}", str(ours))
        shutil.rmtree(ours / ".git")
        compare("from folders", str(ours), str(empty), folder)
        compare("from Git", repository(ours), repository(empty), folder)


def compare(title: str, ours: str, empty: str, folder: Path) -> None:
    """Copy both templates in turn, and print how their times compare.

    Parameters
    ----------
    title : str
        What is compared.
    ours : str
        The address of this template.
    empty : str
        The address of a template with one empty file.
    folder : Path
        Where the copies go.
    """
    times: dict[str, list[float]] = {ours: [], empty: []}
    for number in range(ROUNDS):
        for which, source in enumerate((ours, empty)):
            target = folder / f"{title} {number} {which}"
            times[source].append(seconds("copy", source, str(target)))
    # The shortest time is the one that the rest of the machine disturbed least.
    best = {source: min(taken) for source, taken in times.items()}
    ratio = best[ours] / best[empty]
    print(f"{title}: {best[ours]:.2f} s, an empty file {best[empty]:.2f} s")
    print(f"ratio {ratio:.2f} (at most {BOUND})")


if __name__ == "__main__":
    main()
