"""A service's owner: what he changes, and a ledger of it to hold an update to."""

import difflib
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

# What marks the lines below which a list is the owner's.
DEPENDENCIES = "# Your own dependencies"
SETTINGS = "# Your own settings"
SERVICES = "# Your own services"
VALUES = "# Your own values"
MIGRATION = "5e2f1c7a9b3d"

README = """# Orders, as this house takes them

Ask the team in room 12 before you change anything here.

## Returns

Customers may send things back for a while: see `APP_RETURNS_DAYS`.
"""
# In the file that lists the routers: the mark, what goes below it, and the router.
ROUTERS = {
    "fastapi/app.py": (
        "    # Include your own routers",
        "    app.include_router(returns.router)\n",
        '''"""How long customers may send things back."""

from fastapi import APIRouter

from ...config.settings import Settings

router = APIRouter(prefix="/returns", tags=["returns"])


@router.get("/days")
async def days() -> int:
    """Say for how many days."""
    return Settings().returns_days
''',
    ),
    "flask/app.py": (
        "    # Register your own blueprints",
        "    app.register_api(returns.blueprint)\n",
        '''"""How long customers may send things back."""

from flask import Response, jsonify
from flask_openapi import APIBlueprint

from ...config.settings import Settings

blueprint = APIBlueprint("returns", __name__, url_prefix="/returns")


@blueprint.get("/days")
def days() -> Response:
    """Say for how many days."""
    return jsonify(Settings().returns_days)
''',
    ),
    "django/api.py": (
        "# Add your own routers",
        'api.add_router("/returns", returns.router)\n',
        '''"""How long customers may send things back."""

from django.http import HttpRequest
from ninja import Router

from ...config.settings import Settings

router = Router(tags=["returns"])


@router.get("/days", response=int)
async def days(request: HttpRequest) -> int:
    """Say for how many days."""
    return Settings().returns_days
''',
    ),
}
ROUTER_TEST = '''"""The address that says how long customers may send things back."""

from httpx2 import Client


def test_the_days_are_told(client: Client) -> None:
    answer = client.get("/returns/days")

    assert (answer.status_code, answer.json()) == (200, 14)
'''
SETTING = '''
    returns_days: PositiveInt = 14
    """Days for which customers may send things back."""
'''
EXAMPLE = """
# Days for which customers may send things back.
APP_RETURNS_DAYS=14
"""
TEST = '''"""What this house expects of its money."""

from decimal import Decimal

from {package}.domain.money import Money


def test_a_price_says_what_it_is_in() -> None:
    assert Money(Decimal("1.50"), "EUR").currency == "EUR"
'''
MIGRATED = '''"""Call the euro by its code."""

from collections.abc import Sequence

from alembic import op

revision: str = "{revision}"
down_revision: str | None = "{after}"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("UPDATE orders SET currency = 'EUR' WHERE currency = 'ECU'")


def downgrade() -> None:
    """Go back."""
'''
SERVICE = """
  mail:
    image: axllent/mailpit:v1.27
"""


@dataclass(frozen=True)
class Line:
    """A line of a file, and the kind of edit that it is part of."""

    kind: str
    path: str
    text: str


@dataclass
class Ledger:
    """What the owner of a service did to it.

    `written` are lines of the owner's, `removed` lines of the template's that he took
    out, `deleted` and `moved` are files of the template's. `kinds` are the edits that
    were made, in their order.
    """

    folder: Path
    written: list[Line] = field(default_factory=list)
    removed: list[Line] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)

    @property
    def package(self) -> str:
        """The folder of the service's package."""
        return f"src/{next((self.folder / 'src').iterdir()).name}"

    def read(self, path: str) -> str:
        """Read a file of the service, which is empty if it is not there.

        Parameters
        ----------
        path : str
            Where it is.

        Returns
        -------
        str
            Its text.
        """
        file = self.folder / path
        return file.read_text("utf-8") if file.exists() else ""

    def write(self, kind: str, path: str, text: str) -> None:
        """Change or add a file, and note its lines that changed.

        Parameters
        ----------
        kind : str
            The kind of edit.
        path : str
            Where the file is.
        text : str
            What it is to contain.
        """
        before, after = self.read(path).splitlines(), text.splitlines()
        for change in difflib.ndiff(before, after):
            line = Line(kind, path, change[2:])
            if change.startswith("+ ") and line.text.strip():
                self.written.append(line)
            elif change.startswith("- ") and line.text not in after:
                self.removed.append(line)
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, "utf-8")
        self._note(kind)

    def below(self, kind: str, path: str, mark: str, text: str) -> None:
        """Add to a list, below the line that says where the owner's part begins.

        Parameters
        ----------
        kind : str
            The kind of edit.
        path : str
            Where the list is; nothing is done if it is not there.
        mark : str
            How that line begins.
        text : str
            What is added.
        """
        head, found, tail = self.read(path).partition(mark)
        if found:
            rest, _, tail = tail.partition("\n")
            self.write(kind, path, f"{head}{mark}{rest}\n{text}{tail}")

    def delete(self, kind: str, path: str) -> None:
        """Delete a file of the template's.

        Parameters
        ----------
        kind : str
            The kind of edit.
        path : str
            Where it is.
        """
        (self.folder / path).unlink()
        self.deleted.append(path)
        self._note(kind)

    def move(self, kind: str, path: str, name: str) -> None:
        """Give a file of the template's another name.

        Parameters
        ----------
        kind : str
            The kind of edit.
        path : str
            Where it is.
        name : str
            Its new name, in the same folder.
        """
        target = str(Path(path).with_name(name))
        (self.folder / path).rename(self.folder / target)
        self.moved[path] = target
        for lines in (self.written, self.removed):
            lines[:] = [
                replace(it, path=target) if it.path == path else it for it in lines
            ]
        self._note(kind)

    def _note(self, kind: str) -> None:
        if kind not in self.kinds:
            self.kinds.append(kind)


def add_dependency(ledger: Ledger) -> None:
    """Add a dependency beside the template's."""
    entry = '    "python-slugify>=8,<9",\n'
    ledger.below("dependency added", "pyproject.toml", DEPENDENCIES, entry)


def remove_dependency(ledger: Ledger) -> None:
    """Do without a tool that the template brings, and without its configuration."""
    text = re.sub(r' +"pre-commit.*\n', "", ledger.read("pyproject.toml"))
    ledger.write("dependency removed", "pyproject.toml", text)
    ledger.delete("file deleted", ".pre-commit-config.yaml")


def add_setting(ledger: Ledger) -> None:
    """Add a setting, and show it in the example."""
    path = f"{ledger.package}/config/settings.py"
    ledger.below("setting", path, SETTINGS, SETTING)
    example = ledger.read(".env.example")
    ledger.write("example of a setting", ".env.example", example + EXAMPLE)


def add_router(ledger: Ledger) -> None:
    """Add a router that reads the setting."""
    for name, (mark, include, text) in ROUTERS.items():
        path = Path(ledger.package, "entrypoints", name)
        app = ledger.read(str(path))
        if mark in app:
            ledger.write("router", str(path.with_name("returns.py")), text)
            ledger.write("router", "tests/entrypoints/test_returns.py", ROUTER_TEST)
            imports = re.compile(r"^from \. import .*", re.MULTILINE)
            ledger.write("router", str(path), imports.sub(r"\g<0>, returns", app))
            ledger.below("router", str(path), mark, include)


def move_module(ledger: Ledger) -> None:
    """Rename a module, and where it is imported: imports stay sorted by this name."""
    folder = f"{ledger.package}/adapters/rates"
    ledger.move("file moved", f"{folder}/answer.py", "answers.py")
    for path in sorted((ledger.folder / folder).glob("*_rates.py")):
        name = f"{folder}/{path.name}"
        text = ledger.read(name).replace("from .answer ", "from .answers ")
        ledger.write("file moved", name, text)


def move_test(ledger: Ledger) -> None:
    """Rename a file that nobody imports."""
    ledger.move("file moved", "tests/unit/test_money.py", "test_amounts.py")


def add_test(ledger: Ledger) -> None:
    """Add a test of what the template brings."""
    text = TEST.format(package=Path(ledger.package).name)
    ledger.write("test", "tests/unit/test_prices.py", text)


def add_migration(ledger: Ledger) -> None:
    """Add a migration after the newest, where there is a database."""
    if newest := newest_migration(ledger.folder):
        text = MIGRATED.format(revision=MIGRATION, after=newest)
        path = f"migrations/versions/{MIGRATION}_euro.py"
        ledger.write("migration", path, text)


def extend_compose(ledger: Ledger) -> None:
    """Add a service, and a value to the environment of the template's."""
    ledger.below("compose service", "compose.yaml", SERVICES, SERVICE)
    text = ledger.read("compose.yaml")
    if not text:
        return
    kind, value = "compose environment", "APP_LOG_FORMAT: json"
    if VALUES in text:
        ledger.below(kind, "compose.yaml", VALUES, f"    {value}\n")
        return
    # Releases up to 0.4.0 left the owner no place of his own.
    changed = re.sub(
        r"^( +)APP_\w+: .*\n", rf"\g<0>\1{value}\n", text, count=1, flags=re.MULTILINE
    )
    if changed == text:
        ports = r'^    ports: \["127.0.0.1:8000:8000"\]\n'
        own = rf"\g<0>    environment:\n      {value}\n"
        changed = re.sub(ports, own, text, count=1, flags=re.MULTILINE)
    ledger.write(kind, "compose.yaml", changed)


def rewrite_readme(ledger: Ledger) -> None:
    """Write another README."""
    ledger.write("README", "README.md", README)


def change_line(ledger: Ledger, newer: Mapping[str, str], seed: str) -> None:
    """Change a line in the middle of a file that the template changes too.

    It is the words of a docstring: so whatever the stack is, its checks stay content.

    Parameters
    ----------
    ledger : Ledger
        Where it is noted.
    newer : Mapping[str, str]
        The texts of the files as the newest template has them.
    seed : str
        The same seed changes the same line.
    """
    choices = []
    for file in sorted((ledger.folder / ledger.package).rglob("*.py")):
        path = file.relative_to(ledger.folder).as_posix()
        old, new = ledger.read(path), newer.get(path)
        if new is not None and old != new:
            kept = set(new.splitlines())
            sentences = re.findall(r'^ +""".{1,60}\."""$', old, re.MULTILINE)
            choices += [
                (path, line)
                for line in sentences
                if line in kept and old.count(line) == 1
            ]
    if choices:
        path, line = random.Random(seed).choice(choices)
        changed = line.replace('."""', ', as agreed."""')
        ledger.write("line", path, ledger.read(path).replace(line, changed))


EDITS: tuple[Callable[[Ledger], None], ...] = (
    add_dependency,
    remove_dependency,
    add_setting,
    add_router,
    move_module,
    move_test,
    add_test,
    add_migration,
    extend_compose,
    rewrite_readme,
)


def newest_migration(folder: Path) -> str:
    """Find the newest migration of the template's.

    Parameters
    ----------
    folder : Path
        The service.

    Returns
    -------
    str
        Its revision; empty if the service has no migrations.
    """
    found = sorted((folder / "migrations" / "versions").glob("[0-9]*_*.py"))
    own = [path.name.split("_")[0] for path in found]
    return max((name for name in own if name != MIGRATION), default="")


def follow(folder: Path) -> None:
    """Let the owner's migration follow the template's, as the CHANGELOG says.

    Parameters
    ----------
    folder : Path
        The service.
    """
    for path in (folder / "migrations" / "versions").glob(f"{MIGRATION}_*.py"):
        text = re.sub(
            r'^(down_revision.*) = ".*"$',
            rf'\1 = "{newest_migration(folder)}"',
            path.read_text("utf-8"),
            flags=re.MULTILINE,
        )
        path.write_text(text, "utf-8")
