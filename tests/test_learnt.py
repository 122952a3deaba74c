"""What was learned in one run is known in the next one."""

import pickle
from pathlib import Path

import pytest

from workbench import footprint, learnt
from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.footprint import footprints_of
from workbench.learnt import found_once, keep, recall
from workbench.paths import snapshot
from workbench.projects import Check, Project, run
from workbench.render import Renderer, write
from workbench.space import Space
from workbench.undecided import World
from workbench.versions import RUNNING


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder to keep caches in, which is not there yet."""
    monkeypatch.setattr(learnt, "LEARNT", tmp_path / "learnt")
    return tmp_path / "learnt"


def cache(folder: Path, text: str) -> Path:
    (folder / "3.11").mkdir(parents=True)
    (folder / "3.11" / "cache.db").write_text(text)
    return folder


def recalled(folder: Path) -> str:
    recall("strict", folder)
    return (folder / "3.11" / "cache.db").read_text()


def test_a_cache_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    keep("strict", cache(tmp_path / "old", "learned"))

    assert recalled(tmp_path / "new") == "learned"


def test_a_cache_of_other_options_does_not_come_back(tmp_path: Path) -> None:
    keep("lenient", cache(tmp_path / "old", "learned"))

    recall("strict", tmp_path / "new")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("sizes", [(100_000, 200_000), (200_000, 100_000)])
def test_who_has_learned_more_is_kept(tmp_path: Path, sizes: tuple[int, int]) -> None:
    for size in sizes:
        keep("strict", cache(tmp_path / str(size), "x" * size))

    assert len(recalled(tmp_path / "new")) == 200_000


def test_nothing_else_is_left_beside_what_is_kept(tmp_path: Path, kept: Path) -> None:
    for number in range(3):
        keep("strict", cache(tmp_path / str(number), "learned" * 10_000 * number))

    assert [path.name for path in kept.iterdir()] == ["strict.tar"]


@pytest.fixture
def service(template: Path, tmp_path: Path) -> Project:
    answers = {"preset": "minimal", "python_version": RUNNING}
    folder = write(Renderer(template).service(answers), tmp_path / "service")
    minimal = load_presets()["minimal"]
    return Project("service", folder, minimal, load_catalog(), kinds=["types"])


@pytest.mark.parametrize(("output", "is_left"), [("", True), ("stopped", False)])
def test_a_check_begins_with_what_is_kept_and_leaves_nothing_half_written(
    service: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    output: str,
    is_left: bool,
) -> None:
    def mypy(
        self: Project, kind: str, command: str, environment: dict[str, str]
    ) -> Check:
        found = Path(environment["MYPY_CACHE_DIR"], "3.11", "cache.db").read_text()
        assert found == "learned"
        return Check(kind, command, 0, output)

    keep(service.cache, cache(tmp_path / "old", "learned"))
    monkeypatch.setattr(Project, "_run", mypy)
    monkeypatch.setenv("MYPY_CACHE_DIR", str(tmp_path / "caches"))

    service.check()

    assert (tmp_path / "caches" / service.cache).exists() == is_left


@pytest.mark.heavy
@pytest.mark.thorough
def test_what_a_run_has_learned_is_kept(service: Project, kept: Path) -> None:
    service.commands = [("types", "mypy src/order_service/domain/money.py")]

    (report,) = run([service], workers=1)

    assert not report.failures
    assert [path.name for path in kept.iterdir()] == [f"{service.cache}.tar"]


@pytest.mark.parametrize(
    ("keys", "found"), [(("a", "a"), ["one", "one"]), (("a", "b"), ["one", "other"])]
)
def test_what_depends_on_the_same_is_found_once(
    keys: tuple[str, str], found: list[str]
) -> None:
    findings = iter(["one", "other"])

    assert [found_once("thing", key, lambda: next(findings)) for key in keys] == found


def test_only_the_newest_findings_are_kept(kept: Path) -> None:
    for number in range(20):
        found_once("thing", str(number), lambda: "found")

    assert len(list(kept.glob("*.pickle"))) == learnt.NEWEST


def test_what_cannot_be_written_leaves_nothing_behind(kept: Path) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError), match=r"local|lambda"):
        found_once("thing", "key", lambda: lambda: None)

    assert [path.name for path in kept.iterdir()] == ["thing.lock"]


@pytest.mark.parametrize("part", ["catalog.yaml", "includes/picked.jinja"])
def test_footprints_are_sought_anew_once_the_template_has_changed(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    states, root = iter(["before", "after"]), snapshot(tmp_path / "template", template)
    monkeypatch.setattr(footprint, "_footprints", lambda world: next(states))

    def found() -> object:
        return footprints_of(World(Renderer(root), Space(load_catalog())))

    assert [found(), found()] == ["before", "before"]
    with (root / part).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert found() == "after"
