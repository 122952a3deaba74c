"""Who and what a service is: bad answers are refused, good ones come out right."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from pytest_copie.plugin import Copie

from .stacks import folder_of, render

pytestmark = pytest.mark.thorough

LONGEST = "A" + "b" * 39

BAD = [
    ({"project_name": ""}, "project_name must not be empty"),
    ({"project_name": "Bücher"}, "project_name must be ASCII letters"),
    ({"project_name": "1st Service"}, "project_name must be ASCII letters"),
    ({"project_name": "Two  Spaces"}, "project_name must be ASCII letters"),
    ({"project_name": "Line\nBreak"}, "project_name must be ASCII letters"),
    ({"project_name": 'Say "hi"'}, "project_name must be ASCII letters"),
    ({"project_name": "{{ 7 * 6 }}"}, "project_name must be ASCII letters"),
    ({"project_name": "Ship #1: C:\\ 🚀"}, "project_name must be ASCII letters"),
    ({"project_name": LONGEST + "c"}, "at most 40 characters"),
    ({"project_name": "Class"}, "a word of the Python language"),
    ({"project_name": "test"}, "that the services themselves use"),
    ({"project_name": "Email"}, "a module of Python's standard library"),
    ({"project_name": "FastAPI"}, "that the services themselves use"),
    ({"package_name": "Order"}, "package_name must be lower-case ASCII"),
    ({"package_name": "order-service"}, "package_name must be lower-case ASCII"),
    ({"package_name": "order\n"}, "package_name must be lower-case ASCII"),
    ({"package_name": "a" * 41}, "at most 40 characters"),
    ({"package_name": "import"}, "a word of the Python language"),
    ({"description": ""}, "description must not be empty"),
    ({"description": "one\ntwo"}, "description must be one line"),
    ({"description": "a\x00b"}, "description must be one line"),
    ({"description": "x" * 201}, "at most 200 characters"),
    ({"user_name": ""}, "user_name must be letters"),
    ({"user_name": "Ada\nLovelace"}, "user_name must be letters"),
    ({"user_name": 'Ada "Ace" \\ {{ }} #: 🚀'}, "user_name must be letters"),
    ({"user_email": "ada"}, "user_email must be an address"),
    ({"user_email": "ada@localhost"}, "user_email must be an address"),
    ({"user_email": 'a"b@example.org'}, "user_email must be an address"),
    ({"github_user": "-ada"}, "github_user must be a GitHub account"),
    ({"github_user": "a b"}, "github_user must be a GitHub account"),
    ({"license": "GPL"}, "license"),
    ({"python_version": "3.10"}, "python_version"),
    ({"database": "oracle"}, "database"),
    ({"testing": ["nose"]}, "testing"),
]


@pytest.mark.parametrize(("answers", "reason"), BAD)
def test_a_bad_answer_is_refused_and_nothing_is_written(
    copie: Copie, answers: dict[str, Any], reason: str
) -> None:
    refused = copie.copy(answers).exception

    assert isinstance(refused, ValueError)
    assert reason in str(refused)
    assert "\n" not in str(refused).strip()
    assert list(copie.test_dir.glob("*/*")) == []


def test_a_misspelt_question_is_refused(template: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r': There is no question "databse"; [^\n]*\Z'):
        render(template, tmp_path / "service", databse="sqlite")

    assert not (tmp_path / "service").exists()


HOSTILE = [
    "Says \"hello\" and 'goodbye'.",
    r"Backslashes \ \n \x41 \u0041 \\",
    "{{ 7 * 6 }} {% if %} {# gone? #} ${HOME} %s {0}",
    "# not a heading: but a colon, [a link](x), <b>, *stars*, `code` and _lines_",
    "- no list",
    "1. no list",
    "Ünïcödé, 日本語, 🚀 and a nul-looking \\0",
    "true",
    "null",
    "*alias &anchor !tag | > @ `",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_description_comes_out_right(copie: Copie, text: str) -> None:
    service = folder_of(copie.copy({"description": text}))

    project = tomllib.loads((service / "pyproject.toml").read_text("utf-8"))
    answers = yaml.safe_load((service / ".copier-answers.yml").read_text("utf-8"))
    assert project["project"]["description"] == text
    assert answers["description"] == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_description_reads_as_written_in_markdown(
    copie: Copie, text: str
) -> None:
    service = folder_of(copie.copy({"description": text}))
    readme = (service / "README.md").read_text("utf-8")

    tokens = MarkdownIt().parse(readme)
    heading_end = next(n for n, t in enumerate(tokens) if t.type == "heading_close")
    paragraph, inline = tokens[heading_end + 1 : heading_end + 3]
    assert paragraph.type == "paragraph_open"
    assert inline.children is not None
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children) == text


@pytest.mark.parametrize("name", ["O'Neil & Søns (Ltd.)", "李小龍", "Jean-Luc, Jr."])
def test_an_authors_name_comes_out_right(copie: Copie, name: str) -> None:
    author = {"user_name": name, "user_email": "ada@example.org"}
    service = folder_of(copie.copy(author))

    project = tomllib.loads((service / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["authors"] == [{"name": name, "email": "ada@example.org"}]
    assert f"Copyright (c) {name}\n" in (service / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("license_name", ["MIT", "Apache-2.0", "BSD-3-Clause"])
def test_a_license_brings_its_text(copie: Copie, license_name: str) -> None:
    service = folder_of(copie.copy({"license": license_name}))

    assert "WARRANT" in (service / "LICENSE").read_text("utf-8")


def test_a_proprietary_service_has_no_license_file(copie: Copie) -> None:
    service = folder_of(copie.copy({"license": "proprietary"}))

    project = tomllib.loads((service / "pyproject.toml").read_text("utf-8"))
    assert not (service / "LICENSE").exists()
    assert "license" not in project["project"]
    assert "LICENSE" not in (service / "README.md").read_text("utf-8")


def test_another_package_name_than_the_projects(copie: Copie) -> None:
    names = {"project_name": "FastAPI", "package_name": "shop"}
    service = folder_of(copie.copy(names))

    assert (service / "src" / "shop" / "bootstrap.py").exists()
