"""What is rendered looks hand-written, and an option that is off leaves no trace."""

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.agreement import load_presets
from workbench.catalog import Entry, load_catalog

from .conftest import Generate
from .stacks import render

CUSTOM: dict[str, dict[str, Any]] = {
    **{name: {"preset": name} for name in load_presets()},
    "postgresql-uv": {
        "database": "postgresql",
        "package_manager": "uv",
        "http_client": "aiohttp",
        "retries": "aioretry",
        "circuit_breaker": "purgatory",
        "linting": "ruff",
        "type_checker": "pyright",
        "time_mock": "time_machine",
        "github_user": "octocat",
        "license": "proprietary",
    },
    "mariadb-httpx": {"database": "mariadb", "http_client": "httpx", "docker": False},
}


@pytest.fixture(scope="module", params=CUSTOM)
def service(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: Any
) -> Path:
    target: Path = tmp_path_factory.mktemp(request.param) / "service"
    return render(template, target, **CUSTOM[request.param])


def texts(service: Path) -> dict[str, str]:
    return {
        path.relative_to(service).as_posix(): path.read_text("utf-8")
        for path in sorted(service.rglob("*"))
        if path.is_file()
    }


def test_no_jinja_is_left(service: Path) -> None:
    # GitHub's own expressions and VS Code's variables have a dollar sign.
    left = {
        name
        for name, text in texts(service).items()
        if re.search(r"(?<!\$)\{\{|\{%|\{#|[^}]%\}", text)
    }

    assert left == set()


def test_blank_lines_are_as_a_person_would_leave_them(service: Path) -> None:
    allowed = {".mako": 3, ".py": 3}  # two blank lines between functions
    untidy = {
        name
        for name, text in texts(service).items()
        if text
        and (
            "\n" * (allowed.get(Path(name).suffix, 2) + 1) in text
            or text.startswith("\n")
            or not text.endswith("\n")
            or text.endswith("\n\n")
            or re.search(r"[ \t]\n", text)
        )
        and name != "LICENSE"
    }

    assert untidy == set()


def test_no_folder_is_empty(service: Path) -> None:
    assert [p for p in service.rglob("*") if p.is_dir() and not any(p.iterdir())] == []


def test_no_file_speaks_of_the_template_but_those_that_must(service: Path) -> None:
    speaking = {
        name
        for name, text in texts(service).items()
        if re.search(r"copier|jinja|cookiecutter", text, re.IGNORECASE)
    }

    assert speaking == {".copier-answers.yml", "README.md"}


def test_every_file_parses(service: Path) -> None:
    parsers: dict[str, Any] = {
        ".json": json.loads,
        ".py": ast.parse,
        ".toml": tomllib.loads,
        ".yaml": yaml.safe_load,
        ".yml": yaml.safe_load,
    }
    for name, text in texts(service).items():
        parsers.get(Path(name).suffix, str)(text)


def test_no_file_is_too_wide_to_read(service: Path) -> None:
    wide = {
        name
        for name, text in texts(service).items()
        if name.endswith(".py") and max(map(len, text.splitlines()), default=0) > 88
    }

    assert wide == set()


def words_of(entry: Entry) -> set[str]:
    """Return the names by which an entry would give itself away."""
    names = {entry.name.lower(), (entry.package or entry.name).lower()}
    return {name for name in names if " " not in name}


# Names that are words of other things too: httpx is in httpx2, "database" in prose.
AMBIGUOUS = {"httpx", "docker", "flake8", "uv", "faker"}


@pytest.mark.parametrize("stack", CUSTOM)
def test_an_option_that_is_off_leaves_no_trace(
    template: Path, tmp_path: Path, stack: str
) -> None:
    service = render(template, tmp_path / "service", **CUSTOM[stack])
    answers = yaml.safe_load((service / ".copier-answers.yml").read_text("utf-8"))
    catalog = load_catalog()
    off = {
        word
        for question, topic in catalog.questions.items()
        for entry in topic.entries
        if entry.asked and topic.question and topic.question.kind != "flag"
        if entry.answer != answers[question]
        and not (
            isinstance(answers[question], list) and entry.answer in answers[question]
        )
        for word in words_of(entry)
    }
    if answers["web_framework"] == "fastapi":
        off.discard("httpx2")  # its test client is built on it

    traces = {
        (name, word)
        for name, text in texts(service).items()
        if name not in {".copier-answers.yml", "LICENSE"}
        for word in off - AMBIGUOUS
        if re.search(rf"\b{re.escape(word)}\b", text.lower())
    }

    assert traces == set()


def test_every_question_changes_something(template: Path, tmp_path: Path) -> None:
    catalog = load_catalog()
    base = texts(render(template, tmp_path / "base"))
    inert = []
    for question, topic in catalog.questions.items():
        for answer in catalog.answers(question):
            given: Any = answer
            if topic.question and topic.question.kind == "many":
                given = [answer]
            changed = render(
                template, tmp_path / f"{question}-{answer}", **{question: given}
            )
            files = {
                name: text
                for name, text in texts(changed).items()
                if name != ".copier-answers.yml"
            }
            recommended = load_presets()["recommended"][question]
            if (
                given != recommended
                and all(base.get(name) == text for name, text in files.items())
                and files.keys() == base.keys() - {".copier-answers.yml"}
            ):
                inert.append((question, answer))

    assert inert == []


def test_the_generated_service_of_a_long_name_and_a_short_one_have_the_same_files(
    generate: Generate, template: Path, tmp_path: Path
) -> None:
    short = texts(render(template, tmp_path / "short", project_name="Zed"))
    long = texts(render(template, tmp_path / "long", project_name="A" + "b" * 39))

    assert {name.replace("zed", "") for name in short} == {
        name.replace("a" + "b" * 39, "") for name in long
    }
