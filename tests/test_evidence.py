"""Evidence holds for what was checked, and for nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from workbench import readers, units, variants, versions
from workbench.evidence import SHARE, Evidence, digest, tree_digest
from workbench.installs import unit_of as installation
from workbench.paths import snapshot
from workbench.render import File, Renderer
from workbench.units import types_unit, units_of
from workbench.variants import Reading, Variant

Texts = dict[str, str]
ADAPTER = "src/order_service/adapters/rates/httpx_rates.py"
COMMANDS = {
    "tests": "python -m pytest",
    "lint": "ruff check .",
    "types": "mypy",
    "dependencies": "deptry .",
    "goals": "sphinx-build docs site",
}


@pytest.fixture(scope="module")
def texts() -> Texts:
    service = Renderer().service({"preset": "recommended", "linting": "ruff"})
    return {path: file.text for path, file in service.items()}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Forget what the tests claim about versions."""
    yield
    for known in (versions.tool, versions._packages, readers.identity):
        known.cache_clear()


def named(kind: str, texts: Texts, environment: str = "workbench") -> str:
    (unit,) = units_of(kind, COMMANDS[kind], None, texts, environment, []).units
    return unit


def changed(texts: Texts, path: str, more: str) -> set[str]:
    """List the kinds that have to be proven again after a file was changed."""
    other = {**texts, path: texts.get(path, "") + more}
    return {kind for kind in COMMANDS if named(kind, texts) != named(kind, other)}


def test_what_is_saved_is_believed_and_nothing_else(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    evidence.settle("texts", ["b", "a"])
    evidence.save()

    later = Evidence(tmp_path)

    assert (tmp_path / "texts.txt").read_text() == "a\nb\n"
    assert [later.believes("texts", unit) for unit in "abc"] == [True, True, False]
    assert not later.believes("types", "a")


def test_what_failed_is_not_believed(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)

    assert evidence.settle("texts", ["a"], "too long") == "too long"
    assert not evidence.believes("texts", "a")


def test_fresh_evidence_believes_nothing_and_is_recorded(tmp_path: Path) -> None:
    known = Evidence(tmp_path)
    known.settle("texts", ["a"])
    known.save()
    fresh = Evidence(tmp_path, fresh=True)

    assert not fresh.believes("texts", "a")
    fresh.settle("texts", ["a", "b"])
    fresh.save()
    assert Evidence(tmp_path).believes("texts", "b")


def test_some_of_what_is_believed_is_repeated_each_time_something_else(
    tmp_path: Path,
) -> None:
    every = [digest(str(number)) for number in range(100 * SHARE)]
    evidence = Evidence(tmp_path)
    evidence.settle("texts", every)
    evidence.save()

    drawn = []
    for seed in ("one tree", "another"):
        later = Evidence(tmp_path, seed=seed)
        drawn.append({it for it in every if not later.believes("texts", it)})
        assert later.total().repeated == len(drawn[-1])

    assert all(50 < len(some) < 150 for some in drawn)
    assert drawn[0] != drawn[1]


def test_believed_evidence_that_does_not_repeat_is_told_loudly_and_gone(
    tmp_path: Path,
) -> None:
    falsified = [digest(str(number)) for number in range(20 * SHARE)]
    evidence = Evidence(tmp_path)
    evidence.settle("tests", falsified)
    evidence.save()
    later = Evidence(tmp_path, seed="tree")

    drawn = next(it for it in falsified if not later.believes("tests", it))
    output = later.settle("tests", [drawn], "1 failed")
    later.save()

    assert output == "BELIEVED EVIDENCE DOES NOT REPEAT (tests).\n1 failed"
    assert not Evidence(tmp_path).believes("tests", drawn)


def test_what_is_gone_is_pruned_where_all_was_asked_for(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    for kind in ("texts", "types"):
        evidence.settle(kind, ["old", "new"])
    evidence.save()
    later = Evidence(tmp_path)
    for kind in ("texts", "types"):
        later.believes(kind, "new")

    later.save(["texts"])

    assert (tmp_path / "texts.txt").read_text() == "new\n"
    assert (tmp_path / "types.txt").read_text() == "new\nold\n"


def test_what_another_process_has_proven_meanwhile_stays(tmp_path: Path) -> None:
    one, other = Evidence(tmp_path), Evidence(tmp_path)
    one.settle("texts", ["a"])
    other.settle("texts", ["b"])

    one.save()
    other.save()

    assert (tmp_path / "texts.txt").read_text() == "a\nb\n"


def test_what_another_process_has_refuted_meanwhile_is_not_believed(
    tmp_path: Path,
) -> None:
    first = Evidence(tmp_path)
    first.settle("texts", ["a"])
    first.save()
    one, other = Evidence(tmp_path), Evidence(tmp_path)
    one.settle("texts", ["b"])
    other.settle("texts", ["a"], "wrong")

    other.save()
    one.save()

    assert (tmp_path / "texts.txt").read_text() == "b\n"


def test_what_failed_once_in_a_run_has_not_passed(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    evidence.settle("texts", ["a"], "killed")
    evidence.settle("texts", ["a"])

    assert not evidence.believes("texts", "a")


def test_nothing_is_believed_of_tests_whose_server_is_away(
    texts: Texts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(units, "server", lambda url: None)
    found = units_of("tests", "pytest", None, texts, "workbench", ["redis://"])

    assert found.units == ()
    assert not found.is_believed(Evidence(tmp_path), "service")


def test_units_are_counted_once(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    for unit in ("a", "a", "b"):
        evidence.believes("texts", unit)

    assert evidence.total().units == 2


def test_no_part_can_be_taken_for_a_piece_of_another() -> None:
    assert digest("a", "bc") != digest("ab", "c") != digest("abc")


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        (ADAPTER, {"tests", "lint", "types", "dependencies", "goals"}),
        ("README.md", {"goals"}),
        ("notebooks/orders.ipynb", {"tests", "lint", "types", "dependencies", "goals"}),
        (".github/workflows/ci.yml", {"goals"}),
        ("compose.yaml", {"tests", "goals"}),
        (".copier-answers.yml", set()),
    ],
)
def test_a_comment_is_checked_again_by_what_reads_it(
    texts: Texts, path: str, kinds: set[str]
) -> None:
    assert changed(texts, path, "# A comment.\n") == kinds


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("ruff", {"lint", "dependencies", "goals"}),
        ("mypy", {"types", "dependencies", "goals"}),
        ("pytest", {"tests", "dependencies", "goals"}),
    ],
)
def test_a_setting_is_checked_again_by_the_tool_that_reads_it(
    texts: Texts, table: str, kinds: set[str]
) -> None:
    heading = re.search(rf"^\[tool\.{table}[\w.]*\]$", texts["pyproject.toml"], re.M)
    assert heading
    other = texts["pyproject.toml"].replace(heading[0], f"{heading[0]}\nadded = 1")

    found = {
        kind
        for kind in COMMANDS
        if named(kind, texts) != named(kind, {**texts, "pyproject.toml": other})
    }

    assert found == kinds


def test_another_python_proves_nothing_for_this_one(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {kind: named(kind, texts) for kind in COMMANDS}
    reading = Reading("ruff check .", ())
    text = Variant("a.py", "A = 1\n", {})
    read = reading.unit(text)
    for known in (versions.tool, versions._packages, readers.identity):
        known.cache_clear()

    monkeypatch.setattr(versions, "SYSTEM", "CPython 3.99.0 on linux")

    assert all(named(kind, texts) != before[kind] for kind in COMMANDS)
    assert reading.unit(text) != read


def test_another_version_of_a_tool_proves_what_it_reads_again(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {kind: named(kind, texts) for kind in COMMANDS}
    for module in (units, readers):
        monkeypatch.setattr(module, "tool", lambda command: f"{command} 99")

    found = {kind for kind in COMMANDS if named(kind, texts) != before[kind]}

    assert found == {"lint", "types", "dependencies"}


def test_an_environment_with_other_versions_proves_nothing_for_this_one() -> None:
    assert versions.packages(["redis"], "arq") != versions.packages(["redis"])
    assert versions.packages(["anyio"], "arq") == versions.packages(["anyio"])


def test_what_is_proven_on_one_python_is_not_proven_on_another(texts: Texts) -> None:
    proven = {
        named("tests", texts, versions.on_python(python, "workbench"))
        for python in versions.PYTHONS
    }

    assert len(proven) == len(versions.PYTHONS)


def test_of_another_python_the_lock_says_which_versions_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = next(it for it in versions.PYTHONS if it != versions.RUNNING)
    environment = versions.on_python(other, "workbench")
    before = versions.packages(["httpx"], environment)
    locked = dict(versions.lock_for(other))
    versions._packages.cache_clear()
    locked["anyio"] = Version("0.1")  # httpx needs it
    monkeypatch.setattr(versions, "lock_for", lambda python, name: locked.items())

    assert versions.packages(["httpx"], environment) != before


def test_a_document_that_a_test_names_is_read_by_it(texts: Texts) -> None:
    naming = {**texts, "tests/test_help.py": 'HELP = "HELP.md"\n'}

    assert "tests" in changed(naming, "HELP.md", "More.\n")
    assert "tests" not in changed(texts, "HELP.md", "More.\n")


def test_a_server_of_another_version_is_another_server(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tests() -> str:
        address = "redis://127.0.0.1:6379/0"
        found = units_of("tests", "pytest", None, texts, "workbench", [address])
        return found.units[0]

    monkeypatch.setattr(units, "server", lambda url: "redis 7")
    before = tests()
    monkeypatch.setattr(units, "server", lambda url: "redis 8")

    assert tests() != before


def test_an_address_without_a_server_has_no_version() -> None:
    assert versions.server("redis://127.0.0.1:1/0") is None


@pytest.mark.parametrize(
    "other",
    [
        {"text": "from order_service import b\n"},
        {"command": "flake8 --version"},
        {"config": "[flake8]\nmax-line-length = 99\n"},
        {"around": frozenset[str]()},
    ],
)
def test_a_text_is_read_again_when_what_the_tool_sees_has_changed(
    other: dict[str, object],
) -> None:
    text = "from order_service.domain import a\n"
    config = (Variant(".flake8", "[flake8]\n", {}),)
    around = frozenset({"src/order_service/domain/__init__.py"})
    reading = Reading("flake8", (), config, around)
    variant = Variant("src/order_service/a.py", text, {})

    before = reading.unit(variant)
    if "text" in other:
        variant = replace(variant, text=str(other.pop("text")))
    if "config" in other:
        other["config"] = (Variant(".flake8", str(other["config"]), {}),)

    assert replace(reading, **other).unit(variant) != before  # type: ignore[arg-type]  # whichever field


def test_where_a_service_was_copied_from_does_not_matter() -> None:
    places = [f"_src_path: /{name}\nci: none\n" for name in ("here", "there")]

    found = {variants.unit_of("hadolint", ".copier-answers.yml", it) for it in places}

    assert len(found) == 1


def test_a_module_that_a_text_does_not_import_does_not_matter_to_it() -> None:
    variant = Variant("src/order_service/a.py", "import json\n", {})
    readings = [
        Reading("flake8", (), (Variant(".flake8", "", {}),), frozenset(around))
        for around in ({"src/order_service/b.py"}, {"src/order_service/c.py"})
    ]

    assert len({reading.unit(variant) for reading in readings}) == 1


def test_a_linter_reads_its_own_table_and_the_lowest_python() -> None:
    project = '[project]\nrequires-python = ">=3.11"\nname = "{}"\n[tool.{}]\na = 1\n'

    def read(name: str, table: str) -> str:
        return variants.settings("ruff", "pyproject.toml", project.format(name, table))

    assert read("one", "ruff") == read("other", "ruff") != read("one", "black")


def test_a_type_checker_that_is_called_in_another_way_checks_again(
    texts: Texts,
) -> None:
    units = {
        units_of("types", command, None, texts, "workbench", []).units
        for command in ("mypy", "mypy --no-strict-optional", "mypy .")
    }

    assert len(units) == 3


def test_types_are_named_without_places_of_this_machine(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = types_unit("pyright", texts, "workbench")
    command = "pyright --pythonpath /somewhere/else/bin/python"

    assert units_of("types", command, None, texts, "workbench", []).units == (here,)


@pytest.mark.parametrize(
    ("path", "more", "is_other"),
    [
        (ADAPTER, "# A comment.\n", False),
        (ADAPTER, "import tomli\n", True),
        (ADAPTER, "URL = 'mysql+asyncmy://127.0.0.1'\n", True),
        (ADAPTER, "PLUGIN = 'msgpack'\n", True),
        (ADAPTER, "WORDS = 'No plugin.'\n", False),
        ("Makefile", "\n", True),
        ("pyproject.toml", "[tool.other]\na = 1\n", True),
        ("README.md", "More.\n", False),
    ],
)
def test_an_installation_depends_on_what_is_required_imported_and_made(
    path: str, more: str, is_other: bool, uv: str
) -> None:
    files = Renderer().service({"preset": "recommended"})
    other = {**files, path: File(files[path].text + more)}

    assert (installation(files, uv) != installation(other, uv)) == is_other


def test_a_tree_is_named_by_all_that_services_are_made_of(
    template: Path, tmp_path: Path
) -> None:
    root = snapshot(tmp_path / "tree", template)
    (root / "locks").mkdir()
    names = {tree_digest(root)}
    for path in ("catalog.yaml", "includes/picked.jinja", "presets/minimal.yaml"):
        (root / path).write_text((root / path).read_text() + "\n")
        names.add(tree_digest(root))
    (root / "locks" / "workbench.txt").write_text("ruff==0.1\n")
    names.add(tree_digest(root))
    (root / "template" / "Makefile.jinja").chmod(0o755)
    names.add(tree_digest(root))

    assert len(names) == 6


def test_a_command_that_no_package_has_is_told() -> None:
    with pytest.raises(LookupError, match="has the command no-such-linter"):
        versions.tool("no-such-linter")
