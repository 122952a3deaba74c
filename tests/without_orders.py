"""A service's owner who does without the orders, as the service's README says."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from workbench.paths import BIN


@dataclass(frozen=True)
class Place:
    """Lines of a file that are taken out by hand, or changed into another."""

    path: str
    lines: str
    new: str = ""


PORTS = r"\n\n@dataclass\(frozen=True, slots=True\)\nclass Position[\s\S]*"
PLACES = [
    Place("bootstrap.py", r"from \.services\.order_jobs .*\n.*\n"),
    Place("bootstrap.py", r"    orders: .*\n"),
    Place("bootstrap.py", r" +OrderJobs\(\n.*\n.*\n.*\n +\),\n"),
    Place("bootstrap.py", r" +orders=.*\n"),
    Place("bootstrap.py", r" +\"orders\": .*\n +#.*\n"),
    Place("services/jobs.py", r"from \.order_jobs .*\nfrom \.order_jobs .*\n"),
    Place(
        "services/jobs.py",
        r"Job = .*\nJOB: .*\nJOB_NAMES: .*\n",
        "Job = RefreshRates\n"
        "JOB: TypeAdapter[Job] = TypeAdapter(Job)\n"
        'JOB_NAMES: list[str] = [Job.model_fields["name"].default]\n',
    ),
    Place(
        "services/jobs.py",
        r"import Annotated, Literal, Protocol, get_args",
        "import Literal, Protocol",
    ),
    Place("services/jobs.py", r"import BaseModel, Field, ", "import BaseModel, "),
    Place("services/jobs.py", r"    orders: .*\n"),
    Place(
        "services/jobs.py", r" +case SendConf.*\n.*\n +case ConfirmForgotten.*\n.*\n"
    ),
    Place("config/schedule.py", r"from \.\.services\.order_jobs .*\n"),
    Place("config/schedule.py", r" +Periodic\(ConfirmForgotten.*\n"),
    Place("config/settings.py", r"\n    confirm_within_minutes: .*\n.*\n"),
    Place("services/unit_of_work.py", r"import KnownRates, .*", "import KnownRates"),
    Place("services/unit_of_work.py", r"    orders: .*\n"),
    Place("adapters/orders/*/storage.py", r" *from \.orders .*\n"),
    Place("adapters/orders/*/storage.py", r" +orders=.*\n"),
    Place("domain/errors.py", r"\n\nclass EmptyOrder[\s\S]*"),
    Place("domain/errors.py", r"\nfrom uuid .*\n"),
    Place("domain/ports.py", PORTS),
    Place("domain/ports.py", r"from uuid .*\n\nfrom \.order .*\n"),
    Place("entrypoints/api/problems.py", r"from \.order_problems .*\n"),
    Place("entrypoints/api/problems.py", r" +\*\*ORDER_STATUSES,\n"),
    Place("entrypoints/*/app.py", r"(import .*), orders\n", r"\1\n"),
    Place("entrypoints/*/app.py", r" +app\.\w+\(orders\..*\n"),
    Place("entrypoints/*/dependencies.py", r"from .*\.services\.orders .*\n"),
    Place("entrypoints/*/dependencies.py", r"\n\n(async )?def order_service[\s\S]*"),
    Place("/tests/fakes.py", r"from .*\.memory import .*\n"),
    Place("/tests/fakes.py", r"from .*\.order_jobs .*\n.*\n"),
    Place("/tests/fakes.py", r"\nfrom \.order_fakes .*\n\n__all__.*\n"),
    *2 * [Place("/tests/fakes.py", r" +self\.orders = .*\n")],
    *2 * [Place("/tests/fakes.py", r" +orders=.*\n")],
    Place("/tests/fakes.py", r" +OrderJobs\(\n.*\n.*\n.*\n +\),\n"),
    Place("/.env.example", r"\n# .*not confirmed\.\nAPP_CONFIRM_WITHIN.*\n"),
]


def delete_orders(service: Path) -> tuple[list[str], list[Place]]:
    """Delete the orders from a service.

    Parameters
    ----------
    service : Path
        Its folder, a repository.

    Returns
    -------
    tuple[list[str], list[Place]]
        The files that went, and what was done by hand.
    """
    readme = (service / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^(git rm [\s\S]*?)\n```", readme, re.MULTILINE)
    told = subprocess.run(
        command, shell=True, cwd=service, check=True, capture_output=True, text=True
    )
    gone = re.findall("^rm '(.*)'$", told.stdout, re.MULTILINE)
    (package,) = (service / "src").iterdir()
    done = []
    for place in PLACES:
        root = service if place.path.startswith("/") else package
        for file in root.glob(place.path.removeprefix("/")):
            text = file.read_text("utf-8")
            changed, count = re.subn(place.lines, place.new, text, count=1)
            file.write_text(changed, "utf-8")
            done += [place] * count
    return gone, done


def drop_tables(service: Path, scratch: Path) -> None:
    """Write the migration that drops the tables of the orders, which is the newest.

    Parameters
    ----------
    service : Path
        A service on SQLite that does without them.
    scratch : Path
        A folder for a database.
    """
    environment = {
        **os.environ,
        "APP_DATABASE_URL": f"sqlite+aiosqlite:///{scratch / 'orders.db'}",
        # Alembic formats what it writes.
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(service / "src"),
    }
    for command in (
        ["alembic", "upgrade", "head"],
        ["alembic", "revision", "--autogenerate", "--message", "Do without orders"],
    ):
        subprocess.run(
            [sys.executable, "-m", *command],
            cwd=service,
            env=environment,
            check=True,
            capture_output=True,
        )
