"""What an update would take from services is told before it is released."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.evolution import Evolution, evolution
from workbench.paths import ROOT
from workbench.releases import HistoryError, releases
from workbench.repository import git
from workbench.states import State, released, work_tree
from workbench.verify import Ladder

APP = "template/{{package_path}}/entrypoints/fastapi/app.py"
COMPOSE = "template/compose.yaml"
MIGRATION = "template/migrations/versions/0001_orders.py"
CURSOR = "template/{{package_path}}/entrypoints/api/cursor.py"
PROJECT = "template/pyproject.toml"
SETTINGS = "template/{{package_path}}/config/settings.py"
ALL = " (Released: 0.1.0, 0.2.0.)"


@pytest.fixture(scope="module")
def known(template: Path) -> list[State]:
    """Give releases that are as the template was before a test broke it."""
    return [work_tree(template, version) for version in ("0.1.0", "0.2.0")]


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    """Give a copy of the template, to be broken."""
    return shutil.copytree(template, tmp_path / "root")


def faults(known: list[State], root: Path, version: str = "0.3.0") -> list[str]:
    return Evolution(known, work_tree(root, version)).faults


def change(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def change_catalog(root: Path, how: Callable[[dict[str, Any]], None]) -> None:
    file = root / "includes" / "catalog.json"
    catalog = json.loads(file.read_text("utf-8"))
    how(catalog)
    file.write_text(json.dumps(catalog), "utf-8")


def entry(catalog: dict[str, Any], topic: str, answer: str) -> dict[str, Any]:
    entries: list[dict[str, Any]] = catalog[topic]["entries"]
    (found,) = [it for it in entries if it.get("answer") == answer]
    return found


def drop(root: Path, topic: str, answer: str) -> None:
    change_catalog(
        root,
        lambda catalog: catalog[topic]["entries"].remove(entry(catalog, topic, answer)),
    )


def deprecate(root: Path, topic: str, answer: str, since: str) -> None:
    note = {"since": since, "replace_by": "none", "reason": "Nobody mends it."}
    change_catalog(
        root, lambda catalog: entry(catalog, topic, answer).update(deprecated=note)
    )


def rename_retries(root: Path, aliases: list[str]) -> None:
    def rename(catalog: dict[str, Any]) -> None:
        topic = catalog["retrying"] = catalog.pop("retries")
        topic["question"]["aliases"] = aliases
        for it in topic["entries"]:
            it["when"]["retrying"] = it["when"].pop("retries")

    change_catalog(root, rename)
    change(root, "copier.yml", "\nretries:\n", "\nretrying:\n")
    presets = root / "includes" / "presets.json"
    text = presets.read_text("utf-8").replace('"retries":', '"retrying":')
    presets.write_text(text, "utf-8")


def retire_purgatory(root: Path) -> list[State]:
    """Take an alternative out that a release had deprecated, and give that release."""
    deprecate(root, "circuit_breaker", "purgatory", since="1.2.0")
    release = work_tree(root, "1.9.0")
    drop(root, "circuit_breaker", "purgatory")
    name = "template/{{package_path}}/adapters/circuits/purgatory_circuit.py.jinja"
    (root / name).unlink()
    return [release]


def test_the_template_keeps_what_its_releases_promised(template: Path) -> None:
    assert evolution(template).faults == []


def test_releases_before_the_first_stable_one_promise_nothing(
    template: Path, known: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It differs from the work tree.
    stable = replace(work_tree(template, "1.0.0"), files={})
    monkeypatch.setattr("workbench.evolution.released", lambda _: [*known, stable])

    assert [it.version for it in evolution(template).older] == ["1.0.0"]


def test_it_is_a_stage_of_verification(uv: str) -> None:
    found = evolution()

    assert Ladder(uv).evolution() == (found.checked, found.faults)


def test_a_release_is_read_as_it_was() -> None:
    release = next(it for it in releases() if it.version == "0.1.0")
    state = next(it for it in released() if it.version == "0.1.0")

    assert "jobs" not in state.questions
    for path in ("copier.yml", f"{APP}.jinja"):
        assert state.text(path) == git(ROOT, "show", f"{release.commit}:{path}")
    assert "Makefile" not in state.files


def test_without_releases_the_stage_says_how_to_get_them(
    uv: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shallow(root: Path) -> Evolution:
        raise HistoryError("This clone is shallow.")

    monkeypatch.setattr("workbench.verify.evolution", shallow)

    assert Ladder(uv).evolution() == ("no releases", ["This clone is shallow."])


def test_with_a_release_that_is_as_the_work_tree_nothing_is_compared(
    known: list[State], root: Path
) -> None:
    found = Evolution(known, work_tree(root, "0.3.0"))

    assert (found.checked, found.faults) == ("no older releases", [])


def test_a_renamed_question_has_to_name_the_old_one(
    known: list[State], root: Path
) -> None:
    rename_retries(root, aliases=[])

    assert faults(known, root) == [
        "copier.yml: the question retries is gone, and services would lose their "
        "answer: put it back, or have the question that follows it say "
        f"`aliases: [retries]` in catalog.yaml.{ALL}"
    ]


def test_a_renamed_question_that_names_the_old_one_is_fine(
    known: list[State], root: Path
) -> None:
    rename_retries(root, aliases=["retries"])

    assert faults(known, root) == []


def test_a_renamed_question_takes_the_same_answers(
    known: list[State], root: Path
) -> None:
    rename_retries(root, aliases=["retries"])
    drop(root, "retrying", "tenacity")

    (fault,) = faults(known, root)

    assert fault.startswith("retrying: tenacity is no answer any more")


def test_an_alias_that_older_services_need_is_not_dropped(
    known: list[State], root: Path
) -> None:
    rename_retries(root, aliases=["retries"])
    release = work_tree(root, "0.3.0")
    change_catalog(root, lambda it: it["retrying"]["question"].update(aliases=[]))

    (fault,) = faults([*known, release], root, "0.4.0")

    assert fault.startswith("copier.yml: the question retries is gone")


@pytest.mark.parametrize(
    ("old", "new", "before"),
    [
        ("docker:\n  type: bool\n", "docker:\n  type: str\n", "docker, bool"),
        (
            "testing:\n  type: str\n  multiselect: true\n",
            "testing:\n  type: str\n",
            "testing, str, multiselect: true",
        ),
        (
            "editor:\n  type: str\n",
            "editor:\n  type: str\n  multiselect: true\n",
            "editor, str",
        ),
    ],
)
def test_a_question_keeps_its_type(
    known: list[State], root: Path, old: str, new: str, before: str
) -> None:
    change(root, "copier.yml", old, new)

    name, _, kind = before.partition(", ")
    assert faults(known, root) == [
        f"copier.yml: {name} is not of `type: {kind}` any more, as services have "
        "answered it: leave its type, and ask what is new by a question of another "
        f"name.{ALL}"
    ]


def test_an_answer_must_not_be_hidden(known: list[State], root: Path) -> None:
    condition = '"{{ customize and jobs in catalog.broker.question.only.jobs }}"'
    change(root, "copier.yml", f"  ask: {condition}", f"  when: {condition}")

    assert faults(known, root) == [
        "copier.yml: while `when` hides broker, the answer is not kept, and follows "
        "its default: put the condition into `ask`."
    ]


def test_a_question_must_not_become_computed(known: list[State], root: Path) -> None:
    change(root, "copier.yml", "docker:\n", "docker:\n  when: false\n")

    assert faults(known, root) == [
        "copier.yml: docker is computed now, and what services answered is ignored: "
        f"ask it without `when`; `ask: false` keeps it silent.{ALL}"
    ]


def test_an_answer_must_not_be_secret(known: list[State], root: Path) -> None:
    change(root, "copier.yml", "user_email:\n", "user_email:\n  secret: true\n")

    assert faults(known, root) == [
        "copier.yml: user_email is secret, so the answer is not kept, and follows its "
        "default: make it a setting of the service."
    ]


def test_an_alternative_is_deprecated_and_not_removed(
    known: list[State], root: Path
) -> None:
    drop(root, "database", "mariadb")

    assert faults(known, root) == [
        "database: mariadb is no answer any more, and services that gave it would get "
        "the default: put its entry back into catalog.yaml, and mark it `deprecated: "
        f"{{since, replace_by, reason}}` for at least a major version.{ALL}"
    ]


def test_an_alternative_that_is_deprecated_is_fine(
    known: list[State], root: Path
) -> None:
    deprecate(root, "database", "mariadb", since="0.3.0")

    assert faults(known, root) == []


def test_an_alternative_goes_with_its_files_after_a_major_version(root: Path) -> None:
    release = retire_purgatory(root)

    assert faults(release, root, "2.0.0") == []


def test_an_alternative_stays_until_a_major_version(root: Path) -> None:
    release = retire_purgatory(root)

    choice, file = faults(release, root, "1.10.0")

    assert choice.startswith("circuit_breaker: purgatory is no answer any more")
    assert "purgatory_circuit.py: is gone" in file


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    Apache 2.0: Apache-2.0\n", "", "license: Apache-2.0"),
        ('["3.11", "3.12", ', '["3.12", ', "python_version: 3.11"),
    ],
)
def test_other_choices_stay(
    known: list[State], root: Path, old: str, new: str, fault: str
) -> None:
    change(root, "copier.yml", old, new)

    assert faults(known, root) == [
        f"{fault} is no answer any more, and services that gave it would get the "
        f"default: put it back into copier.yml.{ALL}"
    ]


def test_a_preset_stays(known: list[State], root: Path) -> None:
    presets = root / "includes" / "presets.json"
    left = json.loads(presets.read_text("utf-8"))
    del left["minimal"]
    presets.write_text(json.dumps(left), "utf-8")

    assert faults(known, root) == [
        "preset: minimal is no answer any more, and services that gave it would get "
        f"the default: put presets/minimal.yaml back.{ALL}"
    ]


def forget(root: Path, question: str) -> State:
    """Give a release that did not ask a question yet."""
    change(root, "copier.yml", f"\n{question}:\n", f"\n_{question}:\n")
    change_catalog(root, lambda catalog: catalog.pop(question))
    return work_tree(root, "0.2.0")


def test_a_new_question_brings_no_package_into_services(root: Path) -> None:
    current = work_tree(root, "0.3.0")
    release = forget(root, "retries")

    # The minimal preset answers with none.
    faults = Evolution([release], current).faults
    assert not any("presets/minimal.yaml" in fault for fault in faults)
    assert [fault for fault in faults if "presets/recommended.yaml" in fault] == [
        "presets/recommended.yaml: retries is new, and with tenacity services of this "
        "preset would gain tenacity: answer it with what brings nothing along, and "
        "offer the rest in a new preset. (Released: 0.2.0.)"
    ]


def test_a_new_question_brings_no_server_into_services(root: Path) -> None:
    change(root, "includes/presets.json", '"database": "none"', '"database": "mariadb"')
    current = work_tree(root, "0.3.0")
    (server,) = entry(current.catalog, "database", "mariadb")["services"]

    found = Evolution([forget(root, "database")], current).faults

    (minimal,) = (fault for fault in found if "presets/minimal.yaml" in fault)
    gained = minimal.partition(" would gain ")[2].partition(":")[0].split(", ")
    assert server["name"] in gained


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("_exclude", "[\"{% include 'exclude.jinja' %}\"]", '["*.orig"]'),
        ("_answers_file", ".copier-answers.yml", ".answers.yml"),
        ("_subdirectory", "template", "service"),
    ],
)
def test_what_an_update_reads_releases_by_stays(
    known: list[State], root: Path, name: str, old: str, new: str
) -> None:
    change(root, "copier.yml", f"\n{name}: {old}\n", f"\n{name}: {new}\n")

    (fault,) = faults(known, root)

    assert fault.startswith(f"copier.yml: {name} has changed, by which an update")
    assert fault.endswith(f" again.{ALL}")


def test_the_name_of_the_file_of_exclusions_stays(
    known: list[State], root: Path
) -> None:
    (root / "exclude.jinja").rename(root / "excluded.jinja")

    assert faults(known, root) == [
        "exclude.jinja: is gone, and an update looks for it in older releases by the "
        f"name that it has today: put it back under this name.{ALL}"
    ]


def test_a_file_keeps_its_name(known: list[State], root: Path) -> None:
    (root / CURSOR).rename(root / "template" / "cursor.py")

    assert faults(known, root) == [
        f"{CURSOR}: is gone, and what owners wrote into it would go with it: put it "
        f"back under this name; it may import what has moved.{ALL}"
    ]


def test_a_file_may_become_a_template(known: list[State], root: Path) -> None:
    (root / CURSOR).rename(root / f"{CURSOR}.jinja")

    assert faults(known, root) == []


ANCHORS = [
    (PROJECT, "    # Your own dependencies go below this line.\n"),
    (PROJECT, "    # Your own development tools go below this line.\n"),
    (COMPOSE, "  # Your own services go here.\n"),
    (SETTINGS, "    # Your own settings go below this line.\n"),
    (APP, "    # Include your own routers below this line.\n"),
]


@pytest.mark.parametrize(("file", "anchor"), ANCHORS)
@pytest.mark.parametrize("instead", ["", "    # Yours go here.\n"])
def test_an_anchor_keeps_its_words(
    known: list[State], root: Path, file: str, anchor: str, instead: str
) -> None:
    change(root, f"{file}.jinja", anchor, instead)

    assert faults(known, root) == [
        f"{file}: the anchor `{anchor.strip()}` is gone or has other words, and owners "
        "have their lines below it: put it back. (Released: 0.2.0.)"
    ]


@pytest.mark.parametrize(("file", "anchor"), ANCHORS)
@pytest.mark.parametrize("new", ["    more\n", "\n", "\n    more\n"])
def test_nothing_new_comes_between_an_anchor_and_the_line_after_it(
    known: list[State], root: Path, file: str, anchor: str, new: str
) -> None:
    change(root, f"{file}.jinja", anchor, anchor + new)

    (fault,) = faults(known, root)

    assert fault.startswith(f"{file}: owners have their lines after `{anchor.strip()}`")
    assert fault.endswith(": put what is new above the anchor. (Released: 0.2.0.)")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("    port: int\n", "`port: int`"),
        ("\n    port: int\n", "an empty line and `port: int`"),
        ("\n", "an empty line"),
    ],
)
def test_what_comes_after_an_anchor_is_told(
    known: list[State], root: Path, new: str, told: str
) -> None:
    file, anchor = ANCHORS[3]
    change(root, f"{file}.jinja", anchor, anchor + new)

    (fault,) = faults(known, root)

    assert f", where {told} comes now and not the end of the file: " in fault


def test_what_is_new_above_an_anchor_is_fine(known: list[State], root: Path) -> None:
    file, anchor = ANCHORS[0]
    change(root, f"{file}.jinja", anchor, f'    "more",\n{anchor}')

    assert faults(known, root) == []


def test_an_anchor_that_a_release_has_changed_already_is_not_asked_for(
    known: list[State], root: Path
) -> None:
    file, anchor = ANCHORS[0]
    change(root, f"{file}.jinja", anchor, "    # Yours go here.\n")
    release = work_tree(root, "0.3.0")
    (root / CURSOR).rename(root / f"{CURSOR}.jinja")

    assert faults([*known, release], root, "0.4.0") == []


def test_a_migration_stays_as_services_have_run_it(
    known: list[State], root: Path
) -> None:
    change(root, f"{MIGRATION}.jinja", '"""Go back."""', '"""Undo it."""')

    assert faults(known, root) == [
        f"{MIGRATION}: has changed, but services have run it as it was: put it back, "
        f"and write a migration that follows it.{ALL}"
    ]
