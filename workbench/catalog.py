"""The catalog: the topics, their alternatives, and what each brings along."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from .lines import LOADER, Location, line_of
from .paths import CATALOG

Answer = str | bool
Group = Literal["main", "test", "lint", "types", "dev"]
Standing = Literal["offered", "planned", "superseded", "not offered", "no part"]


class CatalogError(Exception):
    """What is wrong with the catalog, one sentence a fault, each with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(self.faults)


def bounded(text: str) -> str:
    """Return a requirement that is bounded from below and above, or raise.

    Parameters
    ----------
    text : str
        A requirement as in a `pyproject.toml`, such as `httpx2>=2.16,<3`.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        It is no requirement, or a version that nobody has tested could be installed.
    """
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        message = f"{text!r} is not a requirement; write it like 'httpx2>=2.16,<3'"
        raise ValueError(message) from None
    operators = {specifier.operator for specifier in requirement.specifier}
    if operators not in ({"=="}, {">=", "<"}):
        message = f"{text!r} needs a lower and an upper bound, like 'httpx2>=2.16,<3'"
        raise ValueError(message)
    return text


class Part(BaseModel):
    """A part of the catalog; it refuses keys that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Part):
    """Why an alternative cannot be had together with some earlier answers.

    `excludes` and `requires` map a question to the answers that rule the alternative
    out, or that it cannot do without.
    """

    name: str
    reason: str
    excludes: dict[str, list[Answer]] = {}
    requires: dict[str, list[Answer]] = {}


class Setting(Part):
    """A setting of the service; `container` is its value inside the compose network.

    The `schemes` are those that a URL may have; `aliases` are replaced by the first of
    them. The value has to be greater than that of the setting `above`.
    """

    name: str
    type: Literal[
        "HttpUrl", "NonNegativeInt", "PositiveFloat", "PositiveInt", "SecretStr", "str"
    ]
    default: str | int | float
    help: str
    container: str | None = None
    schemes: list[str] = []
    aliases: list[str] = []
    above: str | None = None


class Service(Part):
    """A server that the service needs at run time.

    `hostname` is for one that files its data under the name of its machine.
    """

    name: str
    image: str
    port: int
    environment: dict[str, str] = {}
    command: list[str] = []
    hostname: str | None = None
    health: str
    volume: str


class Process(Part):
    """A process of the service beside the one that answers requests.

    `module` has its `main`, in a `package` that is the worker's if it has none. Of a
    `single` one there must not be two. `health` is run to see whether it works, where
    it can be asked; `{package}` stands for the package of its module. `port` is for
    callers.
    """

    name: str
    package: str | None = None
    module: str
    does: str
    port: int | None = None
    single: bool = False
    health: str | None = None


class Dashboard(Part):
    """A server that shows what is going on, started when it is asked for."""

    name: str
    image: str
    port: int
    environment: dict[str, str]
    shows: str


class Apart(Part):
    """Other entries whose packages cannot be installed beside an entry's own."""

    entries: list[str]
    because: str


class Hook(Part):
    """A pre-commit hook.

    `files` says whether it is handed the changed files, `types` of which types.
    """

    id: str
    entry: str
    files: bool = True
    types: list[str] = ["python", "pyi"]


class Goal(Part):
    """What `make` can do beside what it does in every service.

    Continuous integration makes what is `checked`.
    """

    name: str
    does: str
    commands: list[str]
    checked: bool = True


class Deprecated(Part):
    """Since which release an answer should not be given any more, and why.

    `replace_by` is the answer to give instead.
    """

    since: str
    replace_by: str
    reason: str


class Commands(Part):
    """What is typed to install, run, format, lint and check types, and by which tools.

    `lockfile` is what locking writes, `formatter` what an editor formats with.
    `migrate` brings the database up to date, `migrations` writes a migration after
    `tables` has changed, and `drift` says whether one is missing.
    """

    install: str | None = None
    lock: str | None = None
    run: str | None = None
    lockfile: str | None = None
    formatter: str | None = None
    migrate: str | None = None
    migrations: str | None = None
    drift: str | None = None
    tables: str | None = None
    format: list[str] = []
    lint: list[str] = []
    types: list[str] = []


class Entry(Part):
    """One tool, library, framework, service or text.

    `words` are those, beside its name and its package's, that only it brings along: a
    service without it must not say them. `tables` are those that it makes by itself in
    the service's database. `routers` are modules beside the web framework's `orders`,
    with routes of their own; their names come after that. `told_by` are the entries
    that say in its place why it is there, where that depends on others. With an
    `idiom`, `includes/idioms/KEY.py` shows it at work in HELP.md.
    """

    key: str
    name: str
    index: Literal["recommended", "listed", "added"]
    role: Literal["choice", "addon", "always", "tooling", "guide"]
    planned: bool = False
    words: list[str] = []
    value: str | None = None
    says: str | None = None
    status: Literal["active", "superseded", "abandoned"] = "active"
    successor: str | None = None
    because: str | None = None
    label: str | None = None
    why: str | None = None
    told_by: list[str] = []
    idiom: bool = False
    note: str | None = None
    home: HttpUrl | None = None
    guide: HttpUrl | None = None
    package: str | None = None
    versions: str | None = None
    when: dict[str, list[Answer]] = {}
    deprecated: Deprecated | None = None
    rules: list[Rule] = []
    apart: Apart | None = None
    packages: dict[Group, list[Annotated[str, AfterValidator(bounded)]]] = {}
    unimported: list[str] = []
    files: list[str] = []
    modules: dict[str, str] = {}
    routers: list[str] = []
    settings: list[Setting] = []
    services: list[Service] = []
    processes: list[Process] = []
    dashboards: list[Dashboard] = []
    volumes: list[str] = []
    tables: list[str] = []
    commands: Commands | None = None
    goals: list[Goal] = []
    configures: list[str] = []
    hooks: list[Hook] = []
    ignores: list[str] = []
    extensions: list[str] = []
    editor_settings: dict[str, str] = {}

    @property
    def answer(self) -> str:
        """The answer that picks this entry."""
        return self.value or self.key

    @property
    def offered(self) -> bool:
        """Whether the template can deliver it today."""
        return self.role != "guide" and not self.planned

    @property
    def standing(self) -> Standing:
        """What the template makes of it; that of a package without a place is said."""
        if self.offered:
            return "offered"
        if self.planned:
            return "planned"
        if self.status != "active":
            return "superseded" if self.successor else "not offered"
        return "not offered" if self.package else "no part"

    @property
    def asked(self) -> bool:
        """Whether it is one of the answers to its topic's question."""
        return self.offered and self.role in ("choice", "addon")

    @property
    def joins(self) -> bool:
        """Whether it only says which files some answers bring along together."""
        told = self.model_fields_set - {"key", "name", "index", "role", "words"}
        return self.role == "always" and told == {"when", "files"}

    @model_validator(mode="after")
    def is_complete(self) -> Self:
        """Refuse an entry that leaves its reader with an open question."""
        if self.home is None and self.value != "none" and not self.joins:
            raise ValueError("needs a link: home")
        if self.status != "active" and self.because is None:
            raise ValueError(f"is {self.status}: say because of what")
        if self.status == "superseded" and self.successor is None:
            raise ValueError("is superseded: name its successor")
        if self.standing == "not offered" and not (self.because or self.note):
            raise ValueError("is a package and not offered: say why, in its note")
        if self.asked and self.label is None:
            raise ValueError("is offered as an answer: needs a label")
        told = self.why or self.told_by or self.joins
        if self.offered and not told and self.value != "none":
            raise ValueError("is part of services: say why, for HELP.md")
        own = [
            Requirement(text)
            for texts in self.packages.values()
            for text in texts
            if Requirement(text).name == self.package
        ]
        if self.package and bool(own) == bool(self.versions):
            raise ValueError("needs the versions of its package, in one place")
        return self


class Question(Part):
    """What the interview asks: one of the entries, some of them, or yes or no.

    After other answers than those of `only` it is not asked, and its answer is ignored.
    `aliases` are the names that it had in earlier releases. Whoever is asked reads the
    `heading` above it: from there on, the questions are about something else. `before`
    is the answer of services from before there was the question: what they have.
    """

    kind: Literal["one", "many", "flag"]
    heading: str | None = None
    ask: str
    only: dict[str, list[Answer]] = {}
    aliases: list[str] = []
    before: str | None = None

    @model_validator(mode="after")
    def headed(self) -> Self:
        """Check that whoever customizes reads the heading."""
        if self.heading and self.only:
            raise ValueError("a heading stands above what is always asked")
        return self


class Topic(Part):
    """What belongs together in the index.

    Files of services are *managed*: updates merge what is new into them. Those that a
    pattern of `seeded` matches are written once, and then left to the service's owner.
    """

    topic: str
    title: str
    section: str
    seeded: list[str] = []
    question: Question | None = None
    entries: list[Entry]

    def condition(self, entry: Entry) -> dict[str, list[Answer]]:
        """Say which answers make one of the topic's entries part of a service.

        Parameters
        ----------
        entry : Entry
            One of the topic's entries.

        Returns
        -------
        dict[str, list[Answer]]
            Questions, each with the answers of which one has to be given. An entry
            that is part of every service has no condition.
        """
        if not entry.asked or self.question is None:
            return entry.when
        answer = True if self.question.kind == "flag" else entry.answer
        return {self.topic: [answer], **self.question.only, **entry.when}

    def rules(self, entry: Entry) -> list[Rule]:
        """List what keeps one of the topic's entries out of a stack.

        Parameters
        ----------
        entry : Entry
            One of the topic's entries.

        Returns
        -------
        list[Rule]
            Its own rules. Where the question is not asked all answers come to the same,
            and only the first one counts.
        """
        first = next((e for e in self.entries if e.asked), None)
        if self.question is None or not self.question.only or entry is first:
            return entry.rules
        unasked = Rule(
            name=f"{self.topic} matters",
            reason="After these answers the question is not asked.",
            requires=self.question.only,
        )
        return [*entry.rules, unasked]


class Catalog(Part):
    """All topics, in the order of the interview."""

    topics: list[Topic]

    @cached_property
    def questions(self) -> dict[str, Topic]:
        """The topics that the interview asks about, by name."""
        return {topic.topic: topic for topic in self.topics if topic.question}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All entries by key."""
        return {entry.key: entry for topic in self.topics for entry in topic.entries}

    def parts(self, stack: Mapping[str, Any]) -> list[Entry]:
        """List the entries that are part of a service.

        Parameters
        ----------
        stack : Mapping[str, Any]
            An answer to each question.

        Returns
        -------
        list[Entry]
            Those on offer whose condition holds.
        """

        def is_given(question: str, wanted: list[Answer]) -> bool:
            given = stack[question]
            answers = given if isinstance(given, list) else [given]
            return any(answer in wanted for answer in answers)

        return [
            entry
            for topic in self.topics
            for entry in topic.entries
            if entry.offered
            and all(is_given(*each) for each in topic.condition(entry).items())
        ]

    def environments(self) -> dict[str, list[Entry]]:
        """Put the entries on offer into as few environments as it takes.

        Returns
        -------
        dict[str, list[Entry]]
            In `workbench` all that can be installed beside each other. An entry that is
            apart from others has an environment of its own name, without those.
        """
        offered = [entry for entry in self.entries.values() if entry.offered]
        lonely = [entry for entry in offered if entry.apart]
        return {
            "workbench": [entry for entry in offered if entry not in lonely],
            **{
                one.key: [
                    entry
                    for entry in offered
                    if entry is one
                    or (entry not in lonely and entry.key not in one.apart.entries)
                ]
                for one in lonely
                if one.apart
            },
        }

    def environment(self, stack: Mapping[str, Any]) -> str:
        """Say in which of the environments a service can be run.

        Parameters
        ----------
        stack : Mapping[str, Any]
            An answer to each question.

        Returns
        -------
        str
            The environment's name.
        """
        lonely = (entry.key for entry in self.parts(stack) if entry.apart)
        return next(lonely, "workbench")

    def answers(self, question: str) -> list[Answer]:
        """List what a question can be answered with.

        Parameters
        ----------
        question : str
            The name of a topic with a question.

        Returns
        -------
        list[Answer]
            The answers, in the order in which they are offered.
        """
        topic = self.questions[question]
        if topic.question and topic.question.kind == "flag":
            return [True, False]
        return [entry.answer for entry in topic.entries if entry.asked]


def faults_between_entries(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    """Find what no entry can know by itself.

    Parameters
    ----------
    catalog : Catalog
        A catalog whose entries are sound.

    Yields
    ------
    tuple[Location, str]
        The place of a fault, and a sentence about it.
    """
    keys: set[str] = set()
    order = list(catalog.questions)
    for number, topic in enumerate(catalog.topics):
        for alias in topic.question.aliases if topic.question else []:
            if alias in catalog.questions:
                fault = f"{alias} is a question of its own"
                yield (number, "question"), f"{topic.topic}: {fault}"
        for position, entry in enumerate(topic.entries):
            place = (number, "entries", position)
            if entry.key in keys:
                yield (*place, "key"), f"{entry.key}: the key is taken already"
            keys.add(entry.key)
            for other in entry.told_by:
                if other not in catalog.entries:
                    fault = f"there is no entry {other} to say why it is there"
                    yield (*place, "told_by"), f"{entry.key}: {fault}"
            for other in entry.apart.entries if entry.apart else []:
                if other not in catalog.entries:
                    fault = f"there is no entry {other} to be apart from"
                    yield (*place, "apart"), f"{entry.key}: {fault}"
            instead = entry.deprecated and entry.deprecated.replace_by
            if instead and instead not in (
                other.answer
                for other in topic.entries
                if other.asked and not other.deprecated
            ):
                fault = f"{instead}, which is to replace it, is not on offer"
                yield (*place, "deprecated"), f"{entry.key}: {fault}"
            if entry.asked and topic.question is None:
                yield (*place, "role"), f"{entry.key}: its topic asks no question"
            if entry.rules and topic.question and topic.question.kind == "flag":
                fault = "the interview asks yes or no and cannot enforce a rule"
                yield (*place, "rules"), f"{entry.key}: {fault}"
            conditions = [("when", entry.when)]
            if topic.question and position == 0:  # once is enough
                before = topic.question.before
                if before and before not in catalog.answers(topic.topic):
                    fault = f"{before}, which services have, is not on offer"
                    yield (number, "question", "before"), f"{topic.topic}: {fault}"
                conditions += [("rules", topic.question.only)]
            for rule in entry.rules:
                conditions += [("rules", rule.excludes), ("rules", rule.requires)]
            for field, condition in conditions:
                for question, answers in condition.items():
                    where = (*place, field)
                    if question not in catalog.questions:
                        yield where, f"{entry.key}: there is no question {question}"
                        continue
                    if field == "rules" and (
                        topic.topic not in order
                        or order.index(question) >= order.index(topic.topic)
                    ):
                        fault = f"{question} is not asked before {topic.topic}"
                        yield where, f"{entry.key}: {fault}"
                    for answer in answers:
                        if answer not in catalog.answers(question):
                            fault = f"{question} cannot be answered with {answer}"
                            yield where, f"{entry.key}: {fault}"


def load_catalog(path: Path = CATALOG) -> Catalog:
    """Read a catalog and check it.

    Parameters
    ----------
    path : Path
        The catalog's file.

    Returns
    -------
    Catalog
        The catalog, sound in itself; whether it agrees with the template's files and
        with the interview is for `workbench.agreement` to say.

    Raises
    ------
    CatalogError
        Something is wrong with it.
    """
    return _read(path.read_text(encoding="utf-8"), path.name)


@cache
def _read(text: str, name: str) -> Catalog:
    root = yaml.compose(text, Loader=LOADER)
    if root is None:
        raise CatalogError([f"{name}:1: there are no topics"])
    try:
        loaded = yaml.load(text, Loader=LOADER)  # a SafeLoader
        topics = TypeAdapter(list[Topic]).validate_python(loaded)
    except ValidationError as error:
        raise CatalogError(
            [
                f"{name}:{line_of(root, fault['loc'])}: "
                f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}"
                for fault in error.errors()
            ]
        ) from None
    catalog = Catalog(topics=topics)
    faults = [
        f"{name}:{line_of(root, place)}: {fault}"
        for place, fault in faults_between_entries(catalog)
    ]
    if faults:
        raise CatalogError(faults)
    return catalog
