"""The command line: `workbench --help`."""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from . import trial
from .agreement import (
    dead_patterns,
    interview_questions,
    load_presets,
    orphans,
    preset_faults,
    template_files,
)
from .catalog import Catalog, CatalogError, load_catalog
from .derived import OFFER, PRESETS, UNION, as_json, offer, union
from .paths import ROOT
from .readme import write_readme

app = typer.Typer(no_args_is_help=True, add_completion=False)
console = Console()


def _catalog() -> Catalog:
    try:
        return load_catalog()
    except CatalogError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


@app.command()
def check() -> None:
    """Say whether catalog, interview, presets and template agree."""
    catalog = _catalog()
    files = template_files()
    faults = dead_patterns(catalog, files)
    faults += [f"{file}: no answer brings it" for file in orphans(catalog, files)]
    for preset in load_presets().values():
        faults += preset_faults(catalog, preset)
    asked = [name for name in interview_questions() if name in catalog.questions]
    if asked != list(catalog.questions):
        faults.append("copier.yml and catalog.yaml ask in different orders")
    for fault in faults:
        console.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(1)
    console.print(
        f"{len(catalog.topics)} topics, {len(catalog.entries)} entries, "
        f"{len(catalog.questions)} questions, {len(files)} files: all agree."
    )


@app.command()
def write() -> None:
    """Write what is derived from the catalog."""
    catalog = _catalog()
    write_readme(catalog, load_presets())
    PRESETS.write_text(as_json(load_presets()), encoding="utf-8")
    OFFER.write_text(offer(catalog), encoding="utf-8")
    UNION.write_text(union(catalog), encoding="utf-8")


@app.command("try")
def try_out(
    uv: Annotated[str, typer.Option(help="The uv to install with")] = "uv",
    preset: Annotated[str, typer.Option(help="The stack to try")] = "recommended",
) -> None:
    """Generate a service in a new folder, install it and run it until Ctrl-C."""
    folder = trial.new_folder(ROOT / "trial")
    # A relative path, as in .uv/bin/uv, is meant from here and not from the service.
    uv = shutil.which(uv) or uv
    try:
        console.print(f"Generating the {preset} service in {folder} …")
        trial.generate(folder, preset)
        console.print("Installing it …")
        trial.install(folder, str(Path(uv).absolute()))
        trial.migrate(folder)
        port = trial.free_port()
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
def explain(key: Annotated[str, typer.Argument(help="An entry's key")]) -> None:
    """Show what the catalog knows about one entry."""
    entry = _catalog().entries.get(key)
    if entry is None:
        console.print(f"There is no entry {key} in catalog.yaml.", style="red")
        raise typer.Exit(1)
    console.print_json(entry.model_dump_json(exclude_defaults=True))
