"""How many jobs a generated worker does, against a few lines of the same library."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ..catalog import load_catalog
from ..paths import ROOT, python_of
from ..render import Renderer, write
from ..servers import Redis
from ..verify import RUNNING

ROUNDS = 3
BOUND = 0.8


def measure(adapter: str, what: str, folder: Path, redis: str) -> float:
    """Run one worker, from nothing.

    Parameters
    ----------
    adapter : str
        The answer to `jobs`.
    what : str
        `generated` or `bare`.
    folder : Path
        A folder to be made.
    redis : str
        The URL of a Redis.

    Returns
    -------
    float
        Jobs a second.
    """
    stack = {"jobs": adapter, "python_version": RUNNING}
    renderer = Renderer()
    write(renderer.service(stack), folder)
    environment = os.environ | {
        "APP_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'orders.db'}",
        "APP_REDIS_URL": redis,
        "APP_BROKER_URL": redis,
        "APP_RESULT_BACKEND": redis,
        "APP_LOG_LEVEL": "warning",
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(ROOT)]),
    }
    python = python_of(load_catalog().environment(renderer.context(stack)))
    command = [str(python), "-m", "workbench.benchmarks.no_op", f"{adapter}-{what}"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    """Measure each adapter in turn with its library, and print the ratios."""
    worst = []
    with tempfile.TemporaryDirectory() as name:
        for adapter in ("apscheduler", "arq", "celery"):
            ratios = []
            for number in range(ROUNDS):
                rates = {}
                for what in ("bare", "generated"):
                    folder = Path(name) / f"{adapter}-{what}-{number}"
                    with Redis(folder / "redis") as redis:
                        place = folder / "service"
                        rates[what] = measure(adapter, what, place, redis.url)
                ratios.append(rates["generated"] / rates["bare"])
                both = " and ".join(f"{rate:.0f}" for rate in rates.values())
                print(f"{adapter}: {both} jobs a second, bare and generated")
            worst.append(statistics.median(ratios))
            print(f"{adapter}: {worst[-1]:.2f} of the library alone ({BOUND} wanted)")
    sys.exit(min(worst) < BOUND)


if __name__ == "__main__":
    main()
