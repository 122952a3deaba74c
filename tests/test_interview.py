"""The interview: what is asked, recorded, greyed out and refused."""

import json
import os
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml
from copier import run_update

from workbench.agreement import interview_questions, load_presets
from workbench.catalog import load_catalog
from workbench.paths import INTERVIEW
from workbench.repository import commit, git
from workbench.trial import PATIENCE

from .conftest import Generate
from .stacks import render

pytestmark = pytest.mark.thorough

REASON = "In this test, aiohttp and PostgreSQL do not go together."


def answers_of(service: Path) -> dict[str, Any]:
    text = (service / ".copier-answers.yml").read_text("utf-8")
    answers: dict[str, Any] = yaml.safe_load(text)
    return answers


def test_every_answer_is_recorded_though_nobody_was_asked(generate: Generate) -> None:
    recorded = answers_of(generate())

    assert set(interview_questions()) <= recorded.keys()


@pytest.mark.parametrize("name", load_presets())
def test_a_preset_answers_every_question_about_the_stack(
    generate: Generate, name: str
) -> None:
    recorded = answers_of(generate(preset=name))

    preset = load_presets()[name]
    assert {question: recorded[question] for question in load_catalog().questions} == {
        question: preset[question] for question in load_catalog().questions
    }


@pytest.mark.parametrize("name", load_presets())
def test_a_preset_is_usable_as_a_data_file(generate: Generate, name: str) -> None:
    preset = load_presets()[name]

    recorded = answers_of(generate(**preset))

    assert recorded["preset"] == name


def test_who_takes_a_preset_as_it_is_answers_fewer_than_ten_questions() -> None:
    interview = yaml.safe_load(INTERVIEW.read_text("utf-8"))

    always = [name for name in interview_questions() if "ask" not in interview[name]]

    assert always[-2:] == ["preset", "customize"]
    assert len(always) < 10


def test_an_answer_that_nobody_is_asked_for_is_accepted(generate: Generate) -> None:
    service = generate(jobs="inline", broker="rabbitmq")

    assert answers_of(service)["broker"] == "rabbitmq"


def test_a_single_answer_changes_the_preset(generate: Generate) -> None:
    recorded = answers_of(generate(preset="minimal", http_client="aiohttp"))

    assert recorded["http_client"] == "aiohttp"
    assert recorded["package_manager"] == "uv"


def test_where_a_rule_forbids_what_the_preset_says_something_else_is_the_default(
    generate: Generate,
) -> None:
    recorded = answers_of(generate(preset="minimal", web_framework="django"))

    assert recorded["database"] == "sqlite"


def test_the_template_needs_no_trust() -> None:
    settings = {
        line.split(":")[0]
        for line in INTERVIEW.read_text("utf-8").splitlines()
        if line.startswith("_")
    }

    assert settings == {
        "_min_copier_version",
        "_subdirectory",
        "_answers_file",
        "_envops",
        "_exclude",
        "_message_after_copy",
        "_message_after_update",
    }


@pytest.fixture
def ruled_template(template: Path, tmp_path: Path) -> Path:
    """Give the template a rule, as long as the catalog has none of its own."""
    copy = shutil.copytree(template, tmp_path / "ruled")
    path = copy / "includes" / "catalog.json"
    topics = json.loads(path.read_text("utf-8"))
    for entry in topics["http_client"]["entries"]:
        if entry.get("answer") == "aiohttp":
            entry["rules"] = [
                {"excludes": {"database": ["postgresql"]}, "reason": REASON}
            ]
    path.write_text(json.dumps(topics), "utf-8")
    return copy


def test_a_forbidden_choice_is_refused_with_its_reason(
    ruled_template: Path, tmp_path: Path
) -> None:
    target = tmp_path / "service"

    with pytest.raises(ValueError, match=REASON):
        render(ruled_template, target, database="postgresql", http_client="aiohttp")

    assert not target.exists()


@pytest.mark.parametrize(
    ("side", "testing", "allowed"),
    [
        ("requires", ["faker", "hypothesis"], True),
        ("requires", ["hypothesis"], False),
        ("requires", [], False),
        ("excludes", ["faker"], False),
        ("excludes", ["hypothesis"], True),
    ],
)
def test_a_rule_may_look_at_a_question_with_many_answers(
    template: Path, tmp_path: Path, side: str, testing: list[str], allowed: bool
) -> None:
    copy = shutil.copytree(template, tmp_path / "ruled")
    path = copy / "includes" / "catalog.json"
    topics = json.loads(path.read_text("utf-8"))
    (entry,) = (e for e in topics["time_mock"]["entries"] if e["answer"] == "freezegun")
    entry["rules"] = [{side: {"testing": ["faker"]}, "reason": REASON}]
    path.write_text(json.dumps(topics), "utf-8")
    answers = {"testing": testing, "time_mock": "freezegun"}

    expected = nullcontext() if allowed else pytest.raises(ValueError, match=REASON)
    with expected:
        render(copy, tmp_path / "service", **answers)


@pytest.mark.heavy
def test_a_forbidden_choice_is_greyed_out_with_its_reason(
    ruled_template: Path, tmp_path: Path
) -> None:
    # The answers before the question come by --data; what is left is asked.
    data = ["--data", "customize=true", "--data", "database=postgresql"]
    command = ["-m", "copier", "copy", *data, str(ruled_template), str(tmp_path / "s")]
    terminal = pexpect.spawn(
        sys.executable,
        command,
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        dimensions=(60, 160),
        encoding="utf-8",
        timeout=PATIENCE,
    )

    for asked in (
        "called",
        "Python package",
        "one sentence",
        "author",
        "license",
        "lowest",
        "stack",
        "e-mail",
        "GitHub",
        "package manager",
        "framework",
        "orders and money",
        "nobody waits for",
    ):
        terminal.expect(asked)
        terminal.send("\r")
    terminal.expect("-- Calls to other services --")
    terminal.expect("HTTP client")
    terminal.expect("- aiohttp")
    terminal.expect(REASON)
    terminal.close(force=True)


def test_a_rule_leaves_the_other_choices_alone(
    ruled_template: Path, tmp_path: Path
) -> None:
    service = render(ruled_template, tmp_path / "service", http_client="aiohttp")

    assert answers_of(service)["http_client"] == "aiohttp"


def test_a_later_change_of_a_preset_does_not_flip_a_service(
    template: Path, tmp_path: Path
) -> None:
    source = shutil.copytree(template, tmp_path / "source")
    commit(source, "One")
    git(source, "tag", "1.0.0")
    service = render(source, tmp_path / "service")
    commit(service, "Start")
    presets = source / "includes" / "presets.json"
    changed = presets.read_text("utf-8").replace("sqlite", "postgresql")
    presets.write_text(changed, "utf-8")
    commit(source, "Two")
    git(source, "tag", "1.1.0")

    run_update(service, defaults=True, overwrite=True, quiet=True)

    assert answers_of(service)["database"] == "sqlite"
    assert answers_of(service)["_commit"] == "1.1.0"
    fresh = answers_of(render(source, tmp_path / "fresh"))
    assert fresh["database"] == "postgresql"
