"""What was proven, remembered by content.

A unit is one thing that was checked, such as a text under a linter. Its digest covers
all that could change the answer: what was checked, by what, with which versions. So
what was proven once holds for as long as nothing of that changes, on every machine that
has the same, and for nothing else.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from hashlib import sha256
from operator import add, sub
from pathlib import Path
from threading import Lock

from .learnt import LEARNT, alone, replacing
from .paths import LOCKS, PARTS, ROOT, files

EVIDENCE = ROOT / "evidence"
LENGTH = 20  # hexadecimal digits of a digest: 80 bits
SHARE = 50  # of so many units that are believed, one is checked all the same


@dataclass(frozen=True)
class Tally:
    """How many units of a kind there are, and what was done about them."""

    units: int = 0
    believed: int = 0
    run: int = 0
    repeated: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(add, astuple(self), astuple(other)))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*map(sub, astuple(self), astuple(other)))


class Evidence:
    """The digests of the units that passed: sorted, a file a kind.

    Parameters
    ----------
    folder : Path
        Where the files are.
    seed : str
        Draws which believed units are checked all the same; none are without it.
    fresh : bool
        Whether to believe nothing.
    """

    def __init__(
        self, folder: Path = EVIDENCE, *, seed: str = "", fresh: bool = False
    ) -> None:
        self.folder = folder
        self.seed = seed
        self.fresh = fresh
        self.tallies: dict[str, Tally] = {}
        self.run = Counter[str]()
        self.skipped = 0
        self._loaded: dict[str, set[str]] = {}
        self._known: dict[str, set[str]] = {}
        self._asked: dict[str, set[str]] = {}
        self._refuted: dict[str, set[str]] = {}
        self._lock = Lock()

    def believes(self, kind: str, unit: str, label: str = "") -> bool:
        """Say whether a unit need not be checked.

        Each unit of a run is counted, and by its label if it is to be checked.
        """
        with self._lock:  # stages ask in several threads
            return self._believes(kind, unit, label)

    def _believes(self, kind: str, unit: str, label: str) -> bool:
        asked = self._asked.setdefault(kind, set())
        is_known = unit in self._of(kind)
        is_believed = is_known and not self.fresh and not self._is_drawn(unit)
        if unit not in asked:
            asked.add(unit)
            one = Tally(1, is_believed, not is_believed, is_known and not is_believed)
            self.tallies[kind] = self.tallies.get(kind, Tally()) + one
            if not is_believed:
                self.run[label or kind] += 1
        return is_believed

    def settle(self, kind: str, units: Iterable[str], output: str = "") -> str:
        """Record what came of checking units.

        Parameters
        ----------
        kind : str
            Their kind.
        units : Iterable[str]
            The units, checked together.
        output : str
            What was wrong; nothing if they passed.

        Returns
        -------
        str
            The output. It begins with a warning where the units had been believed.
        """
        every, known = set(units), self._of(kind)
        refuted = self._refuted.setdefault(kind, set())
        if not output:
            # What failed once in this run has not passed.
            known |= every - refuted
            return ""
        were_believed = bool(every & known)
        known -= every
        refuted |= every
        if were_believed:
            return f"BELIEVED EVIDENCE DOES NOT REPEAT ({kind}).\n{output}"
        return output

    def total(self) -> Tally:
        """Count the units of all kinds."""
        return sum(self.tallies.values(), Tally())

    def save(self, complete: Collection[str] = ()) -> None:
        """Write what is known.

        Other processes may have written meanwhile: what they have proven or refuted
        stays so.

        Parameters
        ----------
        complete : Collection[str]
            Kinds of which each unit that there is was asked for: others go.
        """
        self.folder.mkdir(exist_ok=True)
        with alone(LEARNT / "evidence.lock"):
            for kind, known in self._known.items():
                loaded, now = self._loaded[kind], self._read(kind)
                kept = (now | (known - loaded)) - self._refuted.get(kind, set())
                if kind in complete:
                    kept &= self._asked.get(kind, set()) | (now - loaded)
                self._write(kind, kept)

    def _write(self, kind: str, units: set[str]) -> None:
        lines = "".join(f"{unit}\n" for unit in sorted(units))
        with replacing(self._path(kind)) as file:
            file.write(lines.encode("ascii"))
        self._path(kind).chmod(0o644)
        self._loaded[kind] = set(units)
        self._known[kind] = set(units)

    def _of(self, kind: str) -> set[str]:
        if kind not in self._known:
            self._loaded[kind] = self._read(kind)
            self._known[kind] = set(self._loaded[kind])
        return self._known[kind]

    def _read(self, kind: str) -> set[str]:
        path = self._path(kind)
        return set(path.read_text("ascii").split()) if path.exists() else set()

    def _path(self, kind: str) -> Path:
        return self.folder / f"{kind}.txt"

    def _is_drawn(self, unit: str) -> bool:
        return bool(self.seed) and int(digest(self.seed, unit), 16) % SHARE == 0


def digest(*parts: str) -> str:
    """Name a unit by all that could change what comes of checking it."""
    found = sha256()
    for part in parts:
        text = part.encode()
        # With its length, no part can be taken for the end of the one before it.
        found.update(f"{len(text)}:".encode())
        found.update(text)
    return found.hexdigest()[:LENGTH]


def tree_digest(root: Path = ROOT) -> str:
    """Name the state of what services are made of.

    Parameters
    ----------
    root : Path
        The folder of the template's repository.

    Returns
    -------
    str
        A digest of the template, the catalog, the interview, what they include, the
        presets and the locks: of their paths, their texts, and whether they can be run.
    """
    found = sorted(path for part in (*PARTS, LOCKS.name) for path in files(root / part))
    return digest(
        *(
            text
            for path in found
            for text in (
                path.relative_to(root).as_posix(),
                str(os.access(path, os.X_OK)),
                path.read_text("utf-8"),
            )
        )
    )
