"""Generated services keep their own promises: each alternative is in one of these."""

import itertools
import os
import shlex
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog

from .stacks import render

pytestmark = pytest.mark.heavy

CATALOG = load_catalog()
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
BIN = Path(sys.executable).parent
SERVERS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "mariadb": "mariadb+asyncmy://root@127.0.0.1:3306/test",
}


def every_alternative() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give as few stacks as it takes to see each answer once.

    Yields
    ------
    tuple[str, dict[str, Any]]
        A name, and the answers.
    """
    choices: dict[str, list[Any]] = {
        question: (
            [CATALOG.answers(question), []]
            if topic.question and topic.question.kind == "many"
            else CATALOG.answers(question)
        )
        for question, topic in CATALOG.questions.items()
    }
    for number in range(max(map(len, choices.values()))):
        yield (
            f"alternatives-{number + 1}",
            {name: given[number % len(given)] for name, given in choices.items()},
        )


STACKS: dict[str, dict[str, Any]] = {
    **{f"preset-{name}": {"preset": name} for name in load_presets()},
    **dict(every_alternative()),
}


class Project:
    """A rendered service and the environment that it runs in."""

    def __init__(self, folder: Path, answers: dict[str, Any]) -> None:
        self.folder = folder
        self.answers = load_presets()[answers.get("preset", "recommended")] | answers
        about = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        self.about: dict[str, Any] = about
        self.package = next((folder / "src").iterdir()).name
        self.entries = [
            entry
            for question, topic in CATALOG.questions.items()
            for entry in topic.entries
            if entry.asked and entry.answer == self.answers[question]
        ]

    def install(self, site: Path) -> None:
        """Make the service known by its metadata, as an installer would."""
        metadata = site / f"{self.package}-0.1.0.dist-info"
        metadata.mkdir(parents=True)
        about = self.about["project"]
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: {about['name']}\n"
            f"Version: {about['version']}\nSummary: {about['description']}\n",
            "utf-8",
        )
        self.site = site

    def run(self, command: str) -> None:
        """Run a command of the service's, and fail with its output if it fails."""
        environment = os.environ | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{self.folder / 'src'}{os.pathsep}{self.site}",
            "VIRTUAL_ENV": str(BIN.parent),
        }
        if self.answers["database"] in SERVERS:
            environment["APP_DATABASE_URL"] = SERVERS[self.answers["database"]]
        result = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        output = result.stdout + result.stderr
        assert result.returncode == 0, f"{command}\n{output}"

    def commands(self, kind: str) -> list[str]:
        """List the commands that a service has for formatting, linting or types."""
        return [
            command
            for entry in self.entries
            if entry.commands
            for command in getattr(entry.commands, kind)
        ]


@pytest.fixture(scope="module", params=STACKS)
def project(
    request: pytest.FixtureRequest,
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    answers = STACKS[request.param] | {"python_version": PYTHON}
    folder = tmp_path_factory.mktemp(request.param)
    project = Project(render(template, folder / "service", **answers), answers)
    project.install(folder / "site")
    return project


def is_listening(url: str) -> bool:
    host, port = url.rpartition("@")[2].partition("/")[0].split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def test_every_answer_is_in_one_of_the_stacks() -> None:
    seen = {
        (question, answer)
        for stack in STACKS.values()
        for question, given in stack.items()
        if question in CATALOG.questions
        for answer in (given if isinstance(given, list) else [given])
    }

    assert seen >= {
        (question, answer)
        for question in CATALOG.questions
        for answer in CATALOG.answers(question)
    }


def test_its_own_tests_pass(project: Project) -> None:
    database = project.answers["database"]
    if database in SERVERS and not is_listening(SERVERS[database]):
        assert "CI" not in os.environ, f"CI needs a {database} server"
        pytest.skip(f"there is no {database} server on this machine")

    project.run("python -m pytest --cov -p no:cacheprovider")


def test_its_own_linters_are_content(project: Project) -> None:
    for command in project.commands("lint"):
        project.run(command)


@pytest.mark.parametrize("name", ["Zed", "A" + "b" * 39])
@pytest.mark.parametrize("linting", CATALOG.answers("linting"))
def test_a_name_of_any_length_leaves_the_code_formatted(
    template: Path, tmp_path: Path, name: str, linting: str
) -> None:
    answers = {"project_name": name, "linting": linting, "python_version": PYTHON}
    folder = render(template, tmp_path / "service", **answers)
    project = Project(folder, answers)
    project.install(tmp_path / "site")

    for command in project.commands("lint"):
        project.run(command)


def test_its_types_are_right(project: Project) -> None:
    for command in project.commands("types"):
        if command == "pyright":
            # Elsewhere it finds the project's own environment by itself.
            command = f"pyright --pythonpath {sys.executable}"
        project.run(command)


def test_what_it_imports_is_what_it_declares(project: Project) -> None:
    unimported = sorted(
        {name for entry in CATALOG.entries.values() for name in entry.unimported}
    )
    ignored = "|".join(unimported)

    project.run(
        f"deptry . --known-first-party {project.package} "
        f"--per-rule-ignores 'DEP002={ignored}'"
    )


def test_its_other_files_pass_their_linters(project: Project) -> None:
    files = {
        path.relative_to(project.folder).as_posix()
        for path in project.folder.rglob("*")
    }
    checks = {
        ".github/workflows/ci.yaml": [
            "actionlint .github/workflows/ci.yaml",
            "zizmor --offline --quiet .",
            "check-jsonschema --builtin-schema vendor.dependabot "
            ".github/dependabot.yml",
        ],
        "Dockerfile": ["hadolint Dockerfile"],
        "compose.yaml": [
            "check-jsonschema --builtin-schema vendor.compose-spec compose.yaml"
        ],
        ".pre-commit-config.yaml": [
            "python -m pre_commit validate-config .pre-commit-config.yaml"
        ],
        "README.md": ["pymarkdown --disable-rules md013 scan README.md HELP.md"],
    }
    rules = Path(__file__).with_name("yamllint.yaml")
    commands = itertools.chain(
        *(commands for name, commands in checks.items() if name in files),
        [f"yamllint --strict --config-file {rules} ."],
    )
    for command in commands:
        project.run(command)
