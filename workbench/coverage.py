"""Whether a covering array covers: a check that shares no code with its making."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from .catalog import Answer, Catalog

Stack = Mapping[str, Any]
Pick = tuple[str, Answer, bool]  # a question, one of its answers, whether it is given


def picks(catalog: Catalog) -> list[list[Pick]]:
    """List what a stack decides, and how it can be decided.

    Parameters
    ----------
    catalog : Catalog
        The topics.

    Returns
    -------
    list[list[Pick]]
        For each question its answers, of which one is given; for each add-on of a
        question that takes some, that it is there and that it is not.
    """
    decisions: list[list[Pick]] = []
    for name, topic in catalog.questions.items():
        answers = catalog.answers(name)
        if topic.question is not None and topic.question.kind == "many":
            decisions += [[(name, a, True), (name, a, False)] for a in answers]
        else:
            decisions.append([(name, answer, True) for answer in answers])
    return decisions


def shows(stack: Stack, pick: Pick) -> bool:
    """Say whether a stack has decided so."""
    question, answer, given = pick
    found = stack[question]
    return (answer in found if isinstance(found, list) else answer == found) is given


def broken(catalog: Catalog, chosen: Iterable[Pick]) -> bool:
    """Say whether decisions, as far as they go, break a rule for good.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    chosen : Iterable[Pick]
        The decisions made so far.

    Returns
    -------
    bool
        Whether no further decision can mend it.
    """
    given: dict[str, set[Answer]] = {}
    denied: dict[str, set[Answer]] = {}
    closed: set[str] = set()
    for question, answer, is_given in chosen:
        (given if is_given else denied).setdefault(question, set()).add(answer)
        topic = catalog.questions[question].question
        if topic is not None and topic.kind != "many":
            closed.add(question)
    for question, answers in given.items():
        topic_ = catalog.questions[question]
        flag = topic_.question is not None and topic_.question.kind == "flag"
        for entry in topic_.entries:
            if not entry.asked or (True if flag else entry.answer) not in answers:
                continue
            for rule in entry.rules:
                for asked, refused in rule.excludes.items():
                    if given.get(asked, set()) & set(refused):
                        return True
                for asked, wanted in rule.requires.items():
                    have, lack = given.get(asked, set()), denied.get(asked, set())
                    if not have & set(wanted) and (
                        asked in closed or set(wanted) <= lack
                    ):
                        return True
    return False


def is_feasible(catalog: Catalog, wanted: Sequence[Pick]) -> bool:
    """Search for a valid stack that has all of these decisions.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    wanted : Sequence[Pick]
        The decisions.

    Returns
    -------
    bool
        Whether there is one.
    """
    # What no rule speaks of can be decided in any way.
    ruled = {
        question
        for name, topic in catalog.questions.items()
        for entry in topic.entries
        for rule in entry.rules
        for question in (name, *rule.excludes, *rule.requires)
    }
    decisions = [each for each in picks(catalog) if each[0][0] in ruled]

    def search(position: int, chosen: list[Pick]) -> bool:
        if broken(catalog, chosen):
            return False
        if position == len(decisions):
            return True
        options = decisions[position]
        fixed = [pick for pick in options if pick in wanted]
        return any(search(position + 1, [*chosen, pick]) for pick in fixed or options)

    return search(0, list(wanted))


def invalid(catalog: Catalog, stacks: Iterable[Stack]) -> list[Stack]:
    """Find the stacks that break a rule.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    stacks : Iterable[Stack]
        The stacks.

    Returns
    -------
    list[Stack]
        Those of them that nobody could have answered.
    """
    decisions = picks(catalog)
    return [
        stack
        for stack in stacks
        if broken(catalog, [p for each in decisions for p in each if shows(stack, p)])
    ]


def uncovered(
    catalog: Catalog, stacks: Sequence[Stack], strength: int
) -> Iterator[tuple[Pick, ...]]:
    """Find what the stacks do not show.

    Parameters
    ----------
    catalog : Catalog
        The topics and their rules.
    stacks : Sequence[Stack]
        The rows of a covering array.
    strength : int
        How many decisions are looked at together.

    Yields
    ------
    tuple[Pick, ...]
        Decisions that a valid stack can have together, and no row has.
    """
    decisions = picks(catalog)
    seen: set[tuple[Pick, ...]] = set()
    for stack in stacks:
        made = [pick for each in decisions for pick in each if shows(stack, pick)]
        seen.update(combinations(made, strength))
    for chosen in combinations(decisions, strength):
        for together in product(*chosen):
            if together not in seen and is_feasible(catalog, together):
                yield together
