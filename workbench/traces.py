"""Whether a service says a word of what it does not have."""

import re
from collections.abc import Iterator, Mapping

from .catalog import Catalog, Entry
from .render import ANSWERS_FILE, File
from .space import Stack

# Files that name other things than parts of the service.
SILENT = {ANSWERS_FILE, "LICENSE"}
# What is also said of something else. These have other words of their own.
ENGLISH = {"numpy", "returns"}


def words(entry: Entry) -> set[str]:
    """Return the words by which an entry gives itself away.

    Parameters
    ----------
    entry : Entry
        An entry of the catalog.

    Returns
    -------
    set[str]
        Its name, its package's and its own other words, in small letters.
    """
    return {word.lower() for word in (entry.name, entry.package, *entry.words) if word}


def traces(
    catalog: Catalog, stack: Stack, files: Mapping[str, File]
) -> Iterator[tuple[str, str]]:
    """Find words of what is off.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    stack : Stack
        An answer to each question.
    files : Mapping[str, File]
        The service.

    Yields
    ------
    tuple[str, str]
        A file, and a word in it, or in its name, of an entry that is off.
    """
    offered = [entry for entry in catalog.entries.values() if entry.offered]
    on = catalog.parts(stack)
    # A package that is on may bring others along: FastAPI's test client, httpx2.
    needed = {
        re.split(r"[\[<>=]", text)[0]
        for entry in on
        for texts in entry.packages.values()
        for text in texts
    }
    off = {word for entry in offered for word in words(entry)}
    off -= needed.union(ENGLISH, *map(words, on))
    either = "|".join(map(re.escape, sorted(off)))
    pattern = re.compile(rf"(?<![\w-])({either})(?![\w-])")
    for path, file in files.items():
        if path in SILENT:
            continue
        text = f"{path}\n{file.text}".lower()
        # What a package has goes by the package's own names.
        if path.startswith("typings/"):
            text = path.lower()
        for word in set(pattern.findall(text)):
            # `import httpx2 as httpx`: the service's own name for something else.
            if f" as {word}\n" not in text:
                yield path, word
