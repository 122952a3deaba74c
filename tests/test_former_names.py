"""What has another name now, or is on its way out, is not lost, and is told."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_copie.plugin import Copie

from workbench.releases import Published
from workbench.repository import commit
from workbench.updates import answers_of, update

from .stacks import started
from .upstream import change, release

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

DEPRECATED = (
    '"label": "uv: ',
    '"deprecated": {"since": "99", "reason": "It is late.", "replace_by": "poetry"},\n'
    '     "label": "uv: ',
)


@pytest.fixture
def service(published: Published, upstream: Path, copie: Copie) -> Path:
    """Give a service whose answers are not those of its preset."""
    answers = {"editor": "none", "package_manager": "uv"}
    return started(copie.copy(answers, upstream, published.newest.tag))


@pytest.fixture
def renamed(upstream: Path) -> Path:
    """Release a version in which the question about the editor has another name."""
    change(upstream, "copier.yml", "\neditor:\n", "\nide:\n")
    for old, new in {
        "asked('editor')": "asked('ide')",
        "{{ presets[preset].editor }}": "{{ editor | default(presets[preset].ide) }}",
        "{{- notices() }}": '{{- notices({"editor": editor | default(none)}) }}',
        "choices('editor')": "choices('ide')",
    }.items():
        change(upstream, "copier.yml", old, new)
    for name in ("catalog", "presets"):
        path = upstream / "includes" / f"{name}.json"
        path.write_text(path.read_text("utf-8").replace('"editor"', '"ide"'), "utf-8")
    asks = '"ask": "Which editor gets ready-made settings?",'
    none = f'{asks}\n   "only": {{}},\n   "aliases": []'
    release(upstream, "includes/catalog.json", none, none.replace("[]", '["editor"]'))
    return upstream


def printed(service: Path) -> str:
    command = [sys.executable, "-m", "copier", "update", "--defaults", str(service)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def test_the_answer_to_a_renamed_question_is_kept(renamed: Path, service: Path) -> None:
    update(service)

    assert answers_of(service)["ide"] == "none"
    assert not (service / ".vscode").exists()


def test_a_former_name_is_told_once(renamed: Path, service: Path) -> None:
    told = "The question editor has another name now; your answer, none, is kept."

    first = printed(service)
    commit(service, "Update")

    assert told in first
    assert told not in printed(service)


def test_a_former_name_is_refused_from_a_script(renamed: Path, service: Path) -> None:
    with pytest.raises(ValueError, match='"editor" is called ide now'):
        update(service, editor="vscode")


def test_a_deprecated_answer_is_kept(upstream: Path, service: Path) -> None:
    release(upstream, "includes/catalog.json", *DEPRECATED)

    update(service)

    assert answers_of(service)["package_manager"] == "uv"


def test_a_deprecated_answer_is_told_with_what_to_do(
    upstream: Path, service: Path
) -> None:
    release(upstream, "includes/catalog.json", *DEPRECATED)

    told = printed(service)

    assert "package_manager=uv is deprecated since 99: It is late." in told
    assert "copier update --data package_manager=poetry" in told


def test_a_package_keeps_a_name_that_is_taken_later(
    upstream: Path, service: Path
) -> None:
    change(upstream, "includes/reserved.jinja", " aiofiles", " aiofiles order_service")
    release(upstream, "template/Makefile.jinja", "test:", "test:  ")

    update(service)

    assert "test:  " in (service / "Makefile").read_text("utf-8")


def test_a_package_cannot_take_a_taken_name_in_an_update(
    upstream: Path, service: Path
) -> None:
    release(upstream, "template/Makefile.jinja", "test:", "test:  ")

    with pytest.raises(ValueError, match='package_name cannot be "fastapi"'):
        update(service, package_name="fastapi")


def test_nothing_is_told_where_there_is_nothing(upstream: Path, service: Path) -> None:
    release(upstream, "template/Makefile.jinja", "test:", "test:  ")

    assert printed(service).endswith("formats, lints, types and tests\n\n")
