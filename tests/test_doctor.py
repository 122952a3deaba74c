"""The doctor foretells what `copier update` does, and finds what it leaves behind."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from dataclasses import replace as replaced
from hashlib import sha256
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_update
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pytest_copie.plugin import Copie, Result
from typer.testing import CliRunner

from workbench.cli import app
from workbench.doctor.answers import interview, own
from workbench.doctor.examination import examine
from workbench.doctor.findings import DoctorError, Finding, Kind, Report
from workbench.doctor.releases import Releases
from workbench.paths import ROOT
from workbench.render import ANSWERS_FILE, Renderer

from .stacks import folder_of, started

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

OLD, NEW, FUTURE = "v0.1.0", "v0.2.0", "v99.0.0"
VERSIONS = (OLD, "v0.1.1", NEW)
PACKAGE = "src/order_service"
BOOTSTRAP = f"{PACKAGE}/bootstrap.py"  # whose imports are new in 0.2
TABLES = f"{PACKAGE}/adapters/orders/sqlalchemy/tables.py"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    command = ["git", *identity, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def commit(folder: Path, message: str = "Work") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", message)


def append(file: Path, line: str) -> None:
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def unmerged_in(folder: Path) -> set[str]:
    entries = git(folder, "ls-files", "--unmerged").splitlines()
    return {entry.partition("\t")[2] for entry in entries}


def found(report: Report, kind: Kind) -> dict[str, Finding]:
    return {f.path or f.answer or "": f for f in report.findings if f.kind == kind}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clone this repository and tag the last commit of each of its versions."""
    clone = tmp_path_factory.mktemp("source") / "template"
    git(ROOT, "clone", "--quiet", str(ROOT), str(clone))
    commits = git(clone, "rev-list", "--reverse", "--first-parent", "HEAD").split()
    lines = git(clone, "grep", "^version = ", *commits, "--", "pyproject.toml")
    for line in lines.splitlines():
        version = line.split('"')[1]
        git(clone, "tag", "--force", f"v{version}", line.partition(":")[0])
    return clone


@pytest.fixture(scope="module")
def services(source: Path, copie_session: Copie) -> dict[str, Path]:
    """Generate a service from each version, each in a repository of its own."""
    return {
        version: started(copie_session.copy(template_dir=source, vcs_ref=version))
        for version in VERSIONS
    }


@pytest.fixture
def old(services: dict[str, Path], tmp_path: Path) -> Path:
    return shutil.copytree(services[OLD], tmp_path / "service")


@pytest.fixture
def new(services: dict[str, Path], tmp_path: Path) -> Path:
    return shutil.copytree(services[NEW], tmp_path / "service")


@pytest.fixture(scope="module")
def edited(services: dict[str, Path], copie_session: Copie) -> Path:
    """Do to a service of the old version what owners do."""
    service = shutil.copytree(services[OLD], copie_session.test_dir / "edited")
    replace(service / BOOTSTRAP, "import open_orders", "import open_orders  # ours")
    replace(service / "README.md", "# Order Service\n", "# Order Service\n\nOurs.\n")
    append(service / "LICENSE", "Ours.")
    (service / "HELP.md").unlink()
    (service / PACKAGE / "services" / "jobs.py").write_text("OURS = True\n")
    (service / "own.py").write_text("OURS = True\n")
    (service / ".git" / "info" / "exclude").write_text("test_jobs.py\n")
    commit(service)
    (service / "tests" / "unit" / "test_jobs.py").write_text("OURS = True\n")
    return service


@pytest.fixture(scope="module")
def updated(edited: Path, copie_session: Copie) -> Path:
    """Update the edited service."""
    service = shutil.copytree(edited, copie_session.test_dir / "updated")
    return folder_of(copie_session.update(Result(project_dir=service), vcs_ref=NEW))


@pytest.fixture(scope="module")
def foretold(edited: Path) -> Report:
    return examine(edited, to=NEW)


@pytest.fixture(scope="module")
def left(updated: Path) -> Report:
    return examine(updated, to=NEW)


@pytest.fixture
def after(updated: Path, tmp_path: Path) -> Path:
    return shutil.copytree(updated, tmp_path / "updated")


@pytest.fixture(scope="module")
def future(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release a version with all that can happen to an answer."""
    clone = tmp_path_factory.mktemp("future") / "template"
    git(source, "clone", "--quiet", str(source), str(clone))
    git(clone, "checkout", "--quiet", NEW)
    path = clone / "catalog.yaml"
    topics = yaml.safe_load(path.read_text("utf-8"))
    named = {topic["topic"]: topic for topic in topics}
    named["retries"]["question"]["aliases"] = ["retry"]
    for entry in named["http_client"]["entries"]:
        if entry["key"] == "aiohttp":
            about = {"since": "99.0", "replace_by": "httpx2", "reason": "It is late."}
            entry["deprecated"] = about
    path.write_text(yaml.safe_dump(topics), "utf-8")
    path = clone / "includes" / "catalog.json"
    text = path.read_text("utf-8").replace('"time_mock"', '"clock_mock"')
    offer = json.loads(text)
    breakers = offer["circuit_breaker"]["entries"]
    breakers[:] = [entry for entry in breakers if entry.get("answer") != "purgatory"]
    for entry in offer["type_checker"]["entries"]:
        if entry.get("answer") == "pyright":
            rule = {"excludes": {"database": ["mariadb"]}, "reason": "They quarrel."}
            entry["rules"] = [rule]
    path.write_text(json.dumps(offer), "utf-8")
    replace(clone / "includes" / "presets.json", '"time_mock"', '"clock_mock"')
    replace(clone / "copier.yml", "time_mock", "clock_mock")
    git(clone, "commit", "--quiet", "--all", "--message", "The future")
    git(clone, "tag", FUTURE)
    return clone


def answer(service: Path, **answers: Any) -> None:
    path = service / ANSWERS_FILE
    recorded = yaml.safe_load(path.read_text("utf-8"))
    recorded.update(answers)
    path.write_text(yaml.safe_dump(recorded), "utf-8")
    commit(service)


# What the doctor compares with.


@pytest.mark.parametrize("version", VERSIONS)
def test_each_release_is_rendered_as_copier_did_it(
    source: Path, services: dict[str, Path], tmp_path: Path, version: str
) -> None:
    service = services[version]
    answers = yaml.safe_load((service / ANSWERS_FILE).read_text("utf-8"))

    rendered = Releases(str(source), tmp_path).service(version, answers)

    assert rendered.keys() == set(git(service, "ls-files").splitlines())
    del rendered[ANSWERS_FILE]  # says where the template is, which nobody compares
    assert {path: (service / path).read_bytes() for path in rendered} == rendered


def test_a_service_that_nobody_touched_is_well(old: Path) -> None:
    report = examine(old, to=NEW)

    assert report.status == 0
    assert {finding.kind for finding in report.findings} == {Kind.NEWER_VERSION}
    assert (report.version, report.target, report.before) == (OLD, NEW, None)


def test_there_is_nothing_newer_than_the_newest(new: Path, source: Path) -> None:
    git(source, "clone", "--quiet", "--branch", NEW, str(source), str(new.parent / "t"))
    for tag in git(new.parent / "t", "tag").split():
        if tag not in VERSIONS:
            git(new.parent / "t", "tag", "--delete", tag)

    report = examine(new, template=str(new.parent / "t"))

    assert report.newest == NEW
    assert report.findings == []


def test_an_older_version_is_not_a_target(new: Path) -> None:
    report = examine(new, to=OLD)

    assert found(report, Kind.OLDER_VERSION)
    assert report.status == 1


# Before an update.


def test_what_an_update_does_is_foretold(
    edited: Path, updated: Path, foretold: Report
) -> None:
    unmerged = unmerged_in(updated)
    assert found(foretold, Kind.WOULD_CONFLICT).keys() == unmerged
    assert unmerged == {BOOTSTRAP, f"{PACKAGE}/services/jobs.py"}
    before = set(git(edited, "ls-files").splitlines())
    gone = {path for path in before if not (updated / path).exists()}
    assert found(foretold, Kind.WOULD_DELETE).keys() == gone == set()
    assert found(foretold, Kind.DELETED).keys() == {"HELP.md"}
    assert not (updated / "HELP.md").exists()


def test_what_merges_is_only_mentioned(updated: Path, foretold: Report) -> None:
    assert found(foretold, Kind.EDITED).keys() == {"LICENSE", "README.md"}
    for path in found(foretold, Kind.EDITED):
        assert "\nOurs.\n" in (updated / path).read_text("utf-8")


def test_conflicts_are_counted(updated: Path, foretold: Report) -> None:
    conflict = found(foretold, Kind.WOULD_CONFLICT)[BOOTSTRAP]

    text = (updated / BOOTSTRAP).read_text("utf-8")
    assert conflict.conflicts == text.count("<<<<<<< before updating") == 1


def test_an_ignored_file_in_the_way_would_be_overwritten(
    updated: Path, foretold: Report
) -> None:
    assert found(foretold, Kind.WOULD_OVERWRITE).keys() == {"tests/unit/test_jobs.py"}
    assert "OURS" not in (updated / "tests/unit/test_jobs.py").read_text("utf-8")


def test_what_a_switch_deletes_is_foretold(new: Path) -> None:
    own = new / Path(TABLES).with_name("own.py")
    own.write_text("OURS = True\n")
    append(new / TABLES, "OURS = True")
    append(new / "README.md", "Ours.")
    commit(new)
    edits = {TABLES, "README.md", own.relative_to(new).as_posix()}

    report = examine(new, to=NEW, data={"database": "none"})

    run_update(
        new,
        data={"database": "none"},
        vcs_ref=NEW,
        defaults=True,
        overwrite=True,
        quiet=True,
    )
    gone = {path for path in edits if not (new / path).exists()}
    assert found(report, Kind.WOULD_DELETE).keys() == gone == {TABLES}
    assert found(report, Kind.WOULD_CONFLICT).keys() == unmerged_in(new)


def test_the_command_that_it_names_keeps_a_copy(new: Path) -> None:
    append(new / TABLES, "OURS = True")
    commit(new)

    report = examine(new, to=NEW, data={"database": "none"})

    message = found(report, Kind.WOULD_DELETE)[TABLES].message
    command = message[message.index("git show") :]
    subprocess.run(command, shell=True, cwd=new, check=True)
    assert (new.parent / "tables.py").read_text() == (new / TABLES).read_text()


def test_work_that_is_not_committed_is_in_the_way(new: Path) -> None:
    append(new / "README.md", "Ours.")
    (new / "own.py").touch()

    report = examine(new, to=NEW)

    assert found(report, Kind.NOT_CLEAN).keys() == {"README.md", "own.py"}
    assert report.status == 1


def test_a_service_may_be_part_of_a_larger_repository(
    services: dict[str, Path], tmp_path: Path
) -> None:
    service = shutil.copytree(services[OLD], tmp_path / "all" / "service")
    shutil.rmtree(service / ".git")
    git(tmp_path / "all", "init", "--quiet")
    replace(service / BOOTSTRAP, "import open_orders", "import open_orders  # ours")
    commit(tmp_path / "all")
    (tmp_path / "all" / "elsewhere").touch()
    append(service / "README.md", "Ours.")

    report = examine(service, to=NEW)

    assert found(report, Kind.NOT_CLEAN).keys() == {"README.md"}
    assert found(report, Kind.WOULD_CONFLICT).keys() == {BOOTSTRAP}


# The answers.


@dataclass
class Asker:
    """Asks the questions of a version, of a service at the one before."""

    renderer: Renderer
    version: str
    recorded: dict[str, Any]

    def __call__(self, *without: str, **planned: str) -> list[Finding]:
        recorded = {n: a for n, a in self.recorded.items() if n not in without}
        earlier = self.recorded.keys()
        done = interview(self.renderer, self.version, recorded, planned, earlier)
        return done.findings


@pytest.fixture(scope="module")
def recorded(services: dict[str, Path]) -> dict[str, Any]:
    return own(yaml.safe_load((services[NEW] / ANSWERS_FILE).read_text("utf-8")))


@pytest.fixture(scope="module")
def ask(
    source: Path, recorded: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Asker:
    releases = Releases(str(source), tmp_path_factory.mktemp("new"))
    return Asker(releases.renderer(NEW), NEW, recorded)


@pytest.fixture(scope="module")
def ask_in_future(
    future: Path, recorded: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Asker:
    releases = Releases(str(future), tmp_path_factory.mktemp("future"))
    known = {name: recorded[name] for name in recorded if name != "time_mock"}
    return Asker(releases.renderer(FUTURE), FUTURE, known)


def test_the_answers_of_a_preset_are_fine(ask: Asker, ask_in_future: Asker) -> None:
    assert ask() == ask_in_future() == []


def test_an_answer_without_its_quotes_is_the_same_answer(new: Path) -> None:
    replace(new / ANSWERS_FILE, "'3.13'", "3.13")
    commit(new)

    report = examine(new, to=NEW)

    assert found(report, Kind.INVALID_ANSWER) == {}
    assert found(report, Kind.EDITED) == {}


def test_a_misspelt_answer_is_unknown(new: Path) -> None:
    report = examine(new, to=NEW, data={"databse": "postgresql"})

    message = found(report, Kind.UNKNOWN_ANSWER)["databse"].message
    assert message.endswith("do you mean database?")
    assert report.status == 1


@pytest.mark.parametrize(
    "planned",
    [
        {"docker": "no"},
        {"python_version": "3.12"},
        {"testing": "[faker, hypothesis]"},
        {"testing": "[]"},
        {"github_user": ""},
    ],
)
def test_planned_answers_are_read_as_copier_reads_them(
    ask: Asker, planned: dict[str, str]
) -> None:
    assert ask(**planned) == []


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("http_client", "aiohtp", "aiohttp is nearest of httpx2, httpx, aiohttp"),
        ("testing", "[faker, factory]", "testing=[faker, factory] (not a choice"),
        ("testing", "faker", "it takes a list"),
        ("docker", "perhaps", "it takes true or false"),
        ("package_name", "Orders!", "must be lower-case"),
        ("preset", "huge", "there are recommended, minimal"),
    ],
)
def test_a_planned_answer_that_copier_refuses_is_told(
    ask: Asker, name: str, text: str, wrong: str
) -> None:
    (finding,) = ask(**{name: text})

    assert (finding.kind, finding.answer) == (Kind.INVALID_ANSWER, name)
    assert wrong in finding.message
    assert "the update would refuse it" in finding.message


def test_a_choice_that_is_gone_is_told_with_what_comes_instead(
    ask_in_future: Asker,
) -> None:
    recorded = ask_in_future.recorded | {"circuit_breaker": "purgatory"}

    (finding,) = replaced(ask_in_future, recorded=recorded)()

    assert (finding.kind, finding.answer) == (Kind.INVALID_ANSWER, "circuit_breaker")
    assert "would take pybreaker instead" in finding.message


def test_a_broken_rule_is_told_with_its_reason(ask_in_future: Asker) -> None:
    recorded = ask_in_future.recorded | {"type_checker": "pyright"}

    (finding,) = replaced(ask_in_future, recorded=recorded)(database="mariadb")

    assert (finding.kind, finding.answer) == (Kind.INVALID_ANSWER, "type_checker")
    assert "They quarrel" in finding.message


def test_a_deprecated_choice_is_told_with_what_replaces_it(
    ask_in_future: Asker,
) -> None:
    (finding,) = ask_in_future(http_client="aiohttp")

    assert finding.kind == Kind.DEPRECATED_ANSWER
    assert finding.needs_eyes
    assert finding.message == (
        "http_client=aiohttp is deprecated since 99.0 (It is late): switch to httpx2."
    )


def test_a_former_name_of_a_question_is_no_fault(ask_in_future: Asker) -> None:
    (finding,) = ask_in_future("retries", retry="aioretry")

    assert (finding.kind, finding.answer) == (Kind.RENAMED_ANSWER, "retry")
    assert "called retries" in finding.message
    assert not finding.needs_eyes


def test_the_answer_under_a_former_name_counts(ask_in_future: Asker) -> None:
    findings = ask_in_future("retries", retry="nonsense")

    assert [f.answer for f in findings] == ["retry", "retries"]


def test_a_question_that_is_gone_loses_its_answer_and_nothing_else(
    new: Path, future: Path, copie: Copie
) -> None:
    append(new / "README.md", "Ours.")
    answer(new, _src_path=str(future))

    report = examine(new)
    folder_of(copie.update(Result(project_dir=new)))

    message = found(report, Kind.UNKNOWN_ANSWER)["time_mock"].message
    assert "clock_mock is nearest" in message
    assert "Ours." in (new / "README.md").read_text("utf-8")


def test_an_answer_to_no_question_ever_is_to_be_taken_out(new: Path) -> None:
    answer(new, colour="red")

    report = examine(new, to=NEW)

    message = found(report, Kind.UNKNOWN_ANSWER)["colour"].message
    assert f"take it out of {ANSWERS_FILE}" in message


# After an update.


def test_an_update_that_is_not_committed_is_noticed(left: Report) -> None:
    assert left.before == "HEAD"
    assert found(left, Kind.NOT_CLEAN) == {}


def test_conflicts_that_are_left_are_found(left: Report) -> None:
    conflicts = {BOOTSTRAP, f"{PACKAGE}/services/jobs.py"}
    assert found(left, Kind.UNMERGED).keys() == conflicts
    assert found(left, Kind.CONFLICT_MARKERS).keys() == conflicts


def test_markers_that_were_committed_are_found(after: Path) -> None:
    commit(after)

    report = examine(after, to=NEW)

    assert found(report, Kind.UNMERGED) == {}
    assert BOOTSTRAP in found(report, Kind.CONFLICT_MARKERS)


def test_a_marker_is_a_whole_line(new: Path) -> None:
    append(new / "README.md", "A conflict begins with <<<<<<< before updating")
    append(new / "README.md", "<<<<<<< before updating there is a commit")
    commit(new)

    assert found(examine(new, to=NEW), Kind.CONFLICT_MARKERS) == {}


def test_rejected_changes_are_found_though_ignored(new: Path) -> None:
    # What Copier leaves with `--conflict rej`.
    (new / f"{BOOTSTRAP}.rej").write_text("@@ -1 +1 @@\n-theirs\n+ours\n")
    append(new / ".git" / "info" / "exclude", "*.rej")

    assert found(examine(new, to=NEW), Kind.REJECTED).keys() == {f"{BOOTSTRAP}.rej"}


def take_theirs(file: Path) -> None:
    """Resolve conflicts as somebody in a hurry does."""
    conflict = r"(?ms)^<<<<<<< .*?^=======\n(.*?)^>>>>>>> .*?\n"
    file.write_text(re.sub(conflict, r"\1", file.read_text("utf-8")), "utf-8")


def test_nothing_is_lost_while_conflicts_show_both_sides(left: Report) -> None:
    assert found(left, Kind.LOST_LINES) == {}


def test_lines_that_a_hasty_merge_took_away_are_lost(after: Path) -> None:
    take_theirs(after / BOOTSTRAP)

    lost = found(examine(after, to=NEW), Kind.LOST_LINES)

    assert {path: finding.lines for path, finding in lost.items()} == {
        BOOTSTRAP: ["from .adapters.orders import open_orders  # ours"]
    }


def test_lines_are_missed_after_the_update_was_committed(after: Path) -> None:
    take_theirs(after / BOOTSTRAP)
    commit(after)

    lost = found(examine(after, to=NEW, before="HEAD~1"), Kind.LOST_LINES)

    assert lost.keys() == {BOOTSTRAP}


def test_lines_of_a_file_that_is_gone_are_looked_for_everywhere(new: Path) -> None:
    append(new / TABLES, "OURS = True\nMOVED = True")
    commit(new)
    (new / TABLES).unlink()
    (new / "moved.py").write_text("if True:\n    MOVED = True\n")
    answer(new, database="none")

    lost = found(examine(new, to=NEW, before="HEAD~1"), Kind.LOST_LINES)

    assert lost[TABLES].lines == ["OURS = True"]


# How it is asked, and what it leaves alone.


def test_it_changes_nothing(edited: Path, after: Path, tmp_path: Path) -> None:
    service = shutil.copytree(edited, tmp_path / "service")
    # So that Git would like to write its index anew.
    (service / "README.md").touch()

    for folder in (service, after):
        before = state(folder)
        examine(folder, to=NEW)
        assert state(folder) == before


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (
            sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
    }


def test_bots_get_a_document(edited: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", str(edited), "--to", NEW, "--json"])

    document = json.loads(result.stdout)
    assert result.exit_code == document["status"] == 1
    assert document["format"] == 1
    (conflict,) = (f for f in document["findings"] if f["path"] == BOOTSTRAP)
    assert conflict == {
        "kind": "would_conflict",
        "message": conflict["message"],
        "path": BOOTSTRAP,
        "answer": None,
        "conflicts": 1,
        "lines": [],
        "needs_eyes": True,
    }


def test_people_get_sentences(edited: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", str(edited), "--to", NEW])

    assert "Needs your eyes" in result.stdout
    assert f"\n      {BOOTSTRAP}\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_service_without_worries_exits_with_0(old: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", str(old), "--to", NEW])

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Nothing to worry about." in result.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--to", "v7"], "has no version v7; its newest is"),
        (["--to", "--all"], "has no version --all"),
        (["--before", "nowhere"], "has no commit nowhere"),
        (["--template", "/nowhere"], "cannot be cloned from /nowhere"),
        (["--data", "database"], "database is no answer: write QUESTION=ANSWER"),
        (["--before", "HEAD", "--data", "database=none"], "before an update"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    new: Path, options: list[str], sentence: str
) -> None:
    result = CliRunner().invoke(app, ["doctor", str(new), *options])

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_bot_is_told_why_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", str(tmp_path), "--json"])

    document = json.loads(result.stdout)
    assert result.exit_code == document["status"] == 2
    assert "was not made from the template" in document["error"]


def test_a_service_needs_git(new: Path) -> None:
    shutil.rmtree(new / ".git")

    with pytest.raises(DoctorError, match="is in no Git repository"):
        examine(new)


def test_a_service_of_another_template_is_not_looked_at(
    new: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "copier.yml").write_text("name: {type: str}\n")
    commit(other)
    answer(new, _commit="HEAD")

    with pytest.raises(DoctorError, match="is not the template of backend services"):
        examine(new, template=str(other))


@pytest.mark.parametrize("text", ["- a", "a: [", "database: sqlite"])
def test_a_file_of_answers_that_copier_did_not_write_is_refused(
    new: Path, text: str
) -> None:
    (new / ANSWERS_FILE).write_text(text)

    with pytest.raises(DoctorError, match=re.escape(ANSWERS_FILE)):
        examine(new)


def test_it_runs_with_what_the_workbench_declares() -> None:
    """As `uvx` installs it: without what services and tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(text).name for text in project["dependencies"]]
    declared: set[str] = set()
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name not in declared:
            declared.add(name)
            needs = map(Requirement, requires(name) or [])
            wanted += [
                need.name
                for need in needs
                if not need.marker or need.marker.evaluate({"extra": ""})
            ]
    others = {
        module
        for module, owners in packages_distributions().items()
        if not declared & set(map(canonicalize_name, owners))
    }
    assert "pytest" in others
    code = f"import sys; sys.modules.update(dict.fromkeys({sorted(others)!r}))\n"
    code += "import workbench.cli; workbench.cli.app(['doctor', '--help'])"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)

    assert done.returncode == 0, done.stderr
