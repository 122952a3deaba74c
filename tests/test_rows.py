"""The committed covering array: what is new appends rows, and changes none."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.agreement import load_presets
from workbench.catalog import Catalog, Entry, Question, Rule, Topic, load_catalog
from workbench.coverage import invalid, uncovered
from workbench.rows import ROWS, STRENGTH, Extension, committed, extended
from workbench.space import Space, Stack
from workbench.versions import PYTHONS

from .test_space import catalogs, entry, topic

CATALOG = load_catalog()
PRESETS = load_presets()
COMMITTED = committed()
ROWS_NOW = [
    {question: row[question] for question in CATALOG.questions} for row in COMMITTED
]


def extension(
    catalog: Catalog, presets: dict[str, Any] = PRESETS, rows: list[Stack] = ROWS_NOW
) -> Extension:
    """Extend rows, and see that they are an array of the catalog."""
    found = extended(Space(catalog), presets, rows)
    assert invalid(catalog, found.stacks) == []
    assert uncovered(catalog, found.stacks, STRENGTH) == []
    return found


def changed(name: str, **changes: Any) -> Catalog:
    """Change a topic of the catalog."""
    return Catalog(
        topics=[
            it.model_copy(update=changes) if it.topic == name else it
            for it in CATALOG.topics
        ]
    )


def with_rules(name: str, answer: str, *rules: Rule) -> Catalog:
    """Give an answer of the catalog other rules."""
    entries = [
        it.model_copy(update={"rules": list(rules)}) if it.answer == answer else it
        for it in CATALOG.questions[name].entries
    ]
    return changed(name, entries=entries)


def of_old_questions(rows: list[Stack]) -> list[Stack]:
    """Leave out the answers to questions that are new."""
    return [{name: row[name] for name in CATALOG.questions} for row in rows]


def test_the_committed_rows_are_an_array_of_today() -> None:
    lines = extension(CATALOG, rows=COMMITTED).lines

    assert ROWS.read_text("utf-8") == lines, "run: make write"


def test_the_array_begins_with_the_presets() -> None:
    space = Space(CATALOG)

    assert extension(CATALOG).stacks[: len(PRESETS)] == [
        space.stack(space.row(preset)) for preset in PRESETS.values()
    ]


def test_a_row_that_is_missing_is_noticed() -> None:
    found = extension(CATALOG, rows=ROWS_NOW[1:])

    assert found.kept == ROWS_NOW[1:]
    assert len(found.appended) == 1


def test_an_array_is_built_where_there_is_none() -> None:
    found = extension(CATALOG, rows=[])

    assert found.kept == []
    assert found.notes == []
    assert len(found.stacks) <= len(PRESETS) + len(ROWS_NOW)


@pytest.mark.parametrize("name", ["retries", "database", "type_checker", "helpers"])
def test_a_new_alternative_appends_rows_and_changes_none(name: str) -> None:
    made_up = entry(name, "made_up")
    many = name == "helpers"
    entries = [*CATALOG.questions[name].entries, made_up]
    if many:
        entries[-1] = made_up.model_copy(update={"role": "addon"})

    found = extension(changed(name, entries=entries), rows=COMMITTED)

    assert found.kept == ROWS_NOW
    assert found.notes == []
    pythons = found.pythons[len(PRESETS) :]
    assert pythons[: len(COMMITTED)] == [row["python_version"] for row in COMMITTED]
    assert {PYTHONS[0], PYTHONS[-1]} <= set(pythons[len(COMMITTED) :])
    # It has to meet each of the four web frameworks, databases and ways to do jobs.
    assert len(found.appended) == 4
    assert all("made_up" in str(row[name]) for row in found.appended)


@pytest.mark.parametrize(
    ("question", "answers", "usual", "appended"),
    [
        (Question(kind="one", ask="?"), ["a", "none"], "none", 4),
        (Question(kind="one", ask="?", before="b"), ["a", "b", "none"], "b", 8),
        (Question(kind="one", ask="?"), ["a", "b"], "b", 4),
        (Question(kind="many", ask="?"), ["a", "b"], [], 5),
        (Question(kind="flag", ask="?"), ["yes"], False, 4),
    ],
)
def test_a_new_question_leaves_the_services_of_rows_as_they_were(
    question: Question, answers: list[str], usual: object, appended: int
) -> None:
    made_up = topic("made_up", question.kind, *(entry("made_up", a) for a in answers))
    catalog = Catalog(
        topics=[made_up.model_copy(update={"question": question}), *CATALOG.topics]
    )
    answer: dict[str, Any] = {
        "one": "b" if "b" in answers else "none",
        "many": [],
        "flag": False,
    }
    presets = {
        name: {**preset, "made_up": answer[question.kind]}
        for name, preset in PRESETS.items()
    }

    found = extension(catalog, presets)

    assert found.notes == []
    assert of_old_questions(found.kept) == ROWS_NOW
    assert all(row["made_up"] == usual for row in found.kept)
    assert len(found.appended) == appended


def test_a_new_question_gets_an_answer_that_the_row_allows() -> None:
    rule = Rule(name="r", reason="r", excludes={"web_framework": ["django"]})
    made_up = topic(
        "made_up", "one", entry("made_up", "none", rule), entry("made_up", "a")
    )
    presets = {name: {**preset, "made_up": "a"} for name, preset in PRESETS.items()}

    found = extension(Catalog(topics=[*CATALOG.topics, made_up]), presets)

    assert of_old_questions(found.kept) == ROWS_NOW
    assert {
        (row["web_framework"] == "django", row["made_up"]) for row in found.kept
    } == {
        (True, "a"),
        (False, "none"),
    }


def test_a_rule_that_is_gone_appends_what_it_kept_out() -> None:
    (none,) = (
        it for it in CATALOG.questions["database"].entries if it.answer == "none"
    )
    assert any(rule.name == "Django brings an ORM" for rule in none.rules)
    kept = [rule for rule in none.rules if rule.name != "Django brings an ORM"]

    found = extension(with_rules("database", "none", *kept))

    assert found.kept == ROWS_NOW
    assert [(it["web_framework"], it["database"]) for it in found.appended] == [
        ("django", "none")
    ]


def test_a_new_rule_changes_the_rows_that_break_it_and_says_so() -> None:
    rule = Rule(name="r", reason="r", excludes={"web_framework": ["flask"]})
    rules = [it for it in CATALOG.entries["attrs"].rules if it.name != "r"]
    broken = [
        number
        for number, row in enumerate(ROWS_NOW, start=1)
        if (row["models"], row["web_framework"]) == ("attrs", "flask")
    ]

    found = extension(with_rules("models", "attrs", *rules, rule))

    assert broken
    assert [note.partition(":")[0] for note in found.notes] == [
        f"row {number} is changed" for number in broken
    ]
    for number, (old, new) in enumerate(zip(ROWS_NOW, found.kept, strict=True), 1):
        differing = [name for name in old if old[name] != new[name]]
        assert len(differing) == (number in broken), differing


def test_an_answer_that_is_gone_is_told_and_nothing_else_of_the_row_changes() -> None:
    entries: list[Entry] = [
        it for it in CATALOG.questions["retries"].entries if it.answer != "aioretry"
    ]

    found = extension(changed("retries", entries=entries))

    assert [row | {"retries": ""} for row in found.kept] == [
        row | {"retries": ""} for row in ROWS_NOW
    ]
    assert found.notes == [
        f"row {number} is changed: retries=none and not aioretry"
        for number, row in enumerate(ROWS_NOW, start=1)
        if row["retries"] == "aioretry"
    ]


def test_a_question_that_is_gone_is_told() -> None:
    topics = [it for it in CATALOG.topics if it.topic != "notebook"]
    presets = {
        name: {question: it[question] for question in it if question != "notebook"}
        for name, it in PRESETS.items()
    }

    found = extension(Catalog(topics=topics), presets)

    assert found.appended == []
    assert len(found.kept) == len(found.notes) == len(ROWS_NOW)
    assert found.notes[0] == "row 1 is changed: without notebook"


def test_a_preset_that_changes_changes_its_own_row() -> None:
    presets = PRESETS | {
        "minimal": PRESETS["minimal"] | {"ci": "none", "docs": "mkdocs"}
    }

    found = extension(CATALOG, presets)

    assert found.kept == ROWS_NOW
    assert found.notes == []


def test_a_question_with_a_new_name_keeps_its_answers() -> None:
    old: Topic = CATALOG.questions["editor"]
    assert old.question
    asked = old.question.model_copy(update={"aliases": ["editor"]})
    presets = {
        name: {**preset, "tool": preset["editor"]} for name, preset in PRESETS.items()
    }
    for preset in presets.values():
        del preset["editor"]

    found = extension(changed("editor", topic="tool", question=asked), presets)

    assert found.notes == []
    assert found.appended == []
    assert [row["tool"] for row in found.kept] == [row["editor"] for row in ROWS_NOW]


def test_a_row_that_is_there_twice_is_dropped_and_says_so() -> None:
    found = extension(CATALOG, rows=[*ROWS_NOW, ROWS_NOW[0], PRESETS["minimal"]])

    assert found.kept == ROWS_NOW
    assert found.notes == [
        f"row {len(ROWS_NOW) + number} is dropped: it is there already"
        for number in (1, 2)
    ]


def test_a_preset_that_breaks_a_rule_is_told() -> None:
    presets = PRESETS | {"minimal": {**PRESETS["minimal"], "database": "oracle"}}

    with pytest.raises(ValueError, match="database cannot be answered with oracle"):
        extension(CATALOG, presets)


@given(catalogs(), catalogs(), st.data())
@settings(max_examples=60, deadline=None)
def test_rows_of_any_catalog_become_an_array_of_any_other(
    before: Catalog, after: Catalog, data: st.DataObject
) -> None:
    old, new = Space(before), Space(after)
    rows = old.covering(STRENGTH) if old.count() else []
    chosen = data.draw(st.lists(st.sampled_from(rows), unique_by=str)) if rows else []

    found = extension(after, {}, chosen)

    same = before.questions.keys() == after.questions.keys()
    for number, row in enumerate(chosen, start=1):
        if same and not new.faults(row):
            assert row in found.kept
            assert not any(
                note.startswith(f"row {number} is c") for note in found.notes
            )
    if not new.count():
        assert found.stacks == []
