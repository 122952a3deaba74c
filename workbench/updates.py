"""Updates tried out: whether an owner's work outlives them."""

import difflib
import multiprocessing
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from copier import run_copy, run_update
from copier._main import Worker  # it has no public hook for what is done for each file
from jinja2 import Environment
from packaging.version import Version

from .catalog import Catalog
from .doctor.answers import interview
from .merging import Merge, Sides, merge
from .owner import EDITS, Ledger, change_line, follow, move_module
from .projects import Project
from .releases import Published, Release
from .render import ANSWERS_FILE, File, Renderer, write
from .repository import commit, git
from .space import Space, Stack
from .versions import RUNNING

# Answers of services, and which of them an update changes.
SWITCHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another HTTP client": ({"http_client": "httpx2"}, {"http_client": "aiohttp"}),
    "another database": ({"database": "sqlite"}, {"database": "postgresql"}),
    "a queue": ({"jobs": "inline"}, {"jobs": "arq"}),
    "another queue": ({"jobs": "arq"}, {"jobs": "celery"}),
    "another package manager": (
        {"package_manager": "poetry"},
        {"package_manager": "uv"},
    ),
    "another linter": ({"linting": "black_isort_flake8"}, {"linting": "ruff"}),
}
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

    @property
    def is_compatible(self) -> bool:
        """Whether the release promises that its services fit later ones."""
        is_newest = bool(self.changes)
        return is_newest or Version(self.release.version).major > 0

    @property
    def given(self) -> dict[str, Any]:
        """The answers that the service is copied with."""
        return {"python_version": RUNNING, **self.answers}


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
    return _answers_in((service / ANSWERS_FILE).read_text("utf-8"))


def _answers_in(text: str) -> dict[str, Any]:
    recorded = yaml.safe_load(text)
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
            name: [it for it in offered[name] if it in given]
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
    """Plan updates of services of each supported release to the newest.

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
    for release in published.supported:
        for name, stack in stacks(published, release, presets, space, number).items():
            full = f"{name} of {release.version}"
            place = folder / full.replace(" ", "-")
            found.append(Trial(full, place, published.folder, release, stack))
    return found


def anchors(
    published: Published,
    presets: Mapping[str, Mapping[str, Any]],
    space: Space,
    folder: Path,
) -> list[Trial]:
    """Choose the eleven updates that Copier does, to compare the merge in memory with.

    They are the first preset of the oldest and of the last release, three random stacks
    of those between, and a change of an answer in six services of the newest.

    Parameters
    ----------
    published : Published
        The template's releases.
    presets : Mapping[str, Mapping[str, Any]]
        Today's presets.
    space : Space
        Today's stacks.
    folder : Path
        Where the services go.

    Returns
    -------
    list[Trial]
        The updates; fewer if there are no older releases.
    """
    planned = trials(published, presets, space, 3, folder)
    ends = [*published.supported[:1], *published.supported[1:][-1:]]
    found = [next(it for it in planned if it.release == end) for end in ends]
    random = [it for it in planned if not it.is_preset]
    random.sort(key=lambda it: (it.name.split(" of ")[0], it.release in ends))
    found += random[:3]
    for name, (answers, changes) in SWITCHES.items():
        # What goes with the old alternative goes with the owner's edits: see trap 4.
        edits = [
            it for it in EDITS if it is not move_module or "http_client" not in changes
        ]
        place = folder / name.replace(" ", "-")
        release = published.newest
        found.append(
            Trial(name, place, published.folder, release, answers, changes, edits)
        )
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
        data=trial.given,
        vcs_ref=trial.release.tag,
        defaults=True,
        quiet=True,
    )
    commit(trial.folder, "Start")
    return trial.folder


def edited(trial: Trial) -> Ledger:
    """Do an owner's work on a service.

    Parameters
    ----------
    trial : Trial
        The service, which has been copied.

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


def simulate(trial: Trial) -> Result:
    """Do in memory what `attempt` has Copier do, in a fraction of the time.

    Parameters
    ----------
    trial : Trial
        The service.

    Returns
    -------
    Result
        What came of it. The folder has the updated service, its conflicts settled.
    """
    folder = write(_renderers(trial)[0].service(trial.given), trial.folder)
    wanted = {**answers_of(folder), **trial.changes}
    ledger = edited(trial)
    own = read(folder)
    merged = merge_of(trial, own)
    for path in own.keys() - merged.files.keys():
        (folder / path).unlink()
    write(
        {it: file for it, file in merged.files.items() if file != own.get(it)}, folder
    )
    result = judge(trial, ledger, wanted, merged.conflicts)
    follow(folder)
    return result


def attempt(trial: Trial) -> Result:
    """Copy a service, work on it, update it, and look at what became of the work.

    Copier does it, and what it does is compared with the merge in memory.

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
    copied = Merge(_renderers(trial)[0].service(trial.given))
    faults = [f"after the copy: {it}" for it in differences(copied, folder)]
    wanted = {**answers_of(folder), **trial.changes}
    ledger = edited(trial)
    commit(folder, "Work")
    merged = merge_of(trial, read(folder))
    update(folder, **trial.changes)
    faults += [f"after the update: {it}" for it in differences(merged, folder)]
    result = judge(trial, ledger, wanted, unmerged(folder))
    commit(folder, "Update")
    if trial.is_preset:  # it takes as long as the first, whatever the stack
        update(folder)
        if changed := git(folder, "status", "--porcelain"):
            faults.append(f"a second update changes something:\n{changed}")
    follow(folder)
    shutil.rmtree(folder / ".git")
    return replace(result, faults=[*result.faults, *faults])


def merge_of(trial: Trial, own: Mapping[str, File]) -> Merge:
    """Update a service in memory.

    Parameters
    ----------
    trial : Trial
        The service.
    own : Mapping[str, File]
        Its files, the owner's work included.

    Returns
    -------
    Merge
        What Copier leaves of it.
    """
    then, now = _renderers(trial)
    recorded = _answers_in(own[ANSWERS_FILE].text)
    # An answer that is not allowed any more gives way to the default.
    asked = interview(now, "newest", recorded, trial.changes, then.questions)
    old = then.service(recorded, "update")
    return merge(old, own, now.service(asked.answers, "update"))


def differences(merged: Merge, folder: Path) -> Iterator[str]:
    """Compare what is in memory with what Copier wrote.

    Parameters
    ----------
    merged : Merge
        The service in memory.
    folder : Path
        The service that Copier wrote, in a repository.

    Yields
    ------
    str
        One sentence for each file.
    """
    sides: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("is not as", merged.files, read(folder)),
        ("conflicts otherwise than", merged.conflicts, unmerged(folder)),
    )
    for differs, memory, written in sides:
        for path in sorted(memory.keys() | written.keys()):
            if memory.get(path) != written.get(path):
                yield f"{path}: {differs} in memory"


def judge(
    trial: Trial,
    ledger: Ledger,
    wanted: Mapping[str, Any],
    conflicts: Mapping[str, Sides],
) -> Result:
    """Look at what an update made of a service, and settle its conflicts.

    Parameters
    ----------
    trial : Trial
        The service.
    ledger : Ledger
        What its owner did.
    wanted : Mapping[str, Any]
        The answers that it should have.
    conflicts : Mapping[str, Sides]
        The files with conflicts.

    Returns
    -------
    Result
        What came of it.
    """
    answers = answers_of(trial.folder)
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
    faults += lost(ledger)
    faults += needless(ledger, conflicts)
    faults += astray(ledger, newest, seeded)
    meeting = set(_meeting(ledger, conflicts))
    met = [kind for kind in ledger.kinds if kind in meeting]
    settle(ledger, conflicts)
    return Result(trial, ledger.kinds, met, sorted(conflicts), faults)


@cache
def _renderer(template: Path, ref: str = "") -> Renderer:
    """Give a release that is published in a repository; the newest by default."""
    # Copier records a release by this name.
    newest = git(template, "describe", "--tags").strip()
    root = template
    if ref not in ("", newest):
        root = template.with_name(f"{template.name}-{ref}")
        if not root.exists():
            git(template, "worktree", "add", "--quiet", "--detach", str(root), ref)
    return Renderer(root, {"_commit": ref or newest, "_src_path": str(template)})


def _renderers(trial: Trial) -> tuple[Renderer, Renderer]:
    """Give the release of a service, and the newest."""
    return _renderer(trial.template, trial.release.tag), _renderer(trial.template)


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


def read(folder: Path) -> dict[str, File]:
    """Read a service.

    Parameters
    ----------
    folder : Path
        Where it is.

    Returns
    -------
    dict[str, File]
        Its files by their paths.
    """
    return {
        path: File(
            (folder / path).read_bytes().decode(), os.access(folder / path, os.X_OK)
        )
        for path in files_of(folder)
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


def unmerged(folder: Path) -> dict[str, Sides]:
    """Read what the files with conflicts were merged from.

    Parameters
    ----------
    folder : Path
        A service that Copier has updated.

    Returns
    -------
    dict[str, Sides]
        The three texts, which Git keeps, by the files' paths.
    """
    return {
        path: Sides(*(git(folder, "show", f":{stage}:{path}") for stage in (1, 2, 3)))
        for path in conflicts_of(folder)
    }


def settle(ledger: Ledger, conflicts: Mapping[str, Sides]) -> None:
    """Settle each conflict as an owner would.

    The README stays his. Elsewhere he takes what is new, and puts his own lines to it.

    Parameters
    ----------
    ledger : Ledger
        The service, and what its owner did.
    conflicts : Mapping[str, Sides]
        The files with conflicts.
    """
    for path, sides in conflicts.items():
        own = {line.text for line in ledger.written if line.path == path}

        def settled(conflict: re.Match[str], own: set[str] = own) -> str:
            lines = conflict[1].splitlines(keepends=True)
            return conflict[2] + "".join(it for it in lines if it.rstrip("\n") in own)

        text = CONFLICT.sub(settled, ledger.read(path))
        text = sides.own if path == "README.md" else text
        (ledger.folder / path).write_text(text, "utf-8")


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
        text = ledger.read(line.path)
        settled = CONFLICT.sub("", text).splitlines()
        shown = "".join(it[0] for it in CONFLICT.finditer(text)).splitlines()
        # Where a line has moved, the owner's own is in a conflict at its old place.
        is_told = any(
            own.text in shown
            for own in ledger.written
            if (own.kind, own.path) == (line.kind, line.path)
        )
        if line.text.strip() and line.text in settled and not is_told:
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


def needless(ledger: Ledger, conflicts: Mapping[str, Sides]) -> Iterator[str]:
    """Find conflicts where the two sides did not change the same lines.

    Parameters
    ----------
    ledger : Ledger
        The service, after an update with conflicts.
    conflicts : Mapping[str, Sides]
        The files that are unmerged.

    Yields
    ------
    str
        One sentence for each file.
    """
    for path in sorted(files_of(ledger.folder)):
        marked = CONFLICT.search(ledger.read(path)) is not None
        if marked != (path in conflicts):
            yield f"{path}: has conflict markers, or is unmerged, but not both"
    for path, sides in conflicts.items():
        if not overlap(*(text.splitlines() for text in sides)):
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


def _meeting(ledger: Ledger, conflicts: Iterable[str]) -> Iterator[str]:
    """Give the kinds of edit that are part of a conflict."""
    for path in conflicts:
        for own, new in CONFLICT.findall(ledger.read(path)):
            for side, lines in ((own, ledger.written), (new, ledger.removed)):
                there = side.splitlines()
                yield from (
                    line.kind
                    for line in lines
                    if line.path == path and line.text in there
                )


def attempts(
    trials: Sequence[Trial],
    workers: int = 2,
    attempted: Callable[[Trial], Result] = attempt,
) -> Iterator[Result]:
    """Try updates, a few at a time.

    Parameters
    ----------
    trials : Sequence[Trial]
        The updates.
    workers : int
        How many are tried at a time.
    attempted : Callable[[Trial], Result]
        `attempt`, or `simulate`.

    Yields
    ------
    Result
        What came of them, in their order.
    """
    for trial in trials:
        _renderers(trial)  # checks their releases out, which one process has to do
    # Copier changes the working directory, which threads would share.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, hasten_copier) as pool:
        yield from pool.map(attempted, trials)


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
    expected to be content. Services of 0.x keep their own use cases, which newer
    adapters need not fit: they are linted, and no more.

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
    is_sound = ".py" not in suffixes
    kinds = ["lint"] if is_sound else []
    kinds += ["files"] if suffixes <= {".md", ".py"} else []
    if is_sound and result.trial.is_compatible:
        kinds.append("types")
        if tested and result.trial.is_preset:
            kinds.append("tests")
    answers = answers_of(result.trial.folder)
    stack = {name: answers[name] for name in catalog.questions}
    name, folder = result.trial.name, result.trial.folder
    return Project(name, folder, stack, catalog, kinds)


def sampled(results: Iterable[Result]) -> list[Result]:
    """Choose the updated services that their own tools check: presets and a third.

    The other random ones have the same texts, but for what the update merged.

    Parameters
    ----------
    results : Iterable[Result]
        What came of updates.

    Returns
    -------
    list[Result]
        All of presets, and every third of the others.
    """
    found = list(results)
    random = [result for result in found if not result.trial.is_preset]
    return [result for result in found if result.trial.is_preset] + random[::3]


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
