"""What is written once is the owner's from then on, and nothing of it comes back."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec
from pytest_copie.plugin import Copie

from workbench.agreement import template_files
from workbench.catalog import load_catalog
from workbench.doctor.examination import examine
from workbench.doctor.findings import Kind
from workbench.paths import ROOT
from workbench.projects import REACHED, Project, run
from workbench.releases import Published
from workbench.repository import commit, git
from workbench.updates import answers_of, conflicts_of, update

from .stacks import folder_of, started
from .upstream import change, release
from .without_orders import Place, delete_orders, drop_tables

PACKAGE = "template/{{package_path}}"
pytestmark = [pytest.mark.heavy, pytest.mark.updates]

ORDER = "src/order_service/domain/order.py"
PYDANTIC = "includes/models/pydantic/order.py"
DATACLASSES = "includes/models/dataclasses/order.py"
SENTENCE = '"""What a customer ordered.'
PATTERNS = [pattern for topic in load_catalog().topics for pattern in topic.seeded]


@dataclass(frozen=True)
class Bare:
    """A service without the orders: what went, and what was done by hand."""

    upstream: Path
    service: Path
    gone: list[str]
    places: list[Place]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_written_once_is_there(pattern: str) -> None:
    files = template_files(ROOT / "template")

    assert any(GitIgnoreSpec.from_lines([pattern]).match_files(files))


def test_what_is_written_once_is_in_every_service() -> None:
    """A switch of an answer would not bring it."""
    seeded = GitIgnoreSpec.from_lines(PATTERNS)
    files = set(seeded.match_files(template_files(ROOT / "template")))

    for entry in load_catalog().entries.values():
        assert not files & set(GitIgnoreSpec.from_lines(entry.files).match_files(files))


def test_an_owners_file_is_left_alone(upstream: Path, service: Path) -> None:
    change(service, ORDER, SENTENCE, '"""Ours.')
    release(upstream, PYDANTIC, SENTENCE, '"""Theirs.')

    update(service)

    assert '"""Ours.' in (service / ORDER).read_text("utf-8")
    assert conflicts_of(service) == []


def test_it_is_left_alone_though_nobody_has_edited_it(
    upstream: Path, service: Path
) -> None:
    release(upstream, PYDANTIC, SENTENCE, '"""Theirs.')

    update(service)

    assert SENTENCE in (service / ORDER).read_text("utf-8")


def test_the_doctor_says_that_the_template_has_a_newer_one(
    upstream: Path, service: Path
) -> None:
    release(upstream, PYDANTIC, SENTENCE, '"""Theirs.')

    report = examine(service)

    assert [(it.kind, it.path) for it in report.findings if it.path] == [
        (Kind.SEEDED, ORDER)
    ]


def test_another_file_is_brought_up_to_date(upstream: Path, service: Path) -> None:
    release(upstream, "template/Makefile.jinja", "test:", "test:  ")

    update(service)

    assert "test:  " in (service / "Makefile").read_text("utf-8")


@pytest.fixture(scope="module")
def bare(published: Published, copie_session: Copie) -> Bare:
    """Give a service whose owner does without the orders."""
    upstream = copie_session.test_dir / "bare"
    git(published.folder, "clone", "--quiet", ".", str(upstream))
    folder = started(copie_session.copy(template_dir=upstream))
    return Bare(upstream, folder, *delete_orders(folder))


def test_the_sample_is_deleted_in_a_few_minutes(bare: Bare) -> None:
    """A command takes the files away; the rest are lines that a linter finds."""
    assert len(bare.gone) >= 22
    assert len(bare.places) <= 37
    assert sum(1 for place in bare.places if place.new) <= 5


def test_without_the_sample_the_services_own_checks_pass(
    bare: Bare, tmp_path: Path
) -> None:
    drop_tables(bare.service, tmp_path)
    shutil.copytree(
        bare.service, tmp_path / "copy", ignore=shutil.ignore_patterns(".git")
    )
    catalog = load_catalog()
    answers = answers_of(bare.service)
    stack = {name: answers[name] for name in catalog.questions}
    kinds = ["tests", "lint", "types"]
    project = Project("bare", tmp_path / "copy", stack, catalog, kinds)
    # What nobody calls any more is for the tests of the owner's own routes.
    project.commands = [
        (kind, it.replace(REACHED, "")) for kind, it in project.commands
    ]

    (report,) = run([project])

    assert report.failures == []


def test_the_sample_that_was_deleted_stays_deleted(bare: Bare) -> None:
    commit(bare.service, "Do without orders")
    for name in (PYDANTIC, f"{PACKAGE}/services/orders.py.jinja"):
        change(bare.upstream, name, '"""', '"""Newer: ')
    change(bare.upstream, "includes/bootstrap/composed.py", '"""', '"""Newer: ')
    name = f"{PACKAGE}/adapters/orders/sqlalchemy/orders.py.jinja"
    release(bare.upstream, name, '"""', '"""Newer: ')

    update(bare.service)

    assert [path for path in bare.gone if (bare.service / path).exists()] == []
    assert conflicts_of(bare.service) == []
    (bootstrap,) = bare.service.glob("src/*/bootstrap.py")
    assert bootstrap.read_text("utf-8").startswith('"""Newer: ')


def test_a_switch_leaves_it_alone(service: Path) -> None:
    change(service, "README.md", "# Order Service\n", "# Ours\n")

    update(service, package_manager="uv", database="postgresql")

    assert git(service, "status", "--porcelain", "README.md") == ""


def test_services_from_before_it_was_so_are_merged(
    published: Published, upstream: Path, copie: Copie
) -> None:
    (last,) = (it for it in published.older if it.version == "0.2.0")
    copied = copie.copy(template_dir=upstream, vcs_ref=last.tag)
    service = started(copied)
    change(service, ORDER, SENTENCE, '"""Ours.')
    end = "    def ship(self)"
    release(upstream, DATACLASSES, end, f"    # Theirs\n{end}")

    folder_of(copie.update(copied))

    text = (service / ORDER).read_text("utf-8")
    assert '"""Ours.' in text
    assert "# Theirs" in text
    assert answers_of(service)["owns_sample"] is False


@pytest.mark.parametrize("answer", [True, False])
def test_nobody_can_change_whose_it_is(service: Path, *, answer: bool) -> None:
    with pytest.raises(ValueError, match="owns_sample is no question"):
        update(service, owns_sample=answer)

    assert git(service, "status", "--porcelain") == ""


def test_services_from_before_the_question_keep_the_models_that_they_have(
    published: Published, upstream: Path, copie: Copie
) -> None:
    (last,) = (it for it in published.older if it.version == "0.4.0")
    copied = copie.copy(template_dir=upstream, vcs_ref=last.tag)
    service = started(copied)
    was = (service / ORDER).read_text("utf-8")
    git(upstream, "tag", "v99.0.0")

    updated = copie.update(copied)
    commit(folder_of(updated), "Update")
    folder_of(copie.update(updated))

    assert answers_of(service)["models"] == "dataclasses"
    assert (service / ORDER).read_text("utf-8") == was


def test_new_services_have_todays_models(service: Path) -> None:
    assert answers_of(service)["models"] == "pydantic"
    assert "from pydantic.dataclasses import" in (service / ORDER).read_text("utf-8")
