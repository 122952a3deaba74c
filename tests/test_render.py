"""What is rendered in memory is what Copier would have written."""

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_copie.plugin import Copie

from workbench.agreement import load_presets
from workbench.catalog import load_catalog
from workbench.render import File, Renderer, write
from workbench.space import Space

from .stacks import folder_of

# The answers about the service itself, so that each is given and left out in turn.
IDENTITIES: list[dict[str, Any]] = [
    {},
    {
        "project_name": "A" + "b" * 39,
        "license": "proprietary",
        "python_version": "3.11",
    },
    {
        "description": 'Says "hi" & {{ more }} # to \\ all: 🚀',
        "license": "Apache-2.0",
    },
    {"user_email": "ada@example.org", "github_user": "octocat"},
    {"package_name": "orders", "user_name": "Ada O'Hara", "license": "BSD-3-Clause"},
]
STACKS: dict[str, dict[str, Any]] = {
    **{f"preset-{name}": preset for name, preset in load_presets().items()},
    **{
        f"random-{number}": stack | IDENTITIES[number % len(IDENTITIES)]
        for number, stack in enumerate(Space(load_catalog()).sample(30, seed=1))
    },
}


@pytest.fixture(scope="module")
def renderer(template: Path) -> Renderer:
    return Renderer(template)


def on_disk(folder: Path) -> dict[str, File]:
    return {
        path.relative_to(folder).as_posix(): File(
            path.read_bytes().decode("utf-8"), os.access(path, os.X_OK)
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.heavy
@pytest.mark.thorough
@pytest.mark.parametrize("stack", STACKS)
def test_it_is_what_copier_writes(renderer: Renderer, copie: Copie, stack: str) -> None:
    answers = {k: v for k, v in STACKS[stack].items() if k != "summary"}

    copied = on_disk(folder_of(copie.copy(answers)))

    assert renderer.service(answers) == copied


def test_an_executable_file_stays_one(template: Path, copie: Copie) -> None:
    script = template / "template" / "script.sh.jinja"
    script.write_text("#!/bin/sh\necho {{ package_name }}\n", "utf-8")
    script.chmod(0o755)
    try:
        copied = on_disk(folder_of(copie.copy()))
        rendered = Renderer(template).service({})
    finally:
        script.unlink()

    assert rendered["script.sh"] == copied["script.sh"]
    assert rendered["script.sh"].executable


def test_what_is_written_to_the_disk_is_what_was_rendered(
    renderer: Renderer, tmp_path: Path
) -> None:
    files = renderer.service({}) | {"run.sh": File("#!/bin/sh\n", executable=True)}

    assert on_disk(write(files, tmp_path)) == files
