"""How long `copier copy` takes, against a template with one empty file."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..paths import ROOT

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
    identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    steps = ["init", "add --all", "commit --allow-empty --message One", "tag 1.0.0"]
    for step in steps:
        command = ["git", *identity, *step.split()]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return f"git+file://{folder}"


def seconds(source: str, target: Path) -> float:
    """Time one copy, from the start of the process to its end.

    Parameters
    ----------
    source : str
        The template's address.
    target : Path
        Where the copy goes.

    Returns
    -------
    float
        The seconds it took.
    """
    command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults"]
    command += [source, str(target)]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty"
        (empty / "template").mkdir(parents=True)
        (empty / "template" / "empty.txt").touch()
        (empty / "copier.yml").write_text("_subdirectory: template\n")
        ours = folder / "ours"
        command = [
            "git",
            "clone",
            "--quiet",
            "--depth",
            "1",
            f"file://{ROOT}",
            str(ours),
        ]
        subprocess.run(command, check=True)
        sources = {"empty": repository(empty), "ours": repository(ours)}
        times: dict[str, list[float]] = {name: [] for name in sources}
        for round_ in range(ROUNDS):
            for which, source in sources.items():
                times[which].append(seconds(source, folder / f"{which}{round_}"))
    # The shortest time is the one that the rest of the machine disturbed least.
    best = {which: min(values) for which, values in times.items()}
    ratio = best["ours"] / best["empty"]
    print(f"our template {best['ours']:.2f} s, an empty file {best['empty']:.2f} s")
    print(f"ratio {ratio:.2f} (at most {BOUND})")


if __name__ == "__main__":
    main()
