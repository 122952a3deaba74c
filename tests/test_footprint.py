"""Each file's texts are counted, whatever the answers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.footprint import Footprint, View, footprints_of
from workbench.render import ANSWERS_FILE, Renderer
from workbench.space import Space
from workbench.undecided import BrokenTemplateError, FootprintError, World

Probe = Callable[[str], Footprint]


@pytest.fixture(scope="module")
def world(template: Path) -> World:
    return World(Renderer(template), Space(load_catalog()))


@pytest.fixture(scope="module")
def footprints(world: World) -> dict[str, Footprint]:
    return {footprint.name: footprint for footprint in footprints_of(world)}


@pytest.fixture
def probe(template: Path, tmp_path: Path) -> Probe:
    """Find the footprint of a file with this text."""

    def probe(text: str) -> Footprint:
        copy = shutil.copytree(template, tmp_path / "probed")
        (copy / "template" / "probe.txt.jinja").write_text(text, "utf-8")
        world = World(Renderer(copy), Space(load_catalog()))
        (source,) = (s for s in world.renderer.sources if s.name == "probe.txt")
        return View(world, source).footprint()

    return probe


def test_no_file_is_too_wide_to_count(footprints: dict[str, Footprint]) -> None:
    wide = [f.name for f in footprints.values() if f.way == "at strength 3"]

    assert wide == []


def test_every_file_is_nothing_but_its_statements(world: World) -> None:
    views = [View(world, source) for source in world.renderer.sources]
    stacks = [*load_presets().values(), *world.space.sample(20, seed=3)]
    for number, stack in enumerate(stacks):
        about = {
            name: levels[number % len(levels)]
            for name, levels in world.identity.items()
        }
        row = about | world.space.row(stack)
        context = world.renderer.context(world.answers(row))
        kept = world.renderer.kept(context).values()
        for view in views:
            if view.path == ANSWERS_FILE:
                continue
            real = None
            if view.source in kept:
                real = world.renderer.text(view.source, context)

            assert view.composed(row) == real, (view.path, row)


def test_a_folder_of_many_entries_costs_no_more_than_what_stands_in_it(
    footprints: dict[str, Footprint],
) -> None:
    assert footprints["typings/toolz/__init__.pyi"].factors == ("helpers.toolz",)


def test_the_answers_that_a_file_reads_are_its_factors(probe: Probe) -> None:
    found = probe("{% if docker %}{{ ci }}{% endif %}\n")

    assert found.factors == ("ci", "docker")
    assert found.variants == 3


def test_an_answer_is_read_only_where_it_matters(probe: Probe) -> None:
    found = probe("{{ 'fixed' if docker else picked.commands.run }}\n")

    assert {frozenset(row) for row in found.rows} == {
        frozenset({"docker"}),
        frozenset({"docker", "package_manager"}),
    }


def test_a_file_without_answers_has_one_text(probe: Probe) -> None:
    found = probe("{{ project_name }}\n")

    assert (found.factors, found.variants) == ((), 1)


def test_what_the_catalog_adds_to_a_list_counts_once_an_entry(probe: Probe) -> None:
    found = probe("{% for part in picked.help %}{{ part.name }}\n{% endfor %}")

    helped = [entry for entry in load_catalog().entries.values() if entry.why]
    names = {entry.name for entry in helped if entry.offered and not entry.idiom}
    assert found.way == "in parts"
    assert found.variants == 1 + len(names)


def test_a_name_that_is_not_there_is_told_with_the_answers_that_show_it(
    probe: Probe,
) -> None:
    with pytest.raises(
        BrokenTemplateError, match=r"probe.txt, with ci=none: 'nonsense' is undefined"
    ):
        probe("{% if ci == 'none' %}{{ nonsense }}{% endif %}\n")


def test_a_loop_whose_passes_depend_on_each_other_is_refused(probe: Probe) -> None:
    text = """\
{% set seen = namespace(count=0) %}
{% for part in picked.help %}
{% set seen.count = seen.count + 1 %}
{{ seen.count }} {{ part.name }}
{% endfor %}
"""
    with pytest.raises(FootprintError, match="not by itself"):
        probe(text)


def test_what_cannot_be_taken_apart_is_named(probe: Probe) -> None:
    found = probe("{{ picked.help | map(attribute='name') | join(', ') }}\n")

    assert found.way == "at strength 3"
