"""The space of stacks: counted, sampled and covered as a listing of it would be."""

from collections.abc import Callable
from itertools import combinations, product
from math import prod
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import HttpUrl

from workbench.agreement import load_presets, yielding_questions
from workbench.catalog import (
    Answer,
    Catalog,
    Entry,
    Question,
    Rule,
    Topic,
    load_catalog,
)
from workbench.coverage import invalid, uncovered
from workbench.space import Space, default_faults


def entry(topic: str, answer: str, *rules: Rule) -> Entry:
    return Entry(
        key=f"{topic}_{answer}",
        value=answer,
        name=answer,
        index="added",
        role="choice",
        label=answer,
        why="A test needs it.",
        home=HttpUrl("https://example.org"),
        rules=list(rules),
    )


def topic(name: str, kind: Any, *entries: Entry) -> Topic:
    return Topic(
        topic=name,
        title=name,
        section="",
        question=Question(kind=kind, ask="?"),
        entries=list(entries),
    )


# A busy machine draws and tests slowly, too.
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
NEEDS_REDIS = Rule(name="arq-redis", reason="arq keeps its jobs in Redis.", requires={})
RULED = Catalog(
    topics=[
        topic(
            "broker", "one", *(entry("broker", a) for a in ("none", "redis", "kafka"))
        ),
        topic("extras", "many", *(entry("extras", a) for a in ("cache", "metrics"))),
        topic(
            "jobs",
            "one",
            entry("jobs", "inline"),
            entry(
                "jobs",
                "arq",
                NEEDS_REDIS.model_copy(update={"requires": {"broker": ["redis"]}}),
            ),
            entry(
                "jobs",
                "faust",
                Rule(
                    name="faust-kafka",
                    reason="Faust reads from Kafka.",
                    requires={"broker": ["kafka"]},
                    excludes={"extras": ["cache"]},
                ),
            ),
        ),
        topic(
            "docker",
            "flag",
            entry(
                "docker",
                "docker",
                Rule(name="no", reason="No.", excludes={"jobs": ["inline"]}),
            ),
        ),
    ]
)


def listed(space: Space) -> list[dict[str, Any]]:
    """List all rows, one by one, and keep the valid ones."""
    names = list(space.factors)
    rows = product(*(space.factors[name].levels for name in names))
    every = (dict(zip(names, row, strict=True)) for row in rows)
    return [row for row in every if not space.faults(space.stack(row))]


def test_as_many_stacks_are_counted_as_are_listed() -> None:
    space = Space(RULED)

    assert space.count() == len(listed(space)) == 24


def test_the_stacks_that_agree_with_some_answers_are_counted() -> None:
    space = Space(RULED)
    rows = listed(space)

    for name, factor in space.factors.items():
        for level in factor.levels:
            agreeing = [row for row in rows if row[name] == level]
            assert space.count({name: level}) == len(agreeing), (name, level)


def test_a_million_million_stacks_are_counted_at_once() -> None:
    topics = [
        topic(f"q{number}", "one", *(entry(f"q{number}", f"a{i}") for i in range(3)))
        for number in range(40)
    ]

    assert Space(Catalog(topics=topics)).count() == 3**40


@st.composite
def catalogs(draw: Callable[..., Any]) -> Catalog:
    """Draw small catalogs with rules of every kind."""
    topics: list[Topic] = []
    for number in range(draw(st.integers(2, 4))):
        name = f"q{number}"
        kind = draw(st.sampled_from(["one", "many", "flag"]))
        answers = (
            ["yes"] if kind == "flag" else ["a", "b", "c"][: draw(st.integers(1, 3))]
        )
        entries = []
        for answer in answers:
            rules = []
            if topics and draw(st.booleans()):
                asked = draw(st.sampled_from(topics))
                known = Catalog(topics=topics).answers(asked.topic)
                chosen = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
                side = draw(st.sampled_from(["excludes", "requires"]))
                rules.append(
                    Rule.model_validate(
                        {"name": "r", "reason": "r", side: {asked.topic: chosen}}
                    )
                )
            entries.append(entry(name, answer, *rules))
        topics.append(topic(name, kind, *entries))
    return Catalog(topics=topics)


@given(catalogs())
@UNHURRIED
def test_any_catalog_is_counted_and_covered(catalog: Catalog) -> None:
    space = Space(catalog)
    rows = listed(space)

    assert space.count() == len(rows)
    if rows:
        stacks = space.covering(2)
        assert invalid(catalog, stacks) == []
        assert uncovered(catalog, stacks, 2) == []


@given(catalogs(), st.integers(1, 3))
@UNHURRIED
def test_what_the_checker_calls_uncovered_is_what_a_listing_shows(
    catalog: Catalog, strength: int
) -> None:
    space = Space(catalog)
    rows = listed(space)
    if len(space.factors) < strength:
        return
    shown = {
        together for row in rows for together in combinations(row.items(), strength)
    }

    assert set(uncovered(catalog, [], strength)) == shown


def test_without_a_rule_the_catalog_has_as_many_stacks_as_its_answers_make() -> None:
    catalog = load_catalog()
    topics = [
        each.model_copy(
            update={
                "entries": [e.model_copy(update={"rules": []}) for e in each.entries],
                "question": each.question
                and each.question.model_copy(update={"only": {}}),
            }
        )
        for each in catalog.topics
    ]
    space = Space(Catalog(topics=topics))

    assert space.count() == prod(len(f.levels) for f in space.factors.values())
    assert Space(catalog).count() < space.count()


@pytest.mark.parametrize("strength", [2, 3])
def test_a_covering_array_begins_with_the_presets_and_covers(strength: int) -> None:
    catalog, presets = load_catalog(), list(load_presets().values())
    space = Space(catalog)

    stacks = space.covering(strength, presets)

    assert stacks[: len(presets)] == [space.stack(space.row(each)) for each in presets]
    assert invalid(catalog, stacks) == []
    assert uncovered(catalog, stacks, strength) == []


def test_the_checker_misses_a_row_that_is_taken_away() -> None:
    stacks = Space(RULED).covering(2)
    alone = [
        number
        for number in range(len(stacks))
        if uncovered(RULED, stacks[:number] + stacks[number + 1 :], 2)
    ]

    assert uncovered(RULED, stacks, 2) == []
    assert alone


def test_the_checker_finds_a_row_that_breaks_a_rule() -> None:
    stack = {"broker": "none", "extras": [], "jobs": "arq", "docker": False}

    assert invalid(RULED, [stack]) == [stack]


def test_the_checker_finds_an_answer_that_does_not_exist() -> None:
    stack = {"broker": "nats", "extras": [], "jobs": "inline", "docker": False}

    assert invalid(RULED, [stack]) == [stack]


def test_a_sample_is_of_valid_stacks_and_the_same_for_the_same_seed() -> None:
    space = Space(RULED)

    stacks = space.sample(50, seed=7)

    assert stacks == space.sample(50, seed=7) != space.sample(50, seed=8)
    assert invalid(RULED, stacks) == []


def test_a_sample_favours_no_stack() -> None:
    space = Space(RULED)
    stacks = [str(stack) for stack in space.sample(2400, seed=1)]

    counts = [stacks.count(str(space.stack(row))) for row in listed(space)]

    assert min(counts) > 60
    assert max(counts) < 145


def test_a_stack_that_breaks_a_rule_is_told_which() -> None:
    stack = {"broker": "kafka", "extras": [], "jobs": "arq", "docker": False}

    assert Space(RULED).faults(stack) == [
        'jobs=arq breaks the rule "arq-redis": arq keeps its jobs in Redis.'
    ]


def test_an_answer_that_does_not_exist_is_told_those_that_do() -> None:
    stack = {"broker": "nats", "extras": ["cash"], "jobs": "inline"}

    assert Space(RULED).faults(stack | {"dokcer": True}) == [
        "there is no question dokcer; there are broker, extras, jobs, docker",
        "broker cannot be answered with nats; there are none, redis, kafka",
        "extras cannot be answered with cash; there are cache, metrics",
        "docker is not answered",
    ]


def test_an_answer_of_the_wrong_kind_is_a_fault() -> None:
    stack = {"broker": ["redis"], "extras": "cache", "jobs": "arq", "docker": 1}

    assert Space(RULED).faults(stack) == [
        "broker cannot be answered with ['redis']; there are none, redis, kafka",
        "extras takes a list, not cache",
        "docker cannot be answered with 1; there are true, false",
    ]


def test_a_covering_array_refuses_a_first_row_that_breaks_a_rule() -> None:
    stack = {"broker": "none", "extras": [], "jobs": "arq", "docker": False}

    with pytest.raises(ValueError, match="arq-redis"):
        Space(RULED).covering(2, [stack])


def test_partial_counts_add_up() -> None:
    space = Space(RULED)
    given: dict[str, Answer] = {"broker": "kafka", "extras.metrics": True}

    for factor in space.factors.values():
        if factor.name not in given:
            counts = [space.count({**given, factor.name: v}) for v in factor.levels]
            assert sum(counts) == space.count(given)


def test_a_factor_that_does_not_exist_is_not_counted() -> None:
    with pytest.raises(KeyError):
        Space(RULED).count({"brocker": "kafka"})


def test_the_nearest_valid_stacks_change_the_fewest_answers() -> None:
    space = Space(RULED)
    stack = {"broker": "kafka", "extras": ["cache"], "jobs": "arq", "docker": True}

    assert space.nearest(stack) == [stack | {"broker": "redis"}]
    assert space.nearest(stack | {"broker": "redis"}) == [stack | {"broker": "redis"}]
    assert len(space.nearest(stack | {"jobs": "inline"}, most=1)) == 1


@pytest.mark.parametrize("stacks", [Space(load_catalog()), Space(RULED)])
def test_a_row_and_its_stack_say_the_same(stacks: Space) -> None:
    for stack in stacks.sample(20, seed=2):
        assert stacks.stack(stacks.row(stack)) == stack


def test_what_can_be_answered_depends_on_what_was() -> None:
    space = Space(RULED)

    assert space.allowed("jobs", {"broker": "redis", "extras.cache": True}) == [
        "inline",
        "arq",
    ]
    assert space.allowed("docker", {"jobs": "inline"}) == [False]


def test_what_the_rules_of_a_question_can_find_is_what_can_be_answered() -> None:
    space = Space(RULED)

    assert space.reachable("broker") == [{}]
    assert len(space.reachable("jobs")) == 6
    assert space.reachable("docker") == [
        {"jobs": "inline"},
        {"jobs": "arq"},
        {"jobs": "faust"},
    ]


def test_every_answer_can_be_given() -> None:
    space = Space(load_catalog())

    for name, factor in space.factors.items():
        assert all(space.count({name: level}) for level in factor.levels), name


def test_every_default_is_valid_after_any_earlier_answers() -> None:
    presets = load_presets().values()

    assert default_faults(Space(load_catalog()), presets, yielding_questions()) == []


def test_a_default_that_a_rule_can_forbid_is_named() -> None:
    answers = {"broker": "redis", "extras": [], "jobs": "arq", "docker": False}
    preset = {"preset": "queue", **answers}

    assert default_faults(Space(RULED), [preset])[:1] == [
        "queue: jobs=arq is not allowed after broker=none extras.cache=true"
    ]
    assert default_faults(Space(RULED), [preset | {"jobs": "inline"}]) == []
    assert default_faults(Space(RULED), [preset], ["jobs"]) == []
