"""What one more alternative costs: the template with and without it."""

import tempfile
import time
from pathlib import Path

import yaml

from ..catalog import load_catalog
from ..derived import offer
from ..footprint import footprints_of
from ..paths import snapshot
from ..rows import Extension, extended
from ..verify import Ladder

TOPIC, ALTERNATIVE = "retries", "aioretry"


def without(folder: Path) -> Path:
    """Take an alternative out of a copy of the template.

    Parameters
    ----------
    folder : Path
        A folder to be made.

    Returns
    -------
    Path
        The same folder.
    """
    snapshot(folder)
    path = folder / "catalog.yaml"
    topics = yaml.safe_load(path.read_text("utf-8"))
    for topic in topics:
        kept = [e for e in topic["entries"] if e["key"] != ALTERNATIVE]
        lost = [e for e in topic["entries"] if e["key"] == ALTERNATIVE]
        topic["entries"] = kept
        for pattern in (p for entry in lost for p in entry.get("files", [])):
            shared = any(pattern in entry.get("files", []) for entry in kept)
            for file in [] if shared else folder.glob(_in_template(pattern)):
                file.unlink()
    path.write_text(yaml.safe_dump(topics, sort_keys=False), "utf-8")
    offered = folder / "includes" / "catalog.json"
    offered.write_text(offer(load_catalog(path)), "utf-8")
    return folder


def _in_template(pattern: str) -> str:
    return "template" + pattern.replace("/src/*", "/{{package_path}}") + "*"


def main() -> None:
    """Print stacks, texts, rows and seconds, without the alternative and with it."""
    rows = Extension([], [], [], [], [])
    with tempfile.TemporaryDirectory() as name:
        roots = [without(Path(name) / "without"), snapshot(Path(name) / "with")]
        for title, root in zip(
            (f"without {ALTERNATIVE}", "with it"), roots, strict=True
        ):
            ladder = Ladder(root=root)
            start = time.perf_counter()
            # Not the ladder's own, which it remembers from run to run.
            footprints = footprints_of(ladder.world)
            taken = time.perf_counter() - start
            variants = sum(footprint.variants for footprint in footprints)
            rows = extended(ladder.space, ladder.presets, [*rows.kept, *rows.appended])
            print(
                f"{title}: {ladder.space.count():,} stacks, {variants} texts "
                f"of {len(footprints)} files found in {taken:.1f} s, "
                f"{len(rows.stacks)} projects"
            )
        print(f"{len(rows.appended)} projects are new, {len(rows.notes)} are changed")


if __name__ == "__main__":
    main()
