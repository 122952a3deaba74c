"""Later releases of the template, for updates to bring."""

from pathlib import Path

from workbench.repository import commit, git


def release(upstream: Path, path: str, old: str, new: str) -> None:
    """Make a release in which a file is another."""
    change(upstream, path, old, new)
    git(upstream, "tag", "v99.0.0")


def change(folder: Path, path: str, old: str, new: str) -> None:
    """Change a file, and commit it."""
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), "utf-8")
    commit(folder, "Change")
