"""A service in its Git repository, only looked at."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ..render import ANSWERS_FILE
from .findings import DoctorError
from .git import ask, commit_of, names, tell

# Copier's own; those of other merges are Git's to find.
MARKERS = r"^(<<<<<<< before updating|>>>>>>> after updating)[[:space:]]*$"


class Project:
    """A service that was made from the template.

    Parameters
    ----------
    folder : Path
        The service's folder; it may be part of a larger repository.

    Raises
    ------
    DoctorError
        It is no service of the template, or not in Git.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.is_dir():
            raise DoctorError(f"There is no folder {folder}.")
        if not (folder / ANSWERS_FILE).is_file():
            raise DoctorError(
                f"{folder} was not made from the template: it has no {ANSWERS_FILE}."
            )
        if ask(folder, "rev-parse", "--is-inside-work-tree").stdout.strip() != b"true":
            raise DoctorError(
                f"{folder} is in no Git repository, without which Copier cannot "
                "update it: run git init and commit it."
            )

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The recorded answers, as they are in the work tree."""
        return self._read_answers((self.folder / ANSWERS_FILE).read_bytes(), "")

    def answers_at(self, ref: str) -> dict[str, Any] | None:
        """Read the answers that a commit recorded.

        Parameters
        ----------
        ref : str
            A commit.

        Returns
        -------
        dict[str, Any] | None
            The answers; None if there is no such file in the commit.
        """
        text = self.texts_at(ref, [ANSWERS_FILE]).get(ANSWERS_FILE)
        return None if text is None else self._read_answers(text, f" of {ref}")

    @staticmethod
    def _read_answers(text: bytes, of: str) -> dict[str, Any]:
        try:
            answers = yaml.safe_load(text)
        except yaml.YAMLError:
            answers = None
        if not isinstance(answers, dict):
            raise DoctorError(f"The {ANSWERS_FILE}{of} is not YAML of answers.")
        for name in ("_src_path", "_commit"):
            if not isinstance(answers.get(name), str):
                raise DoctorError(
                    f"The {ANSWERS_FILE}{of} has no {name}: only a service made from "
                    "a version of the template in Git can be updated."
                )
        return answers

    def commit(self, ref: str) -> str | None:
        """Find the commit that a name stands for, if there is one."""
        return commit_of(self.folder, ref)

    def text(self, path: str) -> bytes | None:
        """Read a file of the work tree; None if there is none."""
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None

    def texts_at(self, ref: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Read files of a commit.

        Parameters
        ----------
        ref : str
            The commit.
        paths : Iterable[str]
            The files.

        Returns
        -------
        dict[str, bytes]
            Their texts; what is not in the commit is left out.
        """
        paths = list(paths)
        wanted = "".join(f"{ref}:./{path}\n" for path in paths)
        output = tell(self.folder, "cat-file", "--batch", given=wanted.encode())
        texts = {}
        for path in paths:
            header, _, output = output.partition(b"\n")
            if header.endswith(b" missing"):
                continue
            _, kind, size = header.split(b" ")
            text, output = output[: int(size)], output[int(size) + 1 :]
            if kind == b"blob":
                texts[path] = text
        return texts

    @cached_property
    def tracked(self) -> set[str]:
        """The files that Git looks after."""
        return set(names(tell(self.folder, "ls-files", "-z")))

    def files(self) -> set[str]:
        """List the files of the work tree that Git does not ignore."""
        kinds = ("--cached", "--others", "--exclude-standard")
        return set(names(tell(self.folder, "ls-files", "-z", *kinds)))

    def uncommitted(self) -> list[str]:
        """List what is not committed, as Copier asks before it updates."""
        # Git says these from the repository's top, wherever it is asked.
        prefix = tell(self.folder, "rev-parse", "--show-prefix").decode().strip()
        status = ("status", "--porcelain", "-z", "--no-renames", "--", ".")
        return [
            entry[3:].removeprefix(prefix)
            for entry in names(tell(self.folder, *status))
        ]

    def unmerged(self) -> list[str]:
        """List the files of which the index has several versions."""
        entries = names(tell(self.folder, "ls-files", "-u", "-z"))
        return sorted({entry.partition("\t")[2] for entry in entries})

    def rejected(self) -> list[str]:
        """List the files with changes that could not be applied, ignored ones too."""
        kinds = ("--cached", "--others")
        return names(tell(self.folder, "ls-files", "-z", *kinds, "--", "*.rej"))

    def marked(self) -> dict[str, int]:
        """Count the lines in tracked files that are nothing but a conflict marker."""
        options = ("-c", "grep.fullName=false", "grep", "--no-color", "-I", "-z")
        done = ask(self.folder, *options, "--count", "-E", "-e", MARKERS)
        if done.returncode > 1:
            raise DoctorError("git grep could not search for conflict markers.")
        lines = (line.split(b"\0") for line in done.stdout.splitlines())
        return {path.decode(errors="replace"): int(count) for path, count in lines}
