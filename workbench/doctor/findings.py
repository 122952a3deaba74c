"""What the doctor finds, as people and bots read it."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field


class DoctorError(Exception):
    """Why there is nothing to say about a service, in one sentence."""


class Kind(StrEnum):
    """What a finding is about; the values are stable."""

    NEWER_VERSION = "newer_version"
    OLDER_VERSION = "older_version"
    NOT_CLEAN = "not_clean"
    UNKNOWN_ANSWER = "unknown_answer"
    INVALID_ANSWER = "invalid_answer"
    DEPRECATED_ANSWER = "deprecated_answer"
    RENAMED_ANSWER = "renamed_answer"
    EDITED = "edited"
    DELETED = "deleted"
    SEEDED = "seeded"
    WOULD_DELETE = "would_delete"
    WOULD_CONFLICT = "would_conflict"
    WOULD_OVERWRITE = "would_overwrite"
    UNMERGED = "unmerged"
    CONFLICT_MARKERS = "conflict_markers"
    REJECTED = "rejected"
    LOST_LINES = "lost_lines"


# What an owner may leave as it is.
HARMLESS = {
    Kind.NEWER_VERSION,
    Kind.RENAMED_ANSWER,
    Kind.EDITED,
    Kind.DELETED,
    Kind.SEEDED,
}


class Finding(BaseModel):
    """One thing to know before or after an update.

    `path` or `answer` says what it is about, unless it is the whole service. `message`
    is a sentence that says what to do. `conflicts` counts the places in a file where
    both sides changed the same lines, and `lines` are the owner's that got lost.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    message: str
    path: str | None = None
    answer: str | None = None
    conflicts: int = 0
    lines: list[str] = []

    @computed_field  # type: ignore[prop-decorator] # mypy knows no decorated property
    @property
    def needs_eyes(self) -> bool:
        """Whether the owner should look at it."""
        return self.kind not in HARMLESS


class Report(BaseModel):
    """All that the doctor has to say about a service; `--json` prints it.

    `version` is the template's version that the service is at, `newest` the newest
    release, and `target` the version that it was compared with. `before` is the commit
    before an update that was looked at, and null if an update is yet to come.
    `status` is the exit status.
    """

    format: Literal[1] = 1
    template: str
    version: str
    newest: str
    target: str
    before: str | None = None
    findings: list[Finding]

    @computed_field  # type: ignore[prop-decorator] # mypy knows no decorated property
    @property
    def status(self) -> Literal[0, 1]:
        """1 if something needs the owner's eyes, otherwise 0."""
        return 1 if any(finding.needs_eyes for finding in self.findings) else 0


class Refusal(BaseModel):
    """What `--json` prints if there is nothing to look at."""

    format: Literal[1] = 1
    error: str
    status: Literal[2] = 2
