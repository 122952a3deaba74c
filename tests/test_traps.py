"""The nine ways in which `copier update` could lose something while it exits 0.

A choice, a question or a file that goes (1, 2, 3) is for the evolution check to refuse;
here is that no release so far has lost one. The sixth, a preset that changes, is in
test_interview.py, the seventh, a misspelt answer, also in test_identity.py.
"""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from copier.errors import UserMessageError
from pytest_copie.plugin import Copie

from workbench.releases import Published, Release, releases
from workbench.repository import GitError, commit, git
from workbench.updates import answers_of, conflicts_of, update

from .stacks import folder_of, started
from .upstream import change, release

pytestmark = [pytest.mark.heavy, pytest.mark.updates]

CLIENT = "src/order_service/adapters/rates/httpx_rates.py"
PACKAGE = "template/{{package_path}}"
TITLE = "# What {} is made of\n"
# The lists that both sides add to: where one is, what the template puts just above the
# line that parts it, and what the owner has put below.
LISTS = {
    "dependencies": (
        "pyproject.toml",
        ("template/pyproject.toml.jinja", "    # Your own dependencies"),
        '    "added>=1",\n',
        '    "owned>=1",\n',
    ),
    "tools": (
        "pyproject.toml",
        ("template/pyproject.toml.jinja", "    # Your own development tools"),
        '    "added>=1",\n',
        '    "owned>=1",\n',
    ),
    "settings": (
        "src/order_service/config/settings.py",
        (f"{PACKAGE}/config/settings.py.jinja", "    # Your own settings"),
        "    added: int = 1\n\n",
        "\n    owned: int = 1\n",
    ),
    "routers": (
        "src/order_service/entrypoints/fastapi/app.py",
        (f"{PACKAGE}/entrypoints/fastapi/app.py.jinja", "    # Include your own"),
        "    app.include_router(added.router)\n",
        "    app.include_router(owned.router)\n",
    ),
    "values": (
        "compose.yaml",
        ("template/compose.yaml.jinja", "    # Your own values"),
        "    APP_ADDED: 1\n",
        "    APP_OWNED: 1\n",
    ),
    "services": (
        "compose.yaml",
        ("template/compose.yaml.jinja", "  # Your own services"),
        "  added:\n    image: added\n\n",
        "\n  owned:\n    image: owned\n",
    ),
}


def show(published: Published, then: Release, path: str) -> str:
    return git(published.folder, "show", f"{then.tag}:{path}")


def files(published: Published, then: Release) -> set[str]:
    command = ["ls-tree", "-r", "--name-only", then.tag, "template"]
    listed = git(published.folder, *command).splitlines()
    assert listed
    # In a service, a file is the same whether or not the template renders it.
    return {name.removesuffix(".jinja") for name in listed}


def test_1_every_answer_that_a_release_offers_is_offered_still(
    published: Published,
) -> None:
    today = published.offered(published.newest)

    for then in releases():
        for question, answers in published.offered(then).items():
            assert set(answers) <= set(today[question])


def test_2_every_question_that_a_release_asks_is_asked_still(
    published: Published,
) -> None:
    today = yaml.safe_load(show(published, published.newest, "copier.yml"))

    for then in releases():
        asked = yaml.safe_load(show(published, then, "copier.yml"))
        assert asked.keys() <= today.keys()


def test_3_every_file_that_a_release_has_is_there_still(published: Published) -> None:
    today = files(published, published.newest)

    for then in releases():
        assert files(published, then) <= today


def test_4_what_was_written_into_a_file_that_goes_is_in_the_last_commit(
    service: Path,
) -> None:
    change(service, CLIENT, '"""', '"""Ours: ')

    update(service, http_client="aiohttp")

    assert git(service, "status", "--porcelain", CLIENT) == f" D {CLIENT}\n"
    assert '"""Ours: ' in git(service, "show", f"HEAD:{CLIENT}")


def test_4_what_is_in_no_commit_stops_an_update(service: Path) -> None:
    (service / CLIENT).write_text("# Ours\n", "utf-8")

    with pytest.raises(UserMessageError, match=r"is dirty.* Please commit"):
        update(service, http_client="aiohttp")

    assert (service / CLIENT).read_text("utf-8") == "# Ours\n"


@pytest.fixture(scope="module")
def merged(published: Published, copie_session: Copie) -> Path:
    """Give a service whose lists both its owner and the template have added to."""
    upstream = copie_session.test_dir / "lists"
    git(published.folder, "clone", "--quiet", ".", str(upstream))
    copied = copie_session.copy(template_dir=upstream)
    folder = started(copied)
    for path, (source, mark), added, owned in LISTS.values():
        line = dividing(folder / path, mark)
        change(folder, path, line, line + owned)
        change(upstream, source, mark, added + mark)
    git(upstream, "tag", "v99.0.0")
    return folder_of(copie_session.update(copied))


def dividing(path: Path, mark: str) -> str:
    """Give the line that parts what is the template's from what is the owner's."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (line,) = (line for line in lines if line.startswith(mark))
    return line


@pytest.mark.parametrize("name", LISTS)
def test_5_both_sides_add_to_a_list_without_a_conflict(merged: Path, name: str) -> None:
    path, (_, mark), added, owned = LISTS[name]

    text = (merged / path).read_text("utf-8")

    assert added + dividing(merged / path, mark) + owned in text
    assert path not in conflicts_of(merged)


def test_5_a_version_is_raised_right_above_an_owners_dependency(
    upstream: Path, service: Path
) -> None:
    path, (_, mark), _, owned = LISTS["dependencies"]
    line = dividing(service / path, mark)
    above = (service / path).read_text("utf-8").partition(line)[0].splitlines()[-1]
    change(service, path, line, line + owned)
    release(upstream, "includes/catalog.json", above.strip(' ",'), "raised>=99")

    update(service)

    after = f'    "raised>=99",\n{line}{owned}'
    assert after in (service / path).read_text("utf-8")
    assert conflicts_of(service) == []


def test_7_a_misspelt_answer_stops_an_update(service: Path) -> None:
    with pytest.raises(ValueError, match='There is no question "databse"'):
        update(service, databse="postgresql")

    assert git(service, "status", "--porcelain") == ""


def test_8_an_answer_that_nobody_is_asked_for_outlives_the_next_update(
    upstream: Path, service: Path
) -> None:
    update(service, jobs="inline", broker="rabbitmq")
    commit(service, "Update")
    release(upstream, "template/README.md.jinja", "# {{ project_name }}\n", "# New\n")

    update(service)

    assert answers_of(service)["broker"] == "rabbitmq"


def test_9_a_conflict_is_told_with_the_command_that_shows_it(
    upstream: Path, service: Path
) -> None:
    change(service, "HELP.md", TITLE.format("Order Service"), "# Ours\n")
    title = TITLE.format("{{ project_name }}")
    release(upstream, "template/HELP.md.jinja", title, "# New\n")
    command = [sys.executable, "-m", "copier", "update", "--defaults"]

    done = subprocess.run(
        [*command, str(service)], check=True, capture_output=True, text=True
    )

    assert 'git status          shows conflicts as "both modified"' in done.stderr
    assert "both modified:   HELP.md" in git(service, "status")


def test_9_git_commits_no_conflict_that_nobody_looked_at(
    upstream: Path, service: Path
) -> None:
    change(service, "HELP.md", TITLE.format("Order Service"), "# Ours\n")
    title = TITLE.format("{{ project_name }}")
    release(upstream, "template/HELP.md.jinja", title, "# New\n")
    update(service)

    with pytest.raises(GitError, match="you have unmerged files"):
        git(service, "commit", "--message", "Update")
