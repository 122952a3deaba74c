"""The service's answers, as the interview of a version sees them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import SimpleNamespace
from typing import Any

import yaml

from ..render import ANSWERS_FILE, Renderer
from ..space import said
from .findings import Finding, Kind


@dataclass
class Interview:
    """The answers that a version accepts, and what is to be said about the others."""

    answers: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def own(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what Copier records for itself."""
    return {name: a for name, a in answers.items() if not name.startswith("_")}


def interview(
    renderer: Renderer,
    version: str,
    recorded: Mapping[str, Any],
    planned: Mapping[str, Any],
    earlier: Iterable[str],
) -> Interview:
    """Go through the interview of a version as `copier update --defaults` does.

    Parameters
    ----------
    renderer : Renderer
        The version.
    version : str
        Its name.
    recorded : Mapping[str, Any]
        The recorded answers.
    planned : Mapping[str, Any]
        What is to be given by `--data`.
    earlier : Iterable[str]
        The questions of the version that the service is at.

    Returns
    -------
    Interview
        The answers that the version accepts, and what is wrong with the others.
    """
    topics = Topics(renderer)
    given, findings = _given(topics, version, (recorded, planned), earlier)
    done = Interview(findings=findings)
    data = {name: answer for name, answer in planned.items() if name in given}
    for name, answer in given.items():
        context = _context(renderer, name, done.answers, data)
        read, fault = _read(renderer, name, answer, context)
        if fault is None:
            done.answers[name] = read
            done.findings += topics.deprecations(name, read, version)
            continue
        outcome = "would refuse it; plan another"
        if name not in planned:
            instead = _written(context[name])
            outcome = f"would take {instead} instead; say which by --data {name}=…"
        message = f"{version} does not accept {name}={_written(read)} ({fault}): "
        message += f"the update {outcome}."
        done.findings.append(
            Finding(kind=Kind.INVALID_ANSWER, answer=name, message=message)
        )
    return done


def _given(
    topics: "Topics",
    version: str,
    sources: tuple[Mapping[str, Any], Mapping[str, Any]],
    earlier: Iterable[str],
) -> tuple[dict[str, Any], list[Finding]]:
    """Bring what is recorded and what is planned to the questions of a version.

    Returns
    -------
    tuple[dict[str, Any], list[Finding]]
        The answers in the order of the questions, and what is to be said of names
        that are none.
    """
    asked = topics.asked
    found: dict[str, Any] = {}
    findings = []
    for number, source in enumerate(sources):
        for name, answer in source.items():
            if name in asked:
                found[name] = answer
                continue
            if name in topics.aliases:
                kind, new = Kind.RENAMED_ANSWER, topics.aliases[name]
                message = (
                    f"{name} is called {new} in {version}, which keeps the answer: "
                )
                message += "there is nothing to do."
                if new not in source:
                    found[new] = answer
            else:
                kind = Kind.UNKNOWN_ANSWER
                message = _unknown(name, asked, version, number == 1, name in earlier)
            findings.append(Finding(kind=kind, answer=name, message=message))
    return {name: found[name] for name in asked if name in found}, findings


def _context(
    renderer: Renderer,
    name: str,
    answers: Mapping[str, Any],
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """Say what a question may read: this one and the later ones have their defaults."""
    names = list(renderer.questions)
    # What all answers amount to takes long to find out, and no question can read it.
    unread = {
        later: None
        for later in names[names.index(name) :]
        if not renderer.questions[later].get("when", True)
    }
    context = renderer.context({**answers, **unread})
    conf = SimpleNamespace(answers_file=ANSWERS_FILE, data=data, overwrite=True)
    return {**context, "_copier_conf": conf}


def _read(
    renderer: Renderer, name: str, answer: Any, context: Mapping[str, Any]
) -> tuple[Any, str | None]:
    """Read an answer, and say why its question does not accept it, if it does not."""
    try:
        read = _cast(renderer.questions[name], answer)
    except ValueError as error:
        return answer, str(error)
    return read, _fault(renderer, name, read, context)


def _unknown(
    name: str, asked: Iterable[str], version: str, planned: bool, earlier: bool
) -> str:
    """Say what to do about an answer to no question."""
    near = get_close_matches(name, asked, 1, 0.5)
    hint = f"; do you mean {near[0]}?" if near else "."
    if planned:
        return f"{version} asks no question {name}, and would refuse it{hint}"
    if earlier:
        near_by = f" ({near[0]} is nearest)" if near else ""
        return (
            f"{version} no longer asks {name}{near_by}: the update drops the answer; "
            "see the changelog for what to do."
        )
    return f"No version asks {name}; take it out of {ANSWERS_FILE} and commit{hint}"


def _cast(question: Mapping[str, Any], answer: Any) -> Any:
    """Read an answer as its question's type, as Copier does.

    Raises
    ------
    ValueError
        It cannot be read so.
    """
    if question.get("multiselect") or question["type"] == "bool":
        try:
            read = yaml.safe_load(answer) if isinstance(answer, str) else answer
        except yaml.YAMLError:
            read = None
        wanted = list if question.get("multiselect") else bool
        if not isinstance(read, wanted):
            needed = "a list, such as [a, b]" if wanted is list else "true or false"
            raise ValueError(f"it takes {needed}")
        return list(map(str, read)) if isinstance(read, list) else read
    if answer is None:
        raise ValueError("there is none")
    return str(answer)


def _choices(
    renderer: Renderer, question: Mapping[str, Any], context: Mapping[str, Any]
) -> dict[Any, str]:
    """List a question's choices, each with what forbids it, if anything does."""
    choices = question.get("choices", [])
    if isinstance(choices, str):
        choices = yaml.safe_load(renderer.string(choices, context)) or []
    values = choices.values() if isinstance(choices, dict) else choices
    return {
        value["value"] if isinstance(value, dict) else value: value["validator"].strip()
        if isinstance(value, dict)
        else ""
        for value in values
    }


def _fault(
    renderer: Renderer, name: str, answer: Any, context: Mapping[str, Any]
) -> str | None:
    """Say why a question does not accept an answer; None if it does."""
    question = renderer.questions[name]
    choices = _choices(renderer, question, context)
    for one in answer if isinstance(answer, list) else [answer]:
        if choices and one not in choices:
            near = get_close_matches(str(one), map(str, choices), 1, 0.4)
            hint = f"{near[0]} is nearest of " if near else "there are "
            return f"not a choice; {hint}{', '.join(map(said, choices))}"
        if choices and choices[one]:
            return choices[one].rstrip(".")
    validator = question.get("validator", "")
    said_why = renderer.string(validator, {**context, name: answer}).strip()
    return said_why.rstrip(".") or None


def _written(answer: Any) -> str:
    """Write an answer as it is given to Copier."""
    if isinstance(answer, list):
        return f"[{', '.join(map(said, answer))}]"
    return said(answer)


class Topics:
    """What a version asks, under which former names, and what is on its way out.

    The catalog is read as it is found: the models of `workbench.catalog` are today's.

    Parameters
    ----------
    renderer : Renderer
        The version.
    """

    def __init__(self, renderer: Renderer) -> None:
        questions = renderer.questions.items()
        self.asked = [name for name, one in questions if one.get("when", True)]
        text = (renderer.root / "catalog.yaml").read_bytes()
        # Ten times as fast; not every PyYAML has it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._questions: dict[str, dict[str, Any]] = {
            topic["topic"]: topic
            for topic in yaml.load(text, loader)
            if topic.get("question")
        }

    @property
    def aliases(self) -> dict[str, str]:
        """The questions by their former names."""
        return {
            alias: name
            for name, topic in self._questions.items()
            for alias in topic["question"].get("aliases") or []
        }

    def deprecations(self, name: str, answer: Any, version: str) -> Iterator[Finding]:
        """Find what is on its way out.

        Parameters
        ----------
        name : str
            A question.
        answer : Any
            Its answer.
        version : str
            The version's name.

        Yields
        ------
        Finding
            For a question or a choice that is deprecated, what replaces it.
        """
        topic = self._questions.get(name, {})
        places = [("", topic.get("question", {}))]
        for entry in topic.get("entries", []):
            is_flag = topic["question"].get("kind") == "flag"
            value = True if is_flag else entry.get("value", entry["key"])
            if value in (answer if isinstance(answer, list) else [answer]):
                places.append((f"={said(value)}", entry))
        for suffix, part in places:
            about = part.get("deprecated")
            if not about:
                continue
            about = about if isinstance(about, dict) else {}
            since = about.get("since", version)
            reason = str(about.get("reason", "")).rstrip(".")
            instead = about.get("replace_by")
            message = f"{name}{suffix} is deprecated since {since}"
            message += f" ({reason})" if reason else ""
            message += f": switch to {instead}." if instead else ": switch to another."
            yield Finding(kind=Kind.DEPRECATED_ANSWER, answer=name, message=message)
