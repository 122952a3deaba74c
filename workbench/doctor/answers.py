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
    asked = {n: q for n, q in renderer.questions.items() if q.get("when", True)}
    topics = Topics(renderer)
    done = Interview()
    given: dict[str, Any] = {}
    for source, is_planned in ((recorded, False), (planned, True)):
        for name, answer in source.items():
            if name in asked:
                given[name] = answer
            elif name in topics.aliases:
                new = topics.aliases[name]
                if new not in source:
                    given[new] = answer
                message = f"In {version} the question is called {new}; it keeps the "
                message += "answer, and there is nothing to do."
                done.findings.append(
                    Finding(kind=Kind.RENAMED_ANSWER, answer=name, message=message)
                )
            else:
                why = _unknown(name, asked, version, is_planned, name in earlier)
                done.findings.append(
                    Finding(kind=Kind.UNKNOWN_ANSWER, answer=name, message=why)
                )
    for name, question in asked.items():
        if name not in given:
            continue
        # With the later questions at their defaults, and the default of this one.
        context = renderer.context(done.answers)
        default = context[name]
        data = {n: a for n, a in planned.items() if n in asked}
        context["_copier_conf"] = SimpleNamespace(answers_file=ANSWERS_FILE, data=data)
        try:
            answer = _cast(question, given[name])
            fault = _fault(renderer, name, answer, context)
        except ValueError as error:
            answer, fault = given[name], str(error)
        written = f"{name}={_written(answer)}"
        if fault is None:
            done.answers[name] = answer
            done.findings += topics.deprecations(name, answer, version)
            continue
        outcome = (
            "the update would refuse it; plan another"
            if name in planned
            else f"the update would take {_written(default)} instead; say which by "
            f"--data {name}=…"
        )
        done.findings.append(
            Finding(
                kind=Kind.INVALID_ANSWER,
                answer=name,
                message=f"{version} does not accept {written} ({fault}): {outcome}.",
            )
        )
    return done


def _unknown(
    name: str, asked: Iterable[str], version: str, planned: bool, earlier: bool
) -> str:
    """Say what to do about an answer to no question."""
    near = get_close_matches(name, asked, 1, 0.5)
    hint = f"; do you mean {near[0]}?" if near else "."
    if planned:
        return f"{version} asks no question {name}, and would refuse it{hint}"
    if earlier:
        # Copier gives the template all recorded answers as data when it renders the
        # new text for the merge; the template refuses what it does not know, and by
        # then Copier has written the new files over the old ones.
        near_by = f" ({near[0]} is nearest)" if near else ""
        return (
            f"{version} no longer asks {name}{near_by}, so an update could stop half "
            "way and leave your edits out: wait for a release that knows it."
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
        return read
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
    """What the catalog of a version says about former names and parts on their way out.

    It is read as it is found: the models of `workbench.catalog` are today's.

    Parameters
    ----------
    renderer : Renderer
        The version.
    """

    def __init__(self, renderer: Renderer) -> None:
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
