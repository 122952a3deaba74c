"""`make try` asks a person, and no script, which service to start."""

import sys

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from workbench.agreement import load_presets
from workbench.cli import preset_to_try

DOWN, ENTER = "\x1b[B", "\r"


def test_a_person_chooses_among_the_services_that_have_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    presets = load_presets()
    served = [name for name, it in presets.items() if it["web_framework"] != "none"]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    chosen = []
    for steps in range(len(served)):
        with (
            create_pipe_input() as keys,
            create_app_session(input=keys, output=DummyOutput()),
        ):
            keys.send_text(DOWN * steps + ENTER)
            chosen.append(preset_to_try(presets))

    assert chosen == served


def test_without_a_terminal_it_is_the_recommended_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)

    assert preset_to_try(load_presets()) == "recommended"
