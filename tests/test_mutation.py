"""A template that is broken on purpose is noticed."""

from functools import partial
from pathlib import Path

import pytest

from workbench import mutation
from workbench.catalog import load_catalog
from workbench.evidence import Evidence
from workbench.mutation import (
    HARMLESS,
    Changed,
    Difference,
    Hunt,
    Mutant,
    conditions,
    is_always,
    is_harmless,
    losses,
    mutants,
    noticed,
    telling,
)
from workbench.paths import ROOT

pytestmark = [pytest.mark.heavy, pytest.mark.thorough]


@pytest.fixture(scope="module")
def hunt() -> Hunt:
    return Hunt()


@pytest.fixture(scope="module")
def lost() -> list[Mutant]:
    return [mutant for mutant in mutants() if mutant.file == "catalog.yaml"]


def changed(file: str, old: str, new: str) -> Mutant:
    text = (ROOT / file).read_text("utf-8")
    assert old in text
    return Mutant(file, text.replace(old, new), new, "")


def test_a_condition_is_turned_around_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "includes").mkdir()
    (tmp_path / "template").mkdir()
    (tmp_path / "exclude.jinja").write_text("{% if a == 'b' %}\nx\n{% endif %}\n")
    (tmp_path / "template" / "c.jinja").write_text(
        "{{ 'd' if e }}{{ 'f' if g else 'h' }}{% for i in j if k %}{% endfor %}\n"
    )

    assert [mutant.text.strip() for mutant in conditions(tmp_path)] == [
        "{{ 'd' if not (e) }}{{ 'f' if g else 'h' }}{% for i in j if k %}{% endfor %}",
        "{{ 'd' if e }}{{ 'f' if not (g) else 'h' }}{% for i in j if k %}{% endfor %}",
        "{{ 'd' if e }}{{ 'f' if g else 'h' }}{% for i in j if not (k) %}{% endfor %}",
        "{% if not (a == 'b') %}\nx\n{% endif %}",
    ]


def test_each_pattern_and_package_on_offer_is_lost_once(lost: list[Mutant]) -> None:
    names = [mutant.what for mutant in lost]

    catalog = load_catalog()
    offered = [entry for entry in catalog.entries.values() if entry.offered]
    packages = [
        f"catalog.yaml: {entry.key} without packages {text}"
        for entry in offered
        for texts in entry.packages.values()
        for text in texts
    ]
    assert set(packages) <= set(names)
    assert "catalog.yaml: alembic without files /migrations" in names
    assert len(names) == len(set(names))


def test_a_pattern_that_never_drops_a_file_cannot_be_lost() -> None:
    catalog = load_catalog()
    every = catalog.answers("web_framework")

    assert is_always(catalog, {"web_framework": every})
    assert not is_always(catalog, {"web_framework": every[1:]})


def test_each_harmless_mutant_is_one_that_there_is() -> None:
    every = [it for it in (*conditions(), *losses()) if is_harmless(it)]

    assert len(every) == len(HARMLESS)


def test_the_same_seed_draws_the_same_mutants() -> None:
    assert mutants(5, seed=1) == mutants(5, seed=1) != mutants(5, seed=2)


def test_a_break_is_another_when_its_line_is(tmp_path: Path) -> None:
    template = tmp_path / "template" / "a.jinja"
    template.parent.mkdir()
    (tmp_path / "includes").mkdir()
    (tmp_path / "exclude.jinja").touch()

    def units(text: str) -> list[str]:
        template.write_text(text)
        return [mutant.unit for mutant in conditions(tmp_path)]

    one, two, other = units("{% if a %}b{% endif %}\n" * 2 + "{{ c if d }}\n")

    assert len({one, two, other}) == 3
    assert units("new\n\n{% if a %}b{% endif %}\n{{ c if d }}!\n")[0] == one
    assert units("{% if a %}b{% endif %}\n{{ c if d }}!\n")[1] not in (two, other)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Have only three mutants, of which the one in `c` survives; list those tried."""
    tried: list[str] = []

    class Short(Hunt):
        def __init__(self, uv: str) -> None:
            self.uv = uv

        def caught(self, mutant: Mutant) -> str | None:
            tried.append(mutant.file)
            return None if mutant.file == "c" else "2 texts"

    every = [Mutant(file, "", file, file) for file in "abc"]
    monkeypatch.setattr(mutation, "_every", lambda: every)
    monkeypatch.setattr(mutation, "Hunt", Short)
    monkeypatch.setattr(mutation, "Evidence", partial(Evidence, tmp_path))
    return tried


def test_a_mutant_that_was_caught_is_tried_again_when_it_is_drawn(
    known: list[str],
) -> None:
    def run(number: int | None = None, **options: bool) -> list[str]:
        known.clear()
        outcome = noticed("uv", number, 0, lambda text: None, **options)
        assert outcome.faults == ["survived: c"]
        return list(known)

    assert run() == ["a", "b", "c"]
    assert run() == ["c"]
    assert run(fresh=True) == sorted(run(3)) == ["a", "b", "c"]


def test_a_rule_that_is_lost_is_noticed_by_what_it_lets_in(
    hunt: Hunt, lost: list[Mutant]
) -> None:
    start = "catalog.yaml: no_database without rules {'name': 'Django brings an ORM'"
    (mutant,) = (mutant for mutant in lost if mutant.what.startswith(start))

    assert hunt.caught(mutant) == "2 rendering"


@pytest.mark.parametrize(
    ("file", "old", "new", "stage"),
    [
        ("template/README.md.jinja", "{% if docker %}", "{% if true %}", "2 options"),
        (
            "template/compose.yaml.jinja",
            "{% if loop.first %}",
            "{% if not loop.first %}",
            "2 texts",
        ),
        ("template/HELP.md.jinja", "part.home", "part.hone", "2 rendering"),
        ("presets/minimal.yaml", "database: none", "database: oracle", "0 agreement"),
    ],
)
def test_a_break_is_noticed_by_the_first_rung_that_can(
    hunt: Hunt, file: str, old: str, new: str, stage: str
) -> None:
    assert hunt.caught(changed(file, old, new)) == stage


def test_what_changes_nothing_is_not_noticed(hunt: Hunt) -> None:
    comment = changed("includes/picked.jinja", "{#- What", "{#- Whatever")

    assert hunt.caught(comment) is None


def test_the_stacks_that_show_the_most_of_a_break_are_run() -> None:
    def change(*names: str) -> set[Difference]:
        return {(name, None) for name in names}

    changed: Changed = [
        ({"n": 1}, change("a")),
        ({"n": 2}, change("a", "b")),
        ({"n": 3}, change("a", "c")),
    ]

    assert telling(changed, 2) == [{"n": 2}, {"n": 3}]
    assert telling(changed, 9) == [{"n": 2}, {"n": 3}, {"n": 1}]
    assert telling([], 1) == []
