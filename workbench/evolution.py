"""What a new release must leave to the services of older ones.

An update that finds a question, a choice, a file or an anchor gone takes an owner's
answer or work with it, and says nothing. So each of them stays, or goes slowly.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from packaging.version import Version
from pathspec import GitIgnoreSpec

from .paths import ROOT
from .releases import version_of
from .states import State, released, work_tree

# By these an update finds a service's answers, and reads what a release had.
FIXED = ("_exclude", "_answers_file", "_subdirectory")
MIGRATIONS = "template/migrations/versions/"


class Evolution:
    """What has become of the releases in the work tree.

    Parameters
    ----------
    known : Sequence[State]
        The releases, the oldest first.
    today : State
        The work tree.
    """

    def __init__(self, known: Sequence[State], today: State) -> None:
        self.today = today
        # From one that is as the work tree, nothing is updated.
        self.older = [state for state in known if state.files != today.files]

    @property
    def faults(self) -> list[str]:
        """One sentence for each thing that an update would take from a service.

        Each says what to do instead, and which releases' services would suffer.
        """
        found: dict[str, list[str]] = {}
        for release in self.older:
            for fault in self._broken(release):
                found.setdefault(fault, []).append(release.version)
        told = [f"{it} (Released: {', '.join(where)}.)" for it, where in found.items()]
        return [*self._hidden(), *told]

    @property
    def checked(self) -> str:
        """What was looked at."""
        if not self.older:
            return "no older releases"
        *_, last = self.older
        anchors = sum(map(len, last.anchors.values()))
        versions = ", ".join(state.version for state in self.older)
        files = len({name for state in self.older for name in state.template})
        asked = len({name for state in self.older for name in _asked(state)})
        return f"{asked} questions, {files} files, {anchors} anchors of {versions}"

    def _broken(self, release: State) -> Iterator[str]:
        yield from self._settings(release)
        yield from self._questions(release)
        yield from self._choices(release)
        yield from self._files(release)
        yield from self._migrations(release)
        # What is decided at a release, its successors need not regret.
        if release is self.older[-1]:
            yield from self._anchors(release)
            yield from self._newcomers(release)

    def _hidden(self) -> Iterator[str]:
        """Find questions whose answer is not recorded, and follows its default."""
        for name, question in self.today.questions.items():
            if not isinstance(question.get("when", True), bool):
                yield (
                    f"copier.yml: while `when` hides {name}, the answer is not kept, "
                    "and follows its default: put the condition into `ask`."
                )
            if question.get("secret"):
                yield (
                    f"copier.yml: {name} is secret, so the answer is not kept, and "
                    "follows its default: make it a setting of the service."
                )

    def _settings(self, release: State) -> Iterator[str]:
        """Find changes of what an update reads services and releases by."""
        for name in FIXED:
            before = release.interview.get(name)
            if self.today.interview.get(name) != before:
                yield (
                    f"copier.yml: {name} has changed, by which an update reads what "
                    f"older releases made: let it be {json.dumps(before)} again."
                )
        name = "exclude.jinja"
        if name in release.files and name not in self.today.files:
            yield (
                f"{name}: is gone, and an update looks for it in older releases by the "
                "name that it has today: put it back under this name."
            )

    def _questions(self, release: State) -> Iterator[str]:
        """Find questions that do not take the answers that services have recorded."""
        for name, before in _asked(release).items():
            new = self.today.successor(name)
            if new is None:
                yield (
                    f"copier.yml: the question {name} is gone, and services would lose "
                    "their answer: put it back, or have the question that follows it "
                    f"say `aliases: [{name}]` in catalog.yaml."
                )
            elif new not in _asked(self.today):
                yield (
                    f"copier.yml: {new} is computed now, and what services answered is "
                    "ignored: ask it without `when`; `ask: false` keeps it silent."
                )
            elif _type(self.today.questions[new]) != _type(before):
                yield (
                    f"copier.yml: {new} is not of `type: {_type(before)}` any more, as "
                    "services have answered it: leave its type, and ask what is new "
                    "by a question of another name."
                )

    def _choices(self, release: State) -> Iterator[str]:
        """Find answers that are not taken any more."""
        retired = {
            (self.today.successor(topic), entry.get("answer"))
            for topic, entry in self._retired
        }
        for name, answers in release.choices.items():
            new = self.today.successor(name)
            if new is None or "choices" not in self.today.questions[new]:
                continue
            left = self.today.choices.get(new, [])
            for answer in answers:
                if answer not in left and (new, answer) not in retired:
                    yield (
                        f"{new}: {answer} is no answer any more, and services that "
                        "gave it would get the default: "
                        f"{_remedy(release, name, answer)}."
                    )

    @cached_property
    def _retired(self) -> list[tuple[str, dict[str, Any]]]:
        """The entries of releases that were deprecated through a major version."""
        return [
            (topic, entry)
            for state in self.older
            for topic, it in state.catalog.items()
            for entry in it["entries"]
            if "deprecated" in entry
            and Version(entry["deprecated"]["since"]).major
            < Version(self.today.version).major
        ]

    def _files(self, release: State) -> Iterator[str]:
        """Find files that would be deleted, whatever their owners did to them."""
        patterns = [it for _, entry in self._retired for it in entry.get("files", [])]
        retired = GitIgnoreSpec.from_lines(patterns)
        for name in sorted(release.template.keys() - self.today.template.keys()):
            path = name.removeprefix("template/")
            if not retired.match_file(path.replace("{{package_path}}", "src/package")):
                yield (
                    f"{name}: is gone, and what owners wrote into it would go with it: "
                    "put it back under this name; it may import what has moved."
                )

    def _migrations(self, release: State) -> Iterator[str]:
        """Find migrations that say something else than services have run."""
        for name, path in release.template.items():
            new = self.today.template.get(name)
            if not name.startswith(MIGRATIONS) or new is None:
                continue
            if self.today.files[new] != release.files[path]:
                yield (
                    f"{name}: has changed, but services have run it as it was: put it "
                    "back, and write a migration that follows it."
                )

    def _anchors(self, release: State) -> Iterator[str]:
        """Find anchors whose owners' lines would end up elsewhere, or in a conflict."""
        for name in sorted(release.anchors.keys() & self.today.template.keys()):
            today = self.today.anchors.get(name, {})
            for anchor, following in release.anchors[name].items():
                if anchor not in today:
                    yield (
                        f"{name}: the anchor `{anchor.strip()}` is gone or has other "
                        "words, and owners have their lines below it: put it back."
                    )
                elif today[anchor] != following:
                    yield (
                        f"{name}: owners have their lines after `{anchor.strip()}`, "
                        f"where {_shown(today[anchor])} comes now and not "
                        f"{_shown(following)}: put what is new above the anchor."
                    )

    def _newcomers(self, release: State) -> Iterator[str]:
        """Find new questions by which a preset's service would gain what it had not.

        The preset answers them for services that exist, too, unless the catalog says
        what they had `before`. Their owners may have changed other answers; that is not
        looked at.
        """
        known = {self.today.successor(name) for name in release.questions}
        for name in sorted(release.presets.keys() & self.today.presets.keys()):
            stack = self.today.presets[name] | {
                question: it["question"]["before"]
                for question, it in self.today.catalog.items()
                if "before" in it.get("question", {}) and question not in known
            }
            had = _brought(release.entries(release.presets[name]))
            for question in sorted(self.today.catalog.keys() & stack.keys() - known):
                parts = self.today.entries(stack)
                own = _brought([it for it in parts if question in it["when"]])
                if gained := sorted(own - had):
                    yield (
                        f"presets/{name}.yaml: {question} is new, and with "
                        f"{stack[question]} services of this preset would gain "
                        f"{', '.join(gained)}: answer it with what brings nothing "
                        "along, and offer the rest in a new preset."
                    )


def _asked(state: State) -> dict[str, dict[str, Any]]:
    """Leave out the questions that are computed."""
    every = state.questions.items()
    return {name: it for name, it in every if it.get("when", True) is not False}


def _type(question: Mapping[str, Any]) -> str:
    """Write the type of a question's answer as in copier.yml."""
    one = str(question.get("type", "yaml"))
    return f"{one}, multiselect: true" if question.get("multiselect") else one


def _remedy(release: State, question: str, answer: object) -> str:
    """Say how an answer that a release took is taken again."""
    if question == "preset":
        return f"put presets/{answer}.yaml back"
    if question in release.catalog:
        return (
            "put its entry back into catalog.yaml, and mark it "
            "`deprecated: {since, replace_by, reason}` for at least a major version"
        )
    return "put it back into copier.yml"


def _shown(following: str) -> str:
    """Write what comes after an anchor."""
    if not following:
        return "the end of the file"
    empty = ["an empty line"] if following.startswith("\n") else []
    line = [f"`{following.strip()}`"] if following.strip() else []
    return " and ".join(empty + line)


def _brought(entries: Sequence[Mapping[str, Any]]) -> set[str]:
    """Name the packages that entries install, and the servers that they need."""
    packages = {
        name
        for entry in entries
        for group in entry.get("packages", {}).values()
        for name in group
    }
    servers = {it["name"] for entry in entries for it in entry.get("services", [])}
    return packages | servers


def evolution(root: Path = ROOT, history: Path = ROOT) -> Evolution:
    """Compare a work tree with the releases since 1.0.0.

    Those before it promise nothing: their services are brought over by `copier recopy`.

    Parameters
    ----------
    root : Path
        The folder of the template's repository.
    history : Path
        The repository that the releases are in.

    Returns
    -------
    Evolution
        The comparison.

    Raises
    ------
    HistoryError
        The releases cannot be found.
    """
    version = version_of((history / "pyproject.toml").read_text("utf-8"))
    stable = [it for it in released(history) if Version(it.version).major > 0]
    return Evolution(stable, work_tree(root, version))
