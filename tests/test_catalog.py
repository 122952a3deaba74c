"""The catalog: complete, sound, and clear about what is wrong with it."""

from pathlib import Path

import pytest

from workbench.agreement import (
    dead_patterns,
    interview_questions,
    load_presets,
    orphans,
    preset_faults,
    template_files,
    unread_aliases,
    unread_befores,
    untested,
)
from workbench.catalog import Catalog, CatalogError, load_catalog
from workbench.certificate import load
from workbench.derived import OFFER, PRESETS, as_json, offer, unions
from workbench.paths import INTERVIEW, LOCKS, README, ROOT
from workbench.readme import replace_block, standing_rows, written

ENTRY = """\
- topic: database
  title: Database
  section: Ours
  question: {kind: one, ask: Which}
  entries:
    - key: sqlite
      name: SQLite
      index: added
      role: choice
      label: a file
      why: Keeps the data.
      home: https://www.sqlite.org/
"""

CLIENT = """
- topic: http_client
  title: HTTP client
  section: Ours
  question: {kind: one, ask: Which}
  entries:
    - key: httpx
      name: httpx
      index: listed
      role: choice
      label: a client
      why: Calls.
      home: https://www.python-httpx.org/
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_every_idiom_is_of_an_entry_on_offer(catalog: Catalog) -> None:
    shown = {entry.key for entry in catalog.entries.values() if entry.idiom}

    assert shown == {path.stem for path in (ROOT / "includes" / "idioms").iterdir()}
    assert all(catalog.entries[key].offered for key in shown)


def test_a_service_with_any_example_runs_it(catalog: Catalog) -> None:
    shown = [entry.key for entry in catalog.entries.values() if entry.idiom]

    assert catalog.entries["helper_examples"].when == {"helpers": shown}


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "catalog.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogError) as error:
        load_catalog(path)
    assert str(error.value) == "\n".join(error.value.faults)
    return error.value.faults


@pytest.mark.parametrize(
    ("line", "replacement", "place", "words"),
    [
        ("label: a file", "labl: a file", 10, "labl: Extra inputs"),
        ("label: a file", "note: a file", 6, "needs a label"),
        ("why: Keeps the data.", "note: x", 6, "say why, for HELP.md"),
        ("home: https://www.sqlite.org/", "note: x", 6, "needs a link: home"),
        ("home: https://www.sqlite.org/", "home: sqlite", 12, "URL"),
        ("index: added", "index: praised", 8, "recommended"),
        (
            "role: choice\n      label: a file",
            "role: guide\n      package: pysqlite\n      versions: '>=2,<3'",
            6,
            "is a package and not offered: say why",
        ),
        ("index: added", "index: added\n      status: abandoned", 6, "because of what"),
        (
            "index: added",
            "index: added\n      status: superseded\n      because: Old.",
            6,
            "name its successor",
        ),
        ("index: added", "index: added\n      package: pysqlite", 6, "versions"),
        (
            "index: added",
            "index: added\n      packages:\n        main:\n          - aiosqlite>=1",
            11,
            "needs a lower and an upper bound",
        ),
        (
            "index: added",
            "index: added\n      packages:\n        main:\n          - =1",
            11,
            "is not a requirement",
        ),
        ("{kind: one, ask: Which}", "{kind: some, ask: Which}", 4, "'one'"),
    ],
)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, line: str, replacement: str, place: int, words: str
) -> None:
    (fault,) = faults(tmp_path, ENTRY.replace(line, replacement))

    assert fault.startswith(f"catalog.yaml:{place}: ")
    assert words in fault


@pytest.mark.parametrize(
    ("addition", "line", "words"),
    [
        ("when: {databse: [sqlite]}", 26, "there is no question databse"),
        ("when: {database: [oracle]}", 26, "cannot be answered with oracle"),
        (
            "rules: [{name: r, reason: x, excludes: {colour: [red]}}]",
            26,
            "there is no question colour",
        ),
        (
            "rules: [{name: r, reason: x, requires: {database: [oracle]}}]",
            26,
            "cannot be answered with oracle",
        ),
        (
            "rules: [{name: r, reason: x, excludes: {http_client: [httpx]}}]",
            26,
            "http_client is not asked before http_client",
        ),
    ],
)
def test_a_condition_looks_at_answers_that_are_there(
    tmp_path: Path, addition: str, line: int, words: str
) -> None:
    (fault,) = faults(tmp_path, f"{ENTRY}{CLIENT}      {addition}\n")

    assert fault.startswith(f"catalog.yaml:{line}: httpx: ")
    assert words in fault


def test_a_rule_on_a_yes_or_no_question_is_refused(tmp_path: Path) -> None:
    flag = CLIENT.replace("kind: one", "kind: flag")
    rule = "rules: [{name: r, reason: x, excludes: {database: [sqlite]}}]"

    (fault,) = faults(tmp_path, f"{ENTRY}{flag}      {rule}\n")

    assert "cannot enforce a rule" in fault


def test_a_key_is_used_once(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, ENTRY + CLIENT.replace("key: httpx", "key: sqlite"))

    assert fault == "catalog.yaml:19: sqlite: the key is taken already"


def test_a_choice_needs_a_question(tmp_path: Path) -> None:
    text = ENTRY.replace("  question: {kind: one, ask: Which}\n", "")

    (fault,) = faults(tmp_path, text)

    assert "its topic asks no question" in fault


@pytest.mark.parametrize("replacement", ["oracle", "httpx"])
def test_what_replaces_an_answer_is_on_offer(tmp_path: Path, replacement: str) -> None:
    deprecated = f"deprecated: {{since: '1', reason: x, replace_by: {replacement}}}"

    (fault,) = faults(tmp_path, f"{ENTRY}{CLIENT}      {deprecated}\n")

    assert f"{replacement}, which is to replace it, is not on offer" in fault


def test_a_former_name_is_no_question_of_today(tmp_path: Path) -> None:
    asks = "{kind: one, ask: Which, aliases: [database]}"
    renamed = CLIENT.replace("{kind: one, ask: Which}", asks)

    (fault,) = faults(tmp_path, ENTRY + renamed)

    assert "http_client: database is a question of its own" in fault


def test_a_former_name_is_looked_at(tmp_path: Path) -> None:
    asks = "{kind: one, ask: Which, aliases: [client]}"
    path = tmp_path / "catalog.yaml"
    path.write_text(ENTRY + CLIENT.replace("{kind: one, ask: Which}", asks), "utf-8")
    interview = tmp_path / "copier.yml"
    interview.write_text("_message_after_update: ''\nhttp_client: {default: ''}\n")

    assert unread_aliases(load_catalog(path), interview) == [
        "http_client was called client: let its default be "
        "{{ client | default(presets[preset].http_client) }}",
        "http_client was called client: tell it by "
        'notices({"client": client | default(none)})',
    ]


def test_what_services_have_without_having_been_asked_is_on_offer(
    tmp_path: Path,
) -> None:
    asks = "{kind: one, ask: Which, before: httpx1}"
    renamed = CLIENT.replace("{kind: one, ask: Which}", asks)

    (fault,) = faults(tmp_path, ENTRY + renamed)

    assert "http_client: httpx1, which services have, is not on offer" in fault


def test_what_services_have_without_having_been_asked_is_looked_at(
    tmp_path: Path,
) -> None:
    interview = tmp_path / "copier.yml"
    text = INTERVIEW.read_text("utf-8")
    interview.write_text(text.replace("first('models')", "default('models')"), "utf-8")

    assert unread_befores(load_catalog(), interview) == [
        "models is new to services: let its default be {{ first('models') }}"
    ]


def test_an_empty_catalog_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "") == ["catalog.yaml:1: there are no topics"]


def test_what_supersedes_an_entry_is_to_be_had(catalog: Catalog) -> None:
    successors = {
        entry.key: catalog.entries[entry.successor].standing
        for entry in catalog.entries.values()
        if entry.successor in catalog.entries
    }

    to_be_had = {"offered", "planned", "no part"}  # the last: of the language itself
    assert {k: it for k, it in successors.items() if it not in to_be_had} == {}


def test_the_readme_counts_every_entry_of_the_index(catalog: Catalog) -> None:
    *rows, total = list(standing_rows(catalog))[2:]
    counts = [int(row.split("|")[2]) for row in rows]
    named = [entry for entry in catalog.entries.values() if entry.index != "added"]

    assert sum(counts) == int(total.split("|")[2]) == len(named)


def index_names() -> list[tuple[str, str]]:
    text = Path(__file__).with_name("index_names.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, key) for name, key in (line.split("\t") for line in lines)]


def test_every_name_of_the_index_has_an_entry(catalog: Catalog) -> None:
    missing = [name for name, key in index_names() if key not in catalog.entries]

    assert missing == []


def test_every_entry_from_the_index_is_named_by_it(catalog: Catalog) -> None:
    named = {key for _, key in index_names()}

    assert {
        key for key, entry in catalog.entries.items() if entry.index != "added"
    } <= named


def test_a_successor_is_an_entry_or_words(catalog: Catalog) -> None:
    keys = {
        entry.successor
        for entry in catalog.entries.values()
        if entry.successor and " " not in entry.successor
    }

    assert keys <= catalog.entries.keys()


def test_no_link_leads_to_a_package_registry(catalog: Catalog) -> None:
    # Written so that this file does not name one either.
    registries = ("py" + "pi.", "python" + "hosted.", "npm" + "js.", "crates" + ".io")
    links = [
        str(link)
        for entry in catalog.entries.values()
        for link in (entry.home, entry.guide)
        if link
    ]

    assert [link for link in links if any(name in link for name in registries)] == []


def test_every_file_pattern_matches_a_file(catalog: Catalog) -> None:
    assert dead_patterns(catalog, template_files()) == []


def test_every_file_is_reached_by_some_answer(catalog: Catalog) -> None:
    assert orphans(catalog, template_files()) == []


def test_code_without_a_test_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    brings = "files: [/src/a.py]\n      modules: {worker: a_worker}"
    path.write_text(f"{CLIENT}      {brings}\n", "utf-8")

    assert untested(load_catalog(path), []) == [
        "httpx: brings code along and no test",
        "httpx: brings a worker along and no /tests/entrypoints/test_worker.py",
    ]


def test_a_use_case_without_the_test_of_its_name_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    brings = 'files: ["/src/*/services/pages.py", /tests/unit/test_other.py]'
    path.write_text(f"{CLIENT}      {brings}\n", "utf-8")

    assert untested(load_catalog(path), ["tests/unit/test_pages.py"]) == [
        "httpx: brings /src/*/services/pages.py and no /tests/unit/test_pages.py"
    ]


def test_a_dead_pattern_is_named(catalog: Catalog) -> None:
    assert "docker: no file of the template matches /Dockerfile" in dead_patterns(
        catalog, ["README.md"]
    )


def test_the_interview_asks_in_the_catalogs_order(catalog: Catalog) -> None:
    asked = [name for name in interview_questions() if name in catalog.questions]

    assert asked == list(catalog.questions)


def test_every_preset_is_complete(catalog: Catalog) -> None:
    for preset in load_presets().values():
        assert list(preset_faults(catalog, preset)) == []


def test_what_is_wrong_with_a_preset_is_named(catalog: Catalog) -> None:
    preset = load_presets()["minimal"] | {"database": "oracle", "colour": "red"}
    del preset["ci"]

    assert list(preset_faults(catalog, preset)) == [
        "minimal: database cannot be answered with oracle",
        "minimal: does not answer ci",
        "minimal: there is no question colour",
    ]


def test_no_preset_takes_what_is_deprecated(tmp_path: Path) -> None:
    deprecated = "deprecated: {since: '1', reason: x, replace_by: other}"
    path = tmp_path / "catalog.yaml"
    other = CLIENT.partition("  entries:\n")[2].replace("httpx\n", "other\n", 1)
    path.write_text(f"{CLIENT}      {deprecated}\n{other}", "utf-8")

    assert list(
        preset_faults(load_catalog(path), {"preset": "mine", "http_client": "httpx"})
    ) == ["mine: http_client=httpx is deprecated"]


def test_what_is_derived_is_up_to_date(catalog: Catalog) -> None:
    readme = README.read_text("utf-8")

    assert written(readme, catalog, load_presets(), load()) == readme, "run: make write"
    found = {path.stem: path.read_text("utf-8") for path in LOCKS.glob("*.in")}

    assert found == unions(catalog), "run: make write lock"
    assert OFFER.read_text("utf-8") == offer(catalog), "run: make write"
    assert PRESETS.read_text("utf-8") == as_json(load_presets()), "run: make write"


def test_what_jinja_would_read_is_not_in_the_derived_files() -> None:
    for path in (OFFER, PRESETS):
        text = path.read_text("utf-8")
        assert not any(mark in text for mark in ("{{", "{%", "{#"))


def test_a_readme_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="<!-- presets -->"):
        replace_block("# Title\n", "presets", "")
