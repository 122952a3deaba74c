"""A report for people."""

from itertools import groupby

from rich.console import Console

from .findings import Finding, Kind, Report

TITLES = {
    Kind.NEWER_VERSION: "newer version",
    Kind.OLDER_VERSION: "older version",
    Kind.NOT_CLEAN: "not clean",
    Kind.UNKNOWN_ANSWER: "unknown answer",
    Kind.INVALID_ANSWER: "invalid answer",
    Kind.DEPRECATED_ANSWER: "deprecated",
    Kind.RENAMED_ANSWER: "renamed",
    Kind.EDITED: "edited",
    Kind.DELETED: "deleted",
    Kind.SEEDED: "yours",
    Kind.WOULD_DELETE: "would be deleted",
    Kind.WOULD_CONFLICT: "would conflict",
    Kind.WOULD_OVERWRITE: "would be overwritten",
    Kind.UNMERGED: "unmerged",
    Kind.CONFLICT_MARKERS: "conflict markers",
    Kind.REJECTED: "rejected",
    Kind.LOST_LINES: "lost lines",
}
MOST = 20  # of one sort are listed; --json has them all


def show(report: Report, console: Console) -> None:
    """Print a report.

    Parameters
    ----------
    report : Report
        What was found.
    console : Console
        Where it goes.
    """
    newest = (
        "" if report.newest == report.version else f"; the newest is {report.newest}"
    )
    _print(console, f"At {report.version} of {report.template}{newest}.")
    if report.before is not None:
        _print(console, f"After the update that follows {report.before}:")
    elif report.target != report.version:
        _print(console, f"Before an update to {report.target}:")
    serious = [finding for finding in report.findings if finding.needs_eyes]
    harmless = [finding for finding in report.findings if not finding.needs_eyes]
    for heading, style, findings in (
        ("Needs your eyes", "bold red", serious),
        ("For your information", "bold", harmless),
    ):
        if findings:
            _print(console, f"\n{heading}", style)
            _list(console, findings)
    if not serious:
        _print(console, "\nNothing to worry about.", "green")


def _list(console: Console, findings: list[Finding]) -> None:
    """Print findings, and what is said of several only once."""

    def saying(finding: Finding) -> tuple[str, str]:
        return TITLES[finding.kind], finding.message

    for (title, message), group in groupby(sorted(findings, key=saying), saying):
        several = list(group)
        _print(console, f"  {title}: {message}")
        for finding in several[:MOST]:
            if finding.path:  # a message says itself which answer it is about
                _print(console, f"      {finding.path}")
            for line in finding.lines[:MOST]:
                _print(console, f"        | {line}")
            if len(finding.lines) > MOST:
                _print(console, f"        … {len(finding.lines) - MOST} more lines")
        if len(several) > MOST:
            _print(console, f"      … {len(several) - MOST} more")


def _print(console: Console, text: str, style: str | None = None) -> None:
    # What a path or a line says is not for Rich to interpret, wrap or colour.
    console.print(
        text, style=style, markup=False, highlight=False, emoji=False, soft_wrap=True
    )
