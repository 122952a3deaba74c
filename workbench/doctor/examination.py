"""The examination of a service, before an update or after one."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .aftermath import leftovers, lost
from .answers import Interview, interview, own
from .findings import DoctorError, Finding, Kind, Report
from .prediction import predict
from .project import Project
from .releases import Releases


def examine(
    folder: Path,
    template: str | None = None,
    to: str | None = None,
    data: Mapping[str, str] | None = None,
    before: str | None = None,
) -> Report:
    """Look at a service, and change nothing in it.

    Parameters
    ----------
    folder : Path
        The service.
    template : str | None
        Where the template is; by default where the service came from.
    to : str | None
        The version to compare with; by default the newest release.
    data : Mapping[str, str] | None
        Answers that are to be given to the update.
    before : str | None
        The commit before an update that was committed. An update that was not is
        noticed: its answers file is not that of HEAD.

    Returns
    -------
    Report
        What was found.

    Raises
    ------
    DoctorError
        There is nothing to look at, or something that is needed is missing.
    """
    project = Project(folder)
    version = project.answers["_commit"]
    if before is None and project.answers_at("HEAD") not in (None, project.answers):
        before = "HEAD"
    if before is not None and data:
        raise DoctorError("Planned answers (--data) are for before an update.")
    with tempfile.TemporaryDirectory() as name:
        source = template or project.answers["_src_path"]
        releases = Releases(source, Path(name))
        newest = releases.newest()
        # What the service is at may be newer than the newest release.
        ahead = releases.is_older(newest, version)
        target = to or (version if ahead else newest)
        seen = interview(
            releases.renderer(target),
            target,
            own(project.answers),
            data or {},
            releases.renderer(version).questions,
        )
        findings = [*_versions(releases, version, newest, target), *seen.findings]
        if before is None:
            findings += _before(project, releases, target, seen)
        else:
            findings += _after(project, releases, before)
    return Report(
        template=source,
        version=version,
        newest=newest,
        target=target,
        before=before,
        findings=findings,
    )


def _versions(
    releases: Releases, version: str, newest: str, target: str
) -> Iterator[Finding]:
    if releases.is_older(version, newest):
        yield Finding(
            kind=Kind.NEWER_VERSION,
            message=f"{newest} is out; copier update --defaults brings it.",
        )
    if releases.is_older(target, version):
        yield Finding(
            kind=Kind.OLDER_VERSION,
            message=f"{target} is older than {version}, and Copier does not go back: "
            "take a newer one.",
        )


def _before(
    project: Project, releases: Releases, target: str, seen: Interview
) -> Iterator[Finding]:
    for path in project.uncommitted():
        yield Finding(
            kind=Kind.NOT_CLEAN,
            path=path,
            message="It is not committed, and Copier would refuse to update: commit "
            "or stash it.",
        )
    yield from leftovers(project)
    if releases.is_older(target, project.answers["_commit"]):
        return  # Copier would not do it
    new = releases.service(target, seen.answers)
    old = _made(releases, project.answers)
    renderer = releases.renderer(target)
    owned = project.answers.get("owns_sample", False)
    yield from predict(
        project, old, new, lambda path: owned and renderer.is_seeded(path)
    )


def _after(project: Project, releases: Releases, before: str) -> Iterator[Finding]:
    if project.commit(before) is None:
        raise DoctorError(f"The service's repository has no commit {before}.")
    earlier = project.answers_at(before)
    if earlier is None:
        raise DoctorError(f"{before} has no answers file: take a later commit.")
    yield from leftovers(project)
    old, new = _made(releases, earlier), _made(releases, project.answers)
    yield from lost(project, before, old, old.keys() | new.keys())


def _made(releases: Releases, answers: Mapping[str, Any]) -> dict[str, bytes]:
    """Render what the template made of recorded answers."""
    version = answers["_commit"]
    # Copier hands them over as if they came by --data, when it does this.
    given = interview(releases.renderer(version), version, {}, own(answers), ())
    return releases.service(version, given.answers)
