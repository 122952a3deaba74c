"""Whether the catalog, the interview, the presets and the template's files agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pathspec import GitIgnoreSpec

from .catalog import Answer, Catalog
from .paths import INTERVIEW, PRESETS, TEMPLATE

WORKER_TEST = "/tests/entrypoints/test_worker.py"
USE_CASES = "/src/*/services/"


def template_files(template: Path = TEMPLATE) -> list[str]:
    """List the files that a service could have.

    Parameters
    ----------
    template : Path
        The superset project.

    Returns
    -------
    list[str]
        The files' paths in a service whose package is called `package`.
    """
    names = [
        path.relative_to(template).as_posix().removesuffix(".jinja")
        for path in sorted(template.rglob("*"))
        if path.is_file()
    ]
    return [name.replace("{{package_path}}", "src/package") for name in names]


def dead_patterns(catalog: Catalog, files: list[str]) -> list[str]:
    """Find file patterns that match nothing.

    Parameters
    ----------
    catalog : Catalog
        The catalog whose entries own the patterns.
    files : list[str]
        The files that there are.

    Returns
    -------
    list[str]
        One sentence a pattern.
    """
    return [
        f"{entry.key}: no file of the template matches {pattern}"
        for entry in catalog.entries.values()
        for pattern in entry.files
        if not any(GitIgnoreSpec.from_lines([pattern]).match_files(files))
    ]


def orphans(catalog: Catalog, files: list[str]) -> list[str]:
    """Find files that no answer brings into a service.

    Parameters
    ----------
    catalog : Catalog
        The catalog whose entries own the files.
    files : list[str]
        The files that there are.

    Returns
    -------
    list[str]
        The files that only entries own which are not offered.
    """
    every = list(catalog.entries.values())
    offered = GitIgnoreSpec.from_lines(
        pattern for entry in every if entry.offered for pattern in entry.files
    )
    withheld = GitIgnoreSpec.from_lines(
        pattern for entry in every if not entry.offered for pattern in entry.files
    )
    return [
        file
        for file in files
        if withheld.match_file(file) and not offered.match_file(file)
    ]


def untested(catalog: Catalog, files: list[str]) -> list[str]:
    """Find alternatives whose code nobody tests.

    Parameters
    ----------
    catalog : Catalog
        The catalog whose entries own the files.
    files : list[str]
        The files that there are.

    Returns
    -------
    list[str]
        One sentence for each entry that brings code of the service along, and no test;
        one for each use case that comes without the unit test of its name.
    """
    faults = []
    for entry in catalog.entries.values():
        for pattern in entry.files:
            if pattern.startswith(USE_CASES):
                test = f"tests/unit/test_{pattern.removeprefix(USE_CASES)}"
                if test in files and f"/{test}" not in entry.files:
                    faults.append(f"{entry.key}: brings {pattern} and no /{test}")
        tests = [pattern for pattern in entry.files if pattern.startswith("/tests/")]
        if any(pattern.startswith("/src/") for pattern in entry.files) and not tests:
            faults.append(f"{entry.key}: brings code along and no test")
        if "worker" in entry.modules and WORKER_TEST not in tests:
            faults.append(f"{entry.key}: brings a worker along and no {WORKER_TEST}")
    return faults


class _InterviewLoader(yaml.SafeLoader):
    """Reads copier.yml; what it includes does not matter here."""


_InterviewLoader.add_constructor("!include", lambda loader, node: None)


def interview_questions(path: Path = INTERVIEW) -> list[str]:
    """List the interview's questions in the order in which they are asked.

    Parameters
    ----------
    path : Path
        The interview.

    Returns
    -------
    list[str]
        Their names, without the computed ones.
    """
    interview: dict[str, Any] = yaml.load(  # the loader is a SafeLoader
        path.read_text(encoding="utf-8"), Loader=_InterviewLoader
    )
    return [
        name
        for name, question in interview.items()
        if not name.startswith("_") and question.get("when", True)
    ]


def yielding_questions(path: Path = INTERVIEW) -> set[str]:
    """List the questions whose default gives way where a rule forbids it.

    Parameters
    ----------
    path : Path
        The interview.

    Returns
    -------
    set[str]
        Those whose default is the preset's answer or else the first that is allowed.
    """
    interview = yaml.load(path.read_text(encoding="utf-8"), Loader=_InterviewLoader)
    return {
        name
        for name in interview_questions(path)
        if f"{{{{ default('{name}') }}}}" in str(interview[name].get("default"))
    }


def unread_aliases(catalog: Catalog, path: Path = INTERVIEW) -> list[str]:
    """Find former names of questions under which nobody looks for an answer.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    path : Path
        The interview.

    Returns
    -------
    list[str]
        One sentence for each place in the interview that should read one and does not.
    """
    interview = yaml.load(path.read_text(encoding="utf-8"), Loader=_InterviewLoader)
    faults = []
    for name, topic in catalog.questions.items():
        for alias in topic.question.aliases if topic.question else []:
            reading = f"{alias} | default(presets[preset].{name})"
            if reading not in interview[name]["default"]:
                fault = f"let its default be {{{{ {reading} }}}}"
                faults.append(f"{name} was called {alias}: {fault}")
            reading = f"{alias} | default(none)"
            if reading not in interview["_message_after_update"]:
                fault = f'tell it by notices({{"{alias}": {reading}}})'
                faults.append(f"{name} was called {alias}: {fault}")
    return faults


def unread_befores(catalog: Catalog, path: Path = INTERVIEW) -> list[str]:
    """Find questions that an update would answer by a preset, and not by what there is.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    path : Path
        The interview.

    Returns
    -------
    list[str]
        One sentence for each question whose default does not read `before`.
    """
    interview = yaml.load(path.read_text(encoding="utf-8"), Loader=_InterviewLoader)
    return [
        f"{name} is new to services: let its default be {{{{ first('{name}') }}}}"
        for name, topic in catalog.questions.items()
        if topic.question
        and topic.question.before
        and f"{{{{ first('{name}') }}}}" not in str(interview[name]["default"])
    ]


def load_presets(folder: Path = PRESETS) -> dict[str, dict[str, Any]]:
    """Read the presets.

    Parameters
    ----------
    folder : Path
        Where they are.

    Returns
    -------
    dict[str, dict[str, Any]]
        The presets by name, each with all that its file says.
    """
    presets = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.yaml"))
    ]
    # The one that most will want comes first.
    presets.sort(key=lambda preset: preset["preset"] != "recommended")
    return {preset["preset"]: preset for preset in presets}


def preset_faults(catalog: Catalog, preset: dict[str, Any]) -> Iterator[str]:
    """Find what is wrong with a preset.

    Parameters
    ----------
    catalog : Catalog
        The catalog that says which answers there are.
    preset : dict[str, Any]
        The preset.

    Yields
    ------
    str
        One sentence a fault.
    """
    name = preset["preset"]
    for question in catalog.questions:
        if question not in preset:
            yield f"{name}: does not answer {question}"
            continue
        given = preset[question]
        answers: list[Answer] = given if isinstance(given, list) else [given]
        for answer in answers:
            if answer not in catalog.answers(question):
                yield f"{name}: {question} cannot be answered with {answer}"
        for entry in catalog.questions[question].entries:
            if entry.deprecated and entry.answer in answers:
                yield f"{name}: {question}={entry.answer} is deprecated"
    for key in preset.keys() - catalog.questions.keys() - {"preset", "summary"}:
        yield f"{name}: there is no question {key}"
