"""A service that nobody calls over HTTP: a worker, and a command line."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_copie.plugin import Copie
from typer.testing import CliRunner

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.cli import app
from workbench.doctor.examination import examine
from workbench.doctor.findings import Kind
from workbench.releases import Published
from workbench.render import File, Renderer
from workbench.repository import git
from workbench.space import Space
from workbench.updates import answers_of, conflicts_of, files_of, update

from .stacks import folder_of, started
from .upstream import change

SCHEMAS = "src/order_service/entrypoints/api/schemas.py"
# What only a server of HTTP has, and words that the catalog does not know.
HTTP = re.compile(
    r"8000|EXPOSE|HEALTHCHECK|/health|(?i:\brequests?\b|\buvicorn\b|openapi|http api)"
)
# A request for a rate, one to a repository, what Celery calls a request, and the
# settings of the HTTP client.
OTHER = re.compile(r"rates?\b|pull_request|celery|Request\)|httpx|aiohttp|retr", re.I)

WITHOUT = [
    {"jobs": jobs, "database": database}
    for jobs in ("apscheduler", "arq", "celery")
    for database in ("sqlite", "postgresql", "mariadb")
]


def service_of(**answers: Any) -> dict[str, File]:
    preset = load_presets()["worker"]
    return Renderer().service({**preset, "license": "MIT", **answers})


@pytest.mark.parametrize("answers", WITHOUT, ids=lambda it: "-".join(it.values()))
def test_nothing_in_it_speaks_of_http(answers: dict[str, str]) -> None:
    shared = ("src/order_service/adapters/rates", "tests/adapters", "LICENSE")
    found = [
        f"{path}: {line}"
        for path, file in service_of(**answers).items()
        if not path.startswith(shared)
        for line in file.text.splitlines()
        if HTTP.search(line) and not OTHER.search(line)
    ]

    assert found == []


def test_the_image_is_the_workers() -> None:
    files = service_of()
    compose = yaml.safe_load(files["compose.yaml"].text)

    assert 'CMD ["order-service-worker"]' in files["Dockerfile"].text
    assert set(compose["services"]) == {"database", "migrations", "redis", "worker"}


def test_its_script_is_the_command_line() -> None:
    scripts = service_of()["pyproject.toml"].text

    assert 'order-service = "order_service.entrypoints.cli.__main__:main"' in scripts
    assert 'order-service-worker = "order_service.entrypoints.worker' in scripts


@pytest.mark.parametrize(
    ("question", "answer", "rule"),
    [
        ("database", "none", "processes share a database"),
        ("jobs", "inline", "something has to run"),
    ],
)
def test_what_nothing_would_run_is_refused_by_name(
    question: str, answer: str, rule: str
) -> None:
    stack = {**load_presets()["worker"], question: answer}
    stack = {name: stack[name] for name in load_catalog().questions}

    assert any(rule in str(fault) for fault in Space(load_catalog()).faults(stack))


@pytest.mark.parametrize("preset", load_presets())
def test_without_http_every_preset_has_a_worker(copie: Copie, preset: str) -> None:
    without = {"preset": preset, "web_framework": "none"}
    answers = answers_of(folder_of(copie.copy(without)))

    assert answers["database"] != "none"
    assert answers["jobs"] != "inline"


def test_the_default_gives_way_only_where_it_must(copie: Copie) -> None:
    served = {"preset": "worker", "web_framework": "fastapi"}
    answers = answers_of(folder_of(copie.copy(served)))

    assert (answers["database"], answers["jobs"]) == ("postgresql", "arq")


def test_there_is_no_page_to_open() -> None:
    done = CliRunner().invoke(app, ["try", "--preset", "worker"])

    assert done.exit_code == 1
    assert "no page to open" in done.output


@pytest.fixture
def worker(published: Published, upstream: Path, copie: Copie) -> Path:
    """Give a service without HTTP."""
    answers = {"web_framework": "none"}
    return started(copie.copy(answers, upstream, published.newest.tag))


def fresh(service: Path) -> dict[str, str]:
    files = Renderer().service(answers_of(service))
    return {path: file.text for path, file in files.items() if path != "README.md"}


def unlike(service: Path, files: dict[str, str]) -> set[str]:
    """Give the files that a copy with the same answers would not have, or not so."""
    there = files_of(service) - {"README.md"}
    return (there ^ files.keys()) | {
        path
        for path in there & files.keys() - {".copier-answers.yml"}
        if (service / path).read_text("utf-8") != files[path]
    }


@pytest.mark.heavy
@pytest.mark.updates
def test_a_switch_to_none_leaves_the_owners_schemas(service: Path) -> None:
    change(service, SCHEMAS, '"""What the API takes', '"""Ours: what the API takes')

    update(service, web_framework="none", jobs="apscheduler")

    assert unlike(service, fresh(service)) == {SCHEMAS}
    assert git(service, "status", "--porcelain", SCHEMAS) == ""
    assert conflicts_of(service) == []


@pytest.mark.heavy
@pytest.mark.updates
def test_a_switch_from_none_brings_all_of_the_api(worker: Path) -> None:
    update(worker, web_framework="fastapi")

    assert unlike(worker, fresh(worker)) == set()


@pytest.mark.heavy
@pytest.mark.updates
def test_the_doctor_says_what_a_switch_takes_along(service: Path) -> None:
    app_file = "src/order_service/entrypoints/fastapi/app.py"
    change(service, app_file, '"""The application', '"""Our application')

    report = examine(service, data={"web_framework": "none"})

    told = {(it.kind, it.path or it.answer) for it in report.findings}
    assert (Kind.WOULD_DELETE, app_file) in told
    assert (Kind.INVALID_ANSWER, "jobs") in told


@pytest.mark.heavy
@pytest.mark.updates
def test_a_switch_does_what_the_doctor_said(service: Path) -> None:
    report = examine(service, data={"web_framework": "none"})

    update(service, web_framework="none")

    (told,) = (it for it in report.findings if it.kind is Kind.INVALID_ANSWER)
    assert f"take {answers_of(service)['jobs']} instead" in told.message
