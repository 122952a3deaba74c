"""Updates tried out: whether an owner's work outlives them."""

import difflib
import multiprocessing
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from copier import run_copy, run_update
from copier._main import Worker  # it has no public hook for what is done for each file
from jinja2 import Environment

from .catalog import Catalog
from .owner import EDITS, Ledger, change_line, follow
from .projects import Project
from .releases import Published, Release
from .render import ANSWERS_FILE, File, Renderer
from .repository import commit, git
from .space import Space, Stack

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# What an owner settles by hand, as `copier update` leaves it.
CONFLICT = re.compile(
    r"^<<<<<<< before updating\n(.*?)^=======\n(.*?)^>>>>>>> after updating\n",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Trial:
    """A service of a release that is to be updated, and where it is kept.

    `changes` are answers that are changed by the way, `edits` what its owner does.
    """

    name: str
    folder: Path
    template: Path
    release: Release
    answers: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    edits: Sequence[Callable[[Ledger], None]] = EDITS

    @property
    def is_preset(self) -> bool:
        """Whether it is a preset's service, and no random one."""
        return "preset" in self.name


@dataclass(frozen=True)
class Result:
    """What came of an update.

    `edits` are the kinds of edit that the owner made, `conflicts` those of them that
    met a change of the template, `conflicted` the files in which they did.
    """

    trial: Trial
    edits: list[str]
    conflicts: list[str] = field(default_factory=list)
    conflicted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def answers_of(service: Path) -> dict[str, Any]:
    """Read the answers that a service has recorded.

    Parameters
    ----------
    service : Path
        Its folder.

    Returns
    -------
    dict[str, Any]
        The answers by their questions, without what Copier notes for itself.
    """
    recorded = yaml.safe_load((service / ANSWERS_FILE).read_text("utf-8"))
    return {name: it for name, it in recorded.items() if not name.startswith("_")}


def stacks(
    published: Published,
    release: Release,
    presets: Mapping[str, Mapping[str, Any]],
    space: Space,
    number: int,
) -> dict[str, Stack]:
    """Choose what services of a release are made of: its presets, and some at random.

    Parameters
    ----------
    published : Published
        The template's releases.
    release : Release
        One of them, which may ask less than today.
    presets : Mapping[str, Mapping[str, Any]]
        Today's presets.
    space : Space
        Today's stacks.
    number : int
        How many are drawn at random.

    Returns
    -------
    dict[str, Stack]
        The stacks by their names.
    """
    offered = published.offered(release)

    def asked(stack: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what the release does not ask, and add-ons it does not know."""
        return {
            name: [it for it in given if it in offered[name]]
            if isinstance(given, list)
            else given
            for name, given in stack.items()
            if name in offered
        }

    def is_offered(stack: Stack) -> bool:
        return all(
            answer in offered[name]
            for name, given in stack.items()
            for answer in (given if isinstance(given, list) else [given])
        )

    drawn = map(asked, space.sample(10 * number, seed=0))
    every = {f"preset {name}": asked(preset) for name, preset in presets.items()}
    random = [stack for stack in drawn if is_offered(stack)][:number]
    every |= {f"stack {place}": stack for place, stack in enumerate(random, 1)}
    return {name: stack for name, stack in every.items() if is_offered(stack)}


def trials(
    published: Published,
    presets: Mapping[str, Mapping[str, Any]],
    space: Space,
    number: int,
    folder: Path,
) -> list[Trial]:
    """Plan updates of services of each release to the newest.

    Parameters
    ----------
    published : Published
        The template's releases.
    presets : Mapping[str, Mapping[str, Any]]
        Today's presets.
    space : Space
        Today's stacks.
    number : int
        How many stacks are drawn at random for each release.
    folder : Path
        Where the services go.

    Returns
    -------
    list[Trial]
        The updates.
    """
    found = []
    for release in published.older:
        for name, stack in stacks(published, release, presets, space, number).items():
            full = f"{name} of {release.version}"
            place = folder / full.replace(" ", "-")
            found.append(Trial(full, place, published.folder, release, stack))
    return found


def generate(trial: Trial) -> Path:
    """Copy a service from its release, and commit it.

    Parameters
    ----------
    trial : Trial
        What it is made of.

    Returns
    -------
    Path
        Its folder.
    """
    run_copy(
        str(trial.template),
        trial.folder,
        data={"python_version": PYTHON, **trial.answers},
        vcs_ref=trial.release.tag,
        defaults=True,
        quiet=True,
    )
    commit(trial.folder, "Start")
    return trial.folder


def edited(trial: Trial) -> Ledger:
    """Do an owner's work on a service, and commit it.

    Parameters
    ----------
    trial : Trial
        The service, which `generate` has made.

    Returns
    -------
    Ledger
        What was done.
    """
    ledger = Ledger(trial.folder)
    newest = _renderer(trial.template).service(answers_of(trial.folder))
    texts = {path: file.text for path, file in newest.items()}
    change_line(ledger, texts, str(sorted(trial.answers.items())))
    for edit in trial.edits:
        edit(ledger)
    commit(trial.folder, "Work")
    return ledger


def update(folder: Path, **answers: Any) -> None:
    """Bring a service to the newest release.

    Parameters
    ----------
    folder : Path
        The service; all of it is committed.
    **answers : Any
        Answers that are changed by the way.
    """
    run_update(folder, data=answers, defaults=True, overwrite=True, quiet=True)


def attempt(trial: Trial) -> Result:
    """Copy a service, work on it, update it, and look at what became of the work.

    Parameters
    ----------
    trial : Trial
        The service.

    Returns
    -------
    Result
        What came of it. The folder has the updated service, its conflicts settled.
    """
    folder = generate(trial)
    wanted = {**answers_of(folder), **trial.changes}
    ledger = edited(trial)
    update(folder, **trial.changes)
    answers = answers_of(folder)
    faults = [
        f"{name} should be {answer} and is {answers.get(name)}"
        for name, answer in wanted.items()
        if answers.get(name) != answer
    ]
    renderer = _renderer(trial.template)
    newest = renderer.service(answers)
    seeded = (
        set(filter(renderer.is_seeded, newest)) if answers["owns_sample"] else set()
    )
    faults += [*lost(ledger), *needless(ledger), *astray(ledger, newest, seeded)]
    conflicted = conflicts_of(folder)
    met = [kind for kind in ledger.kinds if kind in set(_meeting(ledger))]
    settle(ledger)
    if trial.is_preset:  # it takes as long as the first, whatever the stack
        update(folder)
        if changed := git(folder, "status", "--porcelain"):
            faults.append(f"a second update changes something:\n{changed}")
    follow(folder)
    shutil.rmtree(folder / ".git")
    return Result(trial, ledger.kinds, met, conflicted, faults)


@cache
def _renderer(template: Path) -> Renderer:
    return Renderer(template)


def files_of(folder: Path) -> set[str]:
    """List the files of a service.

    Parameters
    ----------
    folder : Path
        The service.

    Returns
    -------
    set[str]
        Their paths, without those of Git.
    """
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def conflicts_of(folder: Path) -> list[str]:
    """List the files that both sides changed at the same lines.

    Parameters
    ----------
    folder : Path
        A service that was updated.

    Returns
    -------
    list[str]
        Their paths: Git calls them unmerged.
    """
    return git(folder, "diff", "--name-only", "--diff-filter=U").split()


def settle(ledger: Ledger) -> None:
    """Settle each conflict as an owner would, and commit the update.

    The README stays his. Elsewhere he takes what is new, and puts his own lines to it.

    Parameters
    ----------
    ledger : Ledger
        The service, and what its owner did.
    """
    for path in conflicts_of(ledger.folder):
        own = {line.text for line in ledger.written if line.path == path}

        def settled(conflict: re.Match[str], own: set[str] = own) -> str:
            lines = conflict[1].splitlines(keepends=True)
            return conflict[2] + "".join(it for it in lines if it.rstrip("\n") in own)

        if path == "README.md":
            git(ledger.folder, "checkout", "--quiet", "--ours", "--", path)
        else:
            text = CONFLICT.sub(settled, ledger.read(path))
            (ledger.folder / path).write_text(text, "utf-8")
    commit(ledger.folder, "Update")


def lost(ledger: Ledger) -> Iterator[str]:
    """Find what an update took from an owner.

    Parameters
    ----------
    ledger : Ledger
        What the owner did before.

    Yields
    ------
    str
        One sentence for each line, deletion and move that is gone.
    """
    for line in ledger.written:
        if line.text not in ledger.read(line.path).splitlines():
            yield f"{line.path}: an own line is gone ({line.kind}): {line.text.strip()}"
    for line in ledger.removed:
        settled = CONFLICT.sub("", ledger.read(line.path)).splitlines()
        if line.text.strip() and line.text in settled:
            yield f"{line.path}: a removed line is back ({line.kind}): {line.text}"
    for path in (*ledger.deleted, *ledger.moved):
        if (ledger.folder / path).exists():
            yield f"{path}: is back"
    for path in ledger.moved.values():
        if not (ledger.folder / path).exists():
            yield f"{path}: is gone"


def astray(
    ledger: Ledger, newest: Mapping[str, File], seeded: Collection[str] = ()
) -> Iterator[str]:
    """Find what is not as a fresh copy has it, though the owner did not touch it.

    Parameters
    ----------
    ledger : Ledger
        What the owner did.
    newest : Mapping[str, File]
        A fresh copy.
    seeded : Collection[str]
        The files that updates leave to the owner.

    Yields
    ------
    str
        One sentence for each file.
    """
    own = {line.path for line in (*ledger.written, *ledger.removed)}
    own |= {*ledger.deleted, *ledger.moved, *ledger.moved.values(), ANSWERS_FILE}
    own |= {*seeded}
    there = files_of(ledger.folder)
    for path in sorted((there | newest.keys()) - own):
        if path not in newest:
            yield f"{path}: should be gone"
        elif path not in there:
            yield f"{path}: did not come"
        elif ledger.read(path) != newest[path].text:
            yield f"{path}: differs from a fresh copy"


def needless(ledger: Ledger) -> Iterator[str]:
    """Find conflicts where the two sides did not change the same lines.

    Parameters
    ----------
    ledger : Ledger
        The service, after an update with conflicts.

    Yields
    ------
    str
        One sentence for each file.
    """
    unmerged = conflicts_of(ledger.folder)
    for path in sorted(files_of(ledger.folder)):
        marked = CONFLICT.search(ledger.read(path)) is not None
        if marked != (path in unmerged):
            yield f"{path}: has conflict markers, or is unmerged, but not both"
    for path in unmerged:
        # Of a merge, Git keeps the base, what was there and what is new.
        base, own, new = (
            git(ledger.folder, "show", f":{stage}:{path}").splitlines()
            for stage in (1, 2, 3)
        )
        if not overlap(base, own, new):
            yield f"{path}: a conflict, but the same lines were not changed"


def overlap(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two changes of a text touch each other.

    Parameters
    ----------
    base : Sequence[str]
        The text's lines.
    one : Sequence[str]
        Its lines after a change.
    other : Sequence[str]
        Its lines after another one.

    Returns
    -------
    bool
        Whether some lines were changed by both, or lie side by side.
    """

    def changes(lines: Sequence[str]) -> list[tuple[int, int]]:
        matcher = difflib.SequenceMatcher(None, base, lines, autojunk=False)
        return [(it[1], it[2]) for it in matcher.get_opcodes() if it[0] != "equal"]

    return any(
        start <= its_end and its_start <= end
        for (start, end), (its_start, its_end) in product(changes(one), changes(other))
    )


def _meeting(ledger: Ledger) -> Iterator[str]:
    """Give the kinds of edit that are part of a conflict."""
    for path in conflicts_of(ledger.folder):
        for own, new in CONFLICT.findall(ledger.read(path)):
            for side, lines in ((own, ledger.written), (new, ledger.removed)):
                there = side.splitlines()
                yield from (
                    line.kind
                    for line in lines
                    if line.path == path and line.text in there
                )


def attempts(trials: Iterable[Trial], workers: int = 2) -> Iterator[Result]:
    """Try updates, a few at a time.

    Parameters
    ----------
    trials : Iterable[Trial]
        The updates.
    workers : int
        How many are tried at a time.

    Yields
    ------
    Result
        What came of one, as soon as it has been tried.
    """
    # Copier changes the working directory, which threads would share.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, hasten_copier) as pool:
        for future in as_completed([pool.submit(attempt, trial) for trial in trials]):
            yield future.result()


def hasten_copier() -> None:
    """Have Copier do once in this process what it does again and again.

    For an update, it renders a service three times, each time in an environment of its
    own, which would compile all files, their names and all defaults again. And for each
    file that it writes it starts Git, to ask how one folder's repository is set up.
    """
    patch.object(Environment, "compile", _compiling_once()).start()
    asked = Worker._sync_git_index_executable_bit
    patch.object(Worker, asked.__name__, _asking_once(asked)).start()


def _compiling_once() -> Callable[..., Any]:
    compiled = Environment.compile
    known: dict[Any, Any] = {}

    def compile_(
        self: Environment,
        source: str,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        # Environments that are set up alike share their lexer. The file's own name is
        # for tracebacks only: it lies in a clone that Copier makes for each rendering.
        key = (type(self), self.lexer, *self.extensions, source, name, *options.items())
        if key not in known:
            known[key] = compiled(self, source, name, filename, **options)
        return known[key]

    return compile_


def _asking_once(asked: Callable[[Worker, Path, int], None]) -> Callable[..., None]:
    keep_modes: dict[Path, bool] = {}

    def sync(self: Worker, path: Path, mode: int) -> None:
        folder = self.subproject.local_abspath
        if folder not in keep_modes:
            setting = ("config", "--type=bool", "--default=true", "core.fileMode")
            keep_modes[folder] = git(folder, *setting).strip() == "true"
        if not keep_modes[folder]:
            asked(self, path, mode)

    return sync


def rates(results: Iterable[Result]) -> dict[str, tuple[int, int]]:
    """Count the conflicts of each kind of edit.

    Parameters
    ----------
    results : Iterable[Result]
        What came of updates.

    Returns
    -------
    dict[str, tuple[int, int]]
        For each kind, in how many services it met a conflict, and was made.
    """
    found = list(results)
    made = Counter(kind for result in found for kind in result.edits)
    met = Counter(kind for result in found for kind in result.conflicts)
    return {kind: (met[kind], made[kind]) for kind in made}


def project(
    result: Result,
    catalog: Catalog,
    tested: bool = True,
) -> Project:
    """Have an updated service checked by its own tools, and a preset by its tests too.

    Where a conflict was settled by rule, only what does not read that file can be
    expected to be content.

    Parameters
    ----------
    result : Result
        The service.
    catalog : Catalog
        Today's catalog.
    tested : bool
        Whether a preset's tests are to be run.

    Returns
    -------
    Project
        The service and its commands.
    """
    suffixes = {Path(path).suffix for path in result.conflicted}
    kinds = [] if ".py" in suffixes else ["lint", "types"]
    kinds += ["files"] if suffixes <= {".md", ".py"} else []
    if tested and kinds[:1] == ["lint"] and result.trial.is_preset:
        kinds.append("tests")
    answers = answers_of(result.trial.folder)
    stack = {name: answers[name] for name in catalog.questions}
    name, folder = result.trial.name, result.trial.folder
    return Project(name, folder, stack, catalog, kinds)


def distinct(results: Iterable[Result]) -> list[Result]:
    """Leave out services that are as another one, updated from another release.

    Parameters
    ----------
    results : Iterable[Result]
        What came of updates.

    Returns
    -------
    list[Result]
        One of those that are alike.
    """
    found: dict[str, Result] = {}
    # Of the one with the fewest conflicts, the most can be asked.
    for result in sorted(results, key=lambda it: (len(it.conflicted), it.trial.name)):
        folder = result.trial.folder
        texts = [str(result.trial.is_preset)]
        for path in sorted(files_of(folder) - {ANSWERS_FILE}):
            texts += [path, (folder / path).read_text("utf-8")]
        found.setdefault("\0".join(texts), result)
    return list(found.values())


def told(results: Iterable[Result]) -> str:
    """Write down how often an owner's edits met a conflict.

    Parameters
    ----------
    results : Iterable[Result]
        What came of updates.

    Returns
    -------
    str
        How many edits, how many conflicts, and of which kinds.
    """
    counted = rates(results)
    edits = sum(made for _, made in counted.values())
    conflicts = sum(met for met, _ in counted.values())
    kinds = [f"{it}: {met} of {made}" for it, (met, made) in counted.items() if met]
    details = f" ({'; '.join(kinds)})" if kinds else ""
    return f"{edits} edits, {conflicts} conflicts{details}"
