"""The interview: what is asked, recorded, greyed out and refused."""

import json
import os
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import pexpect
import pytest
import yaml
from pytest_copie.plugin import Copie

from workbench.agreement import interview_questions, load_presets
from workbench.catalog import load_catalog
from workbench.paths import INTERVIEW
from workbench.render import ANSWERS_FILE
from workbench.repository import commit, git
from workbench.trial import PATIENCE
from workbench.updates import answers_of

from .stacks import folder_of, render, started

pytestmark = pytest.mark.thorough

REASON = "In this test, aiohttp and PostgreSQL do not go together."


def test_every_answer_is_recorded_though_nobody_was_asked(copie: Copie) -> None:
    recorded = answers_of(folder_of(copie.copy()))

    assert set(interview_questions()) <= recorded.keys()


@pytest.mark.parametrize("name", load_presets())
def test_a_preset_answers_every_question_about_the_stack(
    copie: Copie, name: str
) -> None:
    recorded = answers_of(folder_of(copie.copy({"preset": name})))

    preset = load_presets()[name]
    assert {question: recorded[question] for question in load_catalog().questions} == {
        question: preset[question] for question in load_catalog().questions
    }


@pytest.mark.parametrize("name", load_presets())
def test_a_preset_is_usable_as_a_data_file(
    template: Path, tmp_path: Path, name: str
) -> None:
    preset = load_presets()[name]

    recorded = answers_of(render(template, tmp_path / "service", **preset))

    assert recorded["preset"] == name


def test_who_takes_a_preset_as_it_is_answers_fewer_than_ten_questions() -> None:
    interview = yaml.safe_load(INTERVIEW.read_text("utf-8"))

    always = [name for name in interview_questions() if "ask" not in interview[name]]

    assert always[-2:] == ["preset", "customize"]
    assert len(always) < 10


def test_an_answer_that_nobody_is_asked_for_is_accepted(
    template: Path, tmp_path: Path
) -> None:
    service = render(template, tmp_path / "service", jobs="inline", broker="rabbitmq")

    assert answers_of(service)["broker"] == "rabbitmq"


def test_a_single_answer_changes_the_preset(copie: Copie) -> None:
    answers = {"preset": "minimal", "http_client": "aiohttp"}
    recorded = answers_of(folder_of(copie.copy(answers)))

    assert recorded["http_client"] == "aiohttp"
    assert recorded["package_manager"] == "uv"


def test_where_a_rule_forbids_what_the_preset_says_something_else_is_the_default(
    copie: Copie,
) -> None:
    answers = {"preset": "minimal", "web_framework": "django"}
    recorded = answers_of(folder_of(copie.copy(answers)))

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
    ruled_template: Path, copie: Copie
) -> None:
    answers = {"database": "postgresql", "http_client": "aiohttp"}

    with pytest.raises(ValueError, match=REASON):
        folder_of(copie.copy(answers, ruled_template))

    assert list(copie.test_dir.glob("*/*")) == []


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
    copie: Copie, side: str, testing: list[str], allowed: bool
) -> None:
    copy = shutil.copytree(copie.default_template_dir, copie.test_dir / "ruled")
    path = copy / "includes" / "catalog.json"
    topics = json.loads(path.read_text("utf-8"))
    (entry,) = (e for e in topics["time_mock"]["entries"] if e["answer"] == "freezegun")
    entry["rules"] = [{side: {"testing": ["faker"]}, "reason": REASON}]
    path.write_text(json.dumps(topics), "utf-8")
    answers = {"testing": testing, "time_mock": "freezegun"}

    expected = nullcontext() if allowed else pytest.raises(ValueError, match=REASON)
    with expected:
        folder_of(copie.copy(answers, copy))


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
    ruled_template: Path, copie: Copie
) -> None:
    service = folder_of(copie.copy({"http_client": "aiohttp"}, ruled_template))

    assert answers_of(service)["http_client"] == "aiohttp"


def test_a_later_change_of_a_preset_does_not_flip_a_service(
    template: Path, tmp_path: Path, copie: Copie
) -> None:
    source = shutil.copytree(template, tmp_path / "source")
    commit(source, "One")
    git(source, "tag", "1.0.0")
    copied = copie.copy(template_dir=source)
    service = started(copied)
    presets = source / "includes" / "presets.json"
    changed = presets.read_text("utf-8").replace("sqlite", "postgresql")
    presets.write_text(changed, "utf-8")
    commit(source, "Two")
    git(source, "tag", "1.1.0")

    folder_of(copie.update(copied))

    assert answers_of(service)["database"] == "sqlite"
    assert "\n_commit: 1.1.0\n" in (service / ANSWERS_FILE).read_text("utf-8")
    fresh = answers_of(folder_of(copie.copy(template_dir=source)))
    assert fresh["database"] == "postgresql"
