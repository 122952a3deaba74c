"""Every text that a file can have passes the tools that its service would use."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.evidence import Evidence
from workbench.footprint import Footprint, View, footprints_of
from workbench.render import Renderer
from workbench.rows import committed, extended
from workbench.space import Space
from workbench.undecided import Row, World
from workbench.variants import (
    IDENTITIES,
    Fault,
    Reading,
    Variant,
    beside,
    read,
    readings,
    tidiness,
    variants,
)

pytestmark = pytest.mark.heavy

CATALOG = load_catalog()


@dataclass(frozen=True)
class Everything:
    """The template, what its files depend on, and the texts that they can have.

    `rows` show all pairs of answers.
    """

    world: World
    footprints: list[Footprint]
    rows: list[Row]
    texts: list[Variant]


@pytest.fixture(scope="module")
def everything(template: Path) -> Everything:
    space = Space(CATALOG)
    world = World(Renderer(template), space)
    footprints = footprints_of(world)
    stacks = extended(space, load_presets(), committed()).stacks
    rows: list[Row] = [space.row(stack) for stack in stacks]
    return Everything(world, footprints, rows, variants(world, footprints, rows))


@pytest.fixture(scope="module")
def all_readings(everything: Everything) -> list[Reading]:
    it = everything
    return readings(it.world, CATALOG, it.footprints, it.texts, it.rows)


def test_each_linter_reads_every_module(
    everything: Everything, all_readings: list[Reading]
) -> None:
    modules = {it.path for it in everything.texts if it.path.endswith(".py")}

    for entry in CATALOG.questions["linting"].entries:
        for command in entry.commands.lint if entry.commands else ():
            found = (it for it in all_readings if it.command == command)
            assert {it.path for reading in found for it in reading.variants} >= modules


def faults_with(template: Path, tmp_path: Path, file: str, more: str) -> list[Fault]:
    """Read all texts of one file of the template, to which something is added."""
    copy = shutil.copytree(template, tmp_path / "broken")
    path = copy / "template" / file
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    world = World(Renderer(copy), Space(CATALOG))
    (source,) = (s for s in world.renderer.sources if s.path == path)
    footprints = [View(world, source).footprint()]
    every = readings(world, CATALOG, footprints, variants(world, footprints))
    return read(world, every, Evidence(tmp_path / "evidence"))


BROKEN = [
    (
        "{{package_path}}/adapters/retries/__init__.py.jinja",
        "{% if retries == 'none' %}\n\nx = (undefined_name)\n{% endif %}\n",
        "retries=none",
        "flake8",
    ),
    (
        "{{package_path}}/config/settings.py.jinja",
        "\n    # {{ 'long ' * 20 if database == 'sqlite' else 'short' }}end\n",
        "database=sqlite",
        "flake8",
    ),
    pytest.param(
        ".github/dependabot.yml.jinja",
        "{% if package_manager == 'uv' %}\nnonsense: true\n{% endif %}\n",
        "package_manager=uv",
        "check-jsonschema --builtin-schema vendor.dependabot",
        marks=pytest.mark.thorough,  # the tool takes seconds to start
    ),
    (
        "docs/index.md.jinja",
        "\n{{ '###Bad' if docs == 'mkdocs' else 'Fine.' }}\n",
        "docs=mkdocs",
        "pymarkdown --disable-rules md013 scan",
    ),
    (
        "Dockerfile.jinja",
        "{{ 'RUN cd /tmp && sudo ls' if python_version == '3.12' }}\n",
        "python_version=3.12",
        "hadolint",
    ),
]


@pytest.mark.parametrize(("file", "more", "answers", "command"), BROKEN)
def test_a_mistake_is_told_with_its_file_and_the_answers_that_show_it(
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    more: str,
    answers: str,
    command: str,
) -> None:
    # One Python and one name will do to find it.
    monkeypatch.setattr("workbench.variants.IDENTITIES", IDENTITIES[:1])
    faults = faults_with(template, tmp_path, file, more)

    path = file.replace("{{package_path}}", "src/order_service")
    (fault, *_) = (fault for fault in faults if fault.command == command)
    assert fault.path == path.removesuffix(".jinja")
    assert answers in str(fault).splitlines()[0]


def test_what_is_proven_is_not_read_again(
    everything: Everything, all_readings: list[Reading], tmp_path: Path
) -> None:
    evidence = Evidence(tmp_path)
    (every,) = (reading for reading in all_readings if reading.command == "hadolint")
    reading = replace(every, variants=every.variants[:2])
    assert read(everything.world, [reading], evidence) == []
    evidence.save()
    later = Evidence(tmp_path)

    assert all(later.believes("texts", reading.unit(it)) for it in reading.variants)
    other = Variant("Dockerfile", "FROM python\n", {})
    assert not later.believes("texts", reading.unit(other))


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("a.py", "x = (\n", "does not parse"),
        ("a.toml", 'a = "https://github.com//b"\n', "a part is missing"),
        ("a.yaml", "a: {{ b }}\n", "has Jinja in it"),
        ("a.json", '{"a":1}\n', "not laid out"),
        ("a.ipynb", '{\n "b": 1,\n "a": 1\n}\n', "not laid out"),
        ("a.md", "one\n\n\ntwo\n", "too many blank lines"),
        ("a.md", "one", "one line break"),
        ("a.md", "one \n", "spaces at the end"),
    ],
)
def test_what_no_hand_would_have_written_is_noticed(
    path: str, text: str, fault: str
) -> None:
    assert any(fault in found for found in tidiness(Variant(path, text, {})))


@pytest.mark.parametrize(
    ("path", "second"),
    [
        ("src/order_service/bootstrap.py", "src/order_service/bootstrap_1.py"),
        ("src/a/jobs/__init__.py", "src/a/jobs_1/__init__.py"),
    ],
)
def test_a_second_text_of_a_file_is_read_beside_the_first(
    path: str, second: str
) -> None:
    assert [beside(path, number) for number in range(2)] == [path, second]
