"""What is rendered is a service and nothing of the template (see test_variants too)."""

import ast
import re
from pathlib import Path

import pytest
from pytest_copie.plugin import Copie

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.render import ANSWERS_FILE, File, Renderer
from workbench.rows import committed, extended
from workbench.space import Space

from .stacks import folder_of

SPACE = Space(load_catalog())
STACKS = extended(SPACE, load_presets(), committed()).stacks


@pytest.fixture(scope="module")
def renderer(template: Path) -> Renderer:
    return Renderer(template)


@pytest.fixture(params=range(len(STACKS)))
def service(request: pytest.FixtureRequest, renderer: Renderer) -> dict[str, File]:
    return renderer.service(STACKS[request.param])


def test_no_folder_is_empty(copie: Copie) -> None:
    service = folder_of(copie.copy({"preset": "minimal"}))

    assert [p for p in service.rglob("*") if p.is_dir() and not any(p.iterdir())] == []


def test_no_file_speaks_of_the_template_but_those_that_must(
    service: dict[str, File],
) -> None:
    speaking = {
        name
        for name, file in service.items()
        if re.search(r"copier|jinja|cookiecutter", file.text, re.IGNORECASE)
    }

    assert speaking == {ANSWERS_FILE, "README.md"}


def test_a_package_is_a_package_all_the_way_down(service: dict[str, File]) -> None:
    folders = {
        parent.as_posix()
        for name in service
        if name.endswith(".py") and name.startswith(("src/", "tests/"))
        for parent in Path(name).parents
    } - {".", "src"}

    assert {f"{folder}/__init__.py" for folder in folders} <= service.keys()


def test_a_service_of_a_long_name_has_the_files_of_one_with_a_short_name(
    renderer: Renderer,
) -> None:
    short = renderer.service({"project_name": "Zed"})
    long = renderer.service({"project_name": "A" + "b" * 39})

    assert {name.replace("zed", "") for name in short} == {
        name.replace("a" + "b" * 39, "") for name in long
    }


def default_of(value: ast.expr | None) -> object:
    """Read the default that a field is given, as it is or in a call."""
    if isinstance(value, ast.Call):
        named = {keyword.arg: keyword.value for keyword in value.keywords}
        value = named.get("default", value.args[0] if value.args else None)
    assert isinstance(value, ast.Constant), ast.dump(value) if value else "no default"
    return value.value


def test_the_example_of_settings_gives_their_defaults(
    service: dict[str, File],
) -> None:
    (settings,) = (n for n in service if n.endswith("/config/settings.py"))
    models = (
        node
        for node in ast.parse(service[settings].text).body
        if isinstance(node, ast.ClassDef)
    )
    defaults = {
        f"APP_{ast.unparse(node.target).upper()}": str(default_of(node.value))
        for model in models
        for node in model.body
        if isinstance(node, ast.AnnAssign)
    }

    example = re.findall(r"^(APP_\w+)=(.*)$", service[".env.example"].text, re.M)

    assert dict(example) == defaults


def test_an_answer_that_nobody_is_asked_for_changes_nothing(
    renderer: Renderer,
) -> None:
    services = [
        {**renderer.service({"jobs": "arq", "broker": broker}), ANSWERS_FILE: None}
        for broker in load_catalog().answers("broker")
    ]

    assert services[1:] == services[:-1]


@pytest.mark.parametrize(
    "answers",
    [
        {"jobs": "inline", "database": "none", "circuit_breaker": "none"},
        {"jobs": "apscheduler", "database": "mariadb", "circuit_breaker": "purgatory"},
        {"jobs": "celery", "database": "postgresql", "circuit_breaker": "pybreaker"},
    ],
)
def test_a_synchronous_service_has_no_word_of_async_code(
    renderer: Renderer, answers: dict[str, str]
) -> None:
    service = renderer.service({"preset": "flask", **answers})

    found = {
        (path, word)
        for path, file in service.items()
        if path.endswith((".py", ".toml"))
        for word in re.findall(r"\basync\b|\bawait|\basyncio\b|\bAsync", file.text)
    }
    assert found == {("tests/threads.py", "asyncio")}  # its docstring compares
