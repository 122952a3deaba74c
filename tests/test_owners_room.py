"""What is written once is the owner's from then on, and nothing of it comes back."""

from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from workbench.agreement import template_files
from workbench.catalog import load_catalog
from workbench.doctor.examination import examine
from workbench.doctor.findings import Kind
from workbench.paths import ROOT
from workbench.releases import Published
from workbench.repository import commit, git
from workbench.updates import Trial, answers_of, conflicts_of, generate, update

from .upstream import change, release

PACKAGE = "template/{{package_path}}"
pytestmark = [pytest.mark.heavy, pytest.mark.updates]

ORDER = "src/order_service/domain/order.py"
SENTENCE = '"""What a customer ordered.'
PATTERNS = [pattern for topic in load_catalog().topics for pattern in topic.seeded]


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
    release(upstream, f"{PACKAGE}/domain/order.py", SENTENCE, '"""Theirs.')

    update(service)

    assert '"""Ours.' in (service / ORDER).read_text("utf-8")
    assert conflicts_of(service) == []


def test_it_is_left_alone_though_nobody_has_edited_it(
    upstream: Path, service: Path
) -> None:
    release(upstream, f"{PACKAGE}/domain/order.py", SENTENCE, '"""Theirs.')

    update(service)

    assert SENTENCE in (service / ORDER).read_text("utf-8")


def test_the_doctor_says_that_the_template_has_a_newer_one(
    upstream: Path, service: Path
) -> None:
    release(upstream, f"{PACKAGE}/domain/order.py", SENTENCE, '"""Theirs.')

    report = examine(service)

    assert [(it.kind, it.path) for it in report.findings if it.path] == [
        (Kind.SEEDED, ORDER)
    ]


def test_another_file_is_brought_up_to_date(upstream: Path, service: Path) -> None:
    release(upstream, "template/Makefile.jinja", "test:", "test:  ")

    update(service)

    assert "test:  " in (service / "Makefile").read_text("utf-8")


def test_the_sample_that_was_deleted_stays_deleted(
    upstream: Path, service: Path
) -> None:
    gone = [
        path.relative_to(service)
        for pattern in ("**/domain/order.py", "**/orders.py", "**/test_*order*.py")
        for path in service.glob(pattern)
    ]
    for path in gone:
        (service / path).unlink()
    commit(service, "Do without orders")
    for name in (f"{PACKAGE}/domain/order.py", f"{PACKAGE}/services/orders.py.jinja"):
        change(upstream, name, '"""', '"""Newer: ')
    name = f"{PACKAGE}/adapters/orders/sqlalchemy/orders.py.jinja"
    release(upstream, name, '"""', '"""Newer: ')

    update(service)

    assert len(gone) > 5
    assert [path for path in gone if (service / path).exists()] == []


def test_a_switch_leaves_it_alone(service: Path) -> None:
    change(service, "README.md", "# Order Service\n", "# Ours\n")

    update(service, package_manager="uv", database="postgresql")

    assert git(service, "status", "--porcelain", "README.md") == ""


def test_services_from_before_it_was_so_are_merged(
    published: Published, upstream: Path, tmp_path: Path
) -> None:
    (last,) = (it for it in published.older if it.version == "0.2.0")
    folder = tmp_path / "older"
    service = generate(Trial("older", folder, upstream, last, {}))
    change(service, ORDER, SENTENCE, '"""Ours.')
    end = "    def ship(self)"
    release(upstream, f"{PACKAGE}/domain/order.py", end, f"    # Theirs\n{end}")

    update(service)

    text = (service / ORDER).read_text("utf-8")
    assert '"""Ours.' in text
    assert "# Theirs" in text
    assert answers_of(service)["owns_sample"] is False


@pytest.mark.parametrize("answer", [True, False])
def test_nobody_can_change_whose_it_is(service: Path, *, answer: bool) -> None:
    with pytest.raises(ValueError, match="owns_sample is no question"):
        update(service, owns_sample=answer)

    assert git(service, "status", "--porcelain") == ""
