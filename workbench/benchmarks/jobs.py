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
from ..servers import RabbitMQ, Redis
from ..versions import RUNNING

ROUNDS = 3
BOUND = 0.8
# The answers to `jobs` and `broker`.
ADAPTERS = [
    ("apscheduler", "redis"),
    ("arq", "redis"),
    ("celery", "redis"),
    ("celery", "rabbitmq"),
]


def measure(adapter: str, broker: str, what: str, folder: Path, url: str) -> float:
    """Run one worker, from nothing.

    Parameters
    ----------
    adapter : str
        The answer to `jobs`.
    broker : str
        The answer to `broker`.
    what : str
        `generated` or `bare`.
    folder : Path
        A folder to be made.
    url : str
        The URL of the broker, or of the Redis.

    Returns
    -------
    float
        Jobs a second.
    """
    stack = {"jobs": adapter, "broker": broker, "python_version": RUNNING}
    renderer = Renderer()
    write(renderer.service(stack), folder)
    environment = os.environ | {
        "APP_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'orders.db'}",
        "APP_REDIS_URL": url,
        "APP_BROKER_URL": url,
        "APP_RESULT_BACKEND": url,
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
        for adapter, broker in ADAPTERS:
            title = f"{adapter} with {broker}" if adapter == "celery" else adapter
            server = RabbitMQ if broker == "rabbitmq" else Redis
            ratios = []
            for number in range(ROUNDS):
                rates = {}
                for what in ("bare", "generated"):
                    folder = Path(name) / f"{adapter}-{broker}-{what}-{number}"
                    with server(folder / "server") as running:
                        place = folder / "service"
                        url = running.url
                        rates[what] = measure(adapter, broker, what, place, url)
                ratios.append(rates["generated"] / rates["bare"])
                both = " and ".join(f"{rate:.0f}" for rate in rates.values())
                print(f"{title}: {both} jobs a second, bare and generated")
            worst.append(statistics.median(ratios))
            print(f"{title}: {worst[-1]:.2f} of the library alone ({BOUND} wanted)")
    sys.exit(min(worst) < BOUND)


if __name__ == "__main__":
    main()
