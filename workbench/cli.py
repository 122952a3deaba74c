"""The command line: `workbench --help`."""

import shutil
import sys
from collections.abc import Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import questionary
import typer
import yaml
from questionary import Choice
from rich.console import Console
from rich.table import Table

from . import tagging, trial
from .agreement import load_presets
from .catalog import Catalog, CatalogError, load_catalog
from .derived import OFFER, PRESETS, as_json, offer, unions
from .doctor.examination import examine
from .doctor.findings import DoctorError, Refusal
from .doctor.show import show as show_report
from .paths import LOCKS, ROOT
from .rows import ROWS, committed, extended
from .space import Space

# The commands that check projects import for themselves what does it: it needs what
# services need, and a service's owner who asks the doctor has none of that.

app = typer.Typer(no_args_is_help=True, add_completion=False)
console = Console()
SHOWN = 10  # kinds of units of which it is said that they were run


def _catalog() -> Catalog:
    try:
        return load_catalog()
    except CatalogError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


@app.command()
def check() -> None:
    """Say whether catalog, interview, presets and template agree."""
    from .verify import Ladder

    _catalog()
    checked, faults = Ladder().agreement()
    for fault in faults:
        console.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(1)
    console.print(f"{checked}: all agree.")


@app.command()
def verify(
    stages: Annotated[
        list[str] | None, typer.Argument(help="Only these, and no certificate")
    ] = None,
    uv: Annotated[str, typer.Option(help="The uv to install with")] = "uv",
    fresh: Annotated[bool, typer.Option(help="Believe no evidence")] = False,
    mutants: Annotated[
        int, typer.Option(help="How many breaks to try, drawn from all")
    ] = 0,
    seed: Annotated[
        int | None, typer.Option(help="Draws the breaks; each day others if left out")
    ] = None,
) -> None:
    """Check what is not proven yet, and write the certificate and the README's figures.

    What passed is in evidence/, by content: commit it with the change.
    """
    from .certificate import CERTIFICATE, certificate, load, says_as_much
    from .evidence import Evidence, tree_digest
    from .mutation import MUTANTS, noticed
    from .readme import write_readme
    from .verify import Ladder, Outcome

    catalog = _catalog()
    uv = shutil.which(uv) or uv
    evidence = Evidence(seed=tree_digest(), fresh=fresh)
    outcomes: list[Outcome] = []
    table = Table("Stage", *("Units", "Believed", "Run", "Repeated", "Seconds"))
    with console.status("Verifying …") as status:
        ladder = Ladder(uv, status.update, evidence=evidence)
        known = [*ladder.stages(), MUTANTS]
        named = stages or [*ladder.stages(), *([MUTANTS] if mutants else [])]
        if unknown := set(named).difference(known):
            there = ", ".join(known)
            console.print(f"There is no stage {unknown.pop()}; there are {there}.")
            raise typer.Exit(2)
        drawn = date.today().toordinal() if seed is None else seed
        broken = (  # a generator: after the stages before
            noticed(uv, mutants or None, drawn, status.update, fresh=fresh)
            for name in named
            if name == MUTANTS
        )
        for outcome in chain(ladder.verify(named), broken):
            outcomes.append(outcome)
            tally = outcome.tally
            counts = tally.units, tally.believed, tally.run, tally.repeated
            row = (*counts, round(outcome.seconds))
            table.add_row(outcome.stage, *map(str, row))
            mark = "[red]failed[/]" if outcome.faults else "passed"
            console.print(f"{mark} {outcome.stage}: {outcome.checked}")
            for fault in outcome.faults:
                console.print(fault, style="red", markup=False)
            shown = evidence.run.most_common(SHOWN)
            for label, number in shown:
                line = f"  run {number}: {label}"
                console.print(line, markup=False, no_wrap=True, overflow="ellipsis")
            if more := len(evidence.run) - len(shown):
                console.print(f"  … and {more} others")
            evidence.run.clear()
    failed = any(outcome.faults for outcome in outcomes)
    is_whole = not (stages or failed or evidence.skipped)
    # Of a stage that failed, not all units may have been asked for.
    evidence.save(evidence.tallies if is_whole else ())
    console.print(table)
    if evidence.skipped:
        console.print(
            f"Nothing is certified: {evidence.skipped} tests of services were left "
            "out, for want of a server or of a Python."
        )
    if is_whole:
        document = certificate(ladder, outcomes)
        if not says_as_much(load(), document):
            CERTIFICATE.write_text(as_json(document), encoding="utf-8")
            write_readme(catalog, load_presets(), document)
    if failed:
        raise typer.Exit(1)


@app.command()
def write(
    anew: Annotated[
        bool, typer.Option("--anew", help="Build the covering array from scratch")
    ] = False,
) -> None:
    """Write what is derived from the catalog, and the rows that are new.

    A covering array that is built from scratch has fewer rows, and what was proven of
    the rows that there were has to be proven of these.
    """
    from .certificate import load
    from .readme import write_readme

    catalog, presets = _catalog(), load_presets()
    write_readme(catalog, presets, load())
    PRESETS.write_text(as_json(presets), encoding="utf-8")
    OFFER.write_text(offer(catalog), encoding="utf-8")
    for environment, requirements in unions(catalog).items():
        (LOCKS / f"{environment}.in").write_text(requirements, encoding="utf-8")
    try:
        rows = extended(Space(catalog), presets, [] if anew else committed())
    except ValueError as error:
        console.print(f"A preset is not valid: {error}", style="red", markup=False)
        raise typer.Exit(1) from None
    for note in rows.notes:
        console.print(note, markup=False)
    if rows.appended:
        console.print(f"{len(rows.appended)} rows are new, of {len(rows.stacks)}.")
    ROWS.write_text(rows.lines, encoding="utf-8")


def preset_to_try(presets: Mapping[str, Mapping[str, Any]]) -> str:
    """Ask which preset's service to start; without a terminal, it is the first."""
    served = [
        Choice(f"{name}: {preset['summary']}", name)
        for name, preset in presets.items()
        if preset["web_framework"] != "none"
    ]
    if not sys.stdin.isatty():
        return str(served[0].value)
    preset: str | None = questionary.select("Which service?", served).ask()
    if preset is None:  # Ctrl-C
        raise typer.Exit(1)
    return preset


@app.command("try")
def try_out(
    uv: Annotated[str, typer.Option(help="The uv to install with")] = "uv",
    preset: Annotated[
        str | None, typer.Option(help="The stack to try; you are asked if left out")
    ] = None,
    port: Annotated[int, typer.Option(help="The port to prefer")] = 8000,
) -> None:
    """Generate a service in a new folder, install it and run it until Ctrl-C."""
    presets = load_presets()
    preset = preset or preset_to_try(presets)
    if presets.get(preset, {}).get("web_framework") == "none":
        console.print(f"The {preset} service has no page to open; copy it instead.")
        raise typer.Exit(1)
    folder = trial.new_folder(ROOT / "trial")
    # A relative path, as in .uv/bin/uv, is meant from here and not from the service.
    uv = shutil.which(uv) or uv
    try:
        console.print(f"Generating the {preset} service in {folder} …")
        trial.generate(folder, preset)
        console.print("Installing it …")
        trial.install(folder, str(Path(uv).absolute()))
        trial.migrate(folder)
        port = trial.free_port(port)
        with trial.serve(folder, port) as process:
            console.print(
                f"\nOpen http://127.0.0.1:{port}/docs   (Ctrl-C ends it)\n",
                style="bold green",
            )
            process.wait()
    except trial.TrialError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print(f"\nStopped. The service is in {folder}.")


@app.command()
def release(
    dry_run: Annotated[bool, typer.Option(help="Check only")] = False,
) -> None:
    """Check that all is ready for a release, and tag it."""
    from .certificate import load
    from .evidence import tree_digest

    _catalog()
    version = tagging.version()
    faults = [
        *tagging.repository_faults(ROOT, version),
        *tagging.changelog_faults((ROOT / "CHANGELOG.md").read_text("utf-8"), version),
        *tagging.certificate_faults(load(), version, tree_digest()),
        *tagging.check_faults(ROOT),
    ]
    for fault in faults:
        console.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(1)
    if dry_run:
        console.print(f"{version} is ready to be released.")
    else:
        console.print(f"Tagged {tagging.tag(ROOT, version)}; `git push --tags` next.")


@app.command()
def explain(
    answers: Annotated[
        list[str] | None,
        typer.Argument(help="QUESTION=ANSWER; the others are the preset's"),
    ] = None,
    preset: Annotated[
        str, typer.Option(help="The stack to start from")
    ] = "recommended",
) -> None:
    """Say whether answers go together, and if not why, and what is nearest."""
    catalog = _catalog()
    presets = load_presets()
    if preset not in presets:
        console.print(f"There is no preset {preset}; there are {', '.join(presets)}.")
        raise typer.Exit(1)
    stack = {name: presets[preset][name] for name in catalog.questions}
    for text in answers or []:
        question, is_given, answer = text.partition("=")
        if not is_given:
            console.print(f"{text} is no answer: write QUESTION=ANSWER.", markup=False)
            raise typer.Exit(1)
        stack[question] = yaml.safe_load(answer)
    space = Space(catalog)
    faults = space.faults(stack)
    for fault in faults:
        console.print(fault, style="red", markup=False)
    if not faults:
        console.print("These answers go together.")
        return
    if stack.keys() == catalog.questions.keys():
        for near in space.nearest(stack)[:5]:
            changed = [f"{n}={near[n]}" for n in near if near[n] != stack[n]]
            console.print(f"Nearest: {' '.join(changed)}", markup=False)
    raise typer.Exit(1)


@app.command()
def show(key: Annotated[str, typer.Argument(help="An entry's key")]) -> None:
    """Show what the catalog knows about one entry."""
    entry = _catalog().entries.get(key)
    if entry is None:
        console.print(f"There is no entry {key} in catalog.yaml.", style="red")
        raise typer.Exit(1)
    console.print_json(entry.model_dump_json(exclude_defaults=True))


@app.command()
def doctor(
    project: Annotated[Path, typer.Argument(help="The service's folder")] = Path("."),
    data: Annotated[
        list[str] | None,
        typer.Option(help="QUESTION=ANSWER that the update is to be given"),
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="The version to compare with, not the newest")
    ] = None,
    template: Annotated[
        str | None, typer.Option(help="Where the template is, if it has moved")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(help="The service's commit before an update that is committed"),
    ] = None,
    as_document: Annotated[
        bool, typer.Option("--json", help="Print a document for bots")
    ] = False,
) -> None:
    """Say what an update would do to a service, or what one has left behind.

    It changes nothing. An update that is not committed yet is noticed by its
    answers file, which is not that of HEAD; name the commit before one that
    is by --before.

    Exit status 0: nothing to worry about.

    Exit status 1: something needs the owner's eyes: work that is not committed;
    edited files that would be deleted, overwritten or in conflict; answers that
    are unknown, not accepted or deprecated; conflicts that are left; lost lines.

    Exit status 2: nothing to look at; one sentence says why.
    """
    try:
        report = examine(project, template, to, _planned(data or []), before)
    except DoctorError as error:
        if as_document:
            typer.echo(Refusal(error=str(error)).model_dump_json(indent=2))
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if as_document:
        typer.echo(report.model_dump_json(indent=2))
    else:
        show_report(report, console)
    raise typer.Exit(report.status)


def _planned(texts: list[str]) -> dict[str, str]:
    """Read the answers of `--data`."""
    pairs = [text.partition("=") for text in texts]
    for name, is_given, answer in pairs:
        if not is_given:
            raise DoctorError(f"{name}{answer} is no answer: write QUESTION=ANSWER.")
    return {name: answer for name, _, answer in pairs}
