"""The parts of README.md that are written from the catalog and the presets."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .catalog import Catalog, Entry, Standing
from .paths import README

STANDINGS: dict[Standing, str] = {
    "offered": "Part of services, or an answer away",
    "superseded": "Superseded: the catalog names what by, and why",
    "not offered": "Not offered: the catalog says why",
    "planned": "Planned",
    "no part": "Nothing to declare: texts to read, the machine's tools, the language",
}


def replace_block(text: str, name: str, block: str) -> str:
    """Put a block between its two marks.

    Parameters
    ----------
    text : str
        A Markdown text with the marks `<!-- NAME -->` and `<!-- /NAME -->`.
    name : str
        The block's name.
    block : str
        What is to stand between the marks.

    Returns
    -------
    str
        The text with the block replaced.

    Raises
    ------
    ValueError
        The marks are not there.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if begin not in text or end not in text:
        raise ValueError(f"README.md has no marks {begin.strip()} and {end}.")
    before, rest = text.split(begin, 1)
    return f"{before}{begin}{block}{end}{rest.split(end, 1)[1]}"


def _linked(entry: Entry) -> str:
    return f"[{entry.name}]({entry.home})" if entry.home else entry.name


def question_rows(catalog: Catalog) -> Iterator[str]:
    """Write the table of what the interview asks.

    Parameters
    ----------
    catalog : Catalog
        The catalog.

    Yields
    ------
    str
        A row of a Markdown table.
    """
    yield "| Question | Answers |"
    yield "| --- | --- |"
    for name, topic in catalog.questions.items():
        answers = [
            f"{_linked(entry)} (`{entry.answer}`)"
            for entry in topic.entries
            if entry.asked
        ]
        if topic.question and topic.question.kind == "flag":
            answers = ["yes (`true`)", "no (`false`)"]
        yield f"| `{name}` | {', '.join(answers)} |"


def topic_rows(catalog: Catalog) -> Iterator[str]:
    """Write the table of all topics of the index.

    Parameters
    ----------
    catalog : Catalog
        The catalog.

    Yields
    ------
    str
        A row of a Markdown table.
    """
    yield "| Topic | In services today | Planned | To read, or superseded |"
    yield "| --- | --- | --- | --- |"
    for topic in catalog.topics:
        named = [entry for entry in topic.entries if entry.home]
        cells = [
            [entry for entry in named if entry.offered],
            [entry for entry in named if entry.planned],
            [entry for entry in named if entry.role == "guide"],
        ]
        row = " | ".join(", ".join(map(_linked, cell)) for cell in cells)
        yield f"| {topic.title} | {row} |"


def standing_rows(catalog: Catalog) -> Iterator[str]:
    """Write the table of what the template makes of the index's entries.

    Parameters
    ----------
    catalog : Catalog
        The catalog.

    Yields
    ------
    str
        A row of a Markdown table.
    """
    counts = Counter(
        entry.standing for entry in catalog.entries.values() if entry.index != "added"
    )
    yield "| The index's entries | How many |"
    yield "| --- | --- |"
    for standing, meaning in STANDINGS.items():
        yield f"| {meaning} | {counts[standing]} |"
    yield f"| All | {counts.total()} |"


def preset_rows(presets: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Write the table of presets.

    Parameters
    ----------
    presets : dict[str, dict[str, Any]]
        The presets by name.

    Yields
    ------
    str
        A row of a Markdown table.
    """
    yield "| Preset | What it is |"
    yield "| --- | --- |"
    for name, preset in presets.items():
        yield f"| `{name}` | {preset['summary']} |"


def verified_rows(found: dict[str, Any]) -> Iterator[str]:
    """Write the table of what was verified.

    Parameters
    ----------
    found : dict[str, Any]
        The certificate.

    Yields
    ------
    str
        A row of a Markdown table.
    """
    array = found["covering array"]
    units = {stage["stage"]: stage["units"] for stage in found["stages"]}
    rows = {
        "Valid stacks": f"{found['stacks']:,}",
        "Files in the template": f"{found['files']:,}",
        "Read whole": f"{found['files read whole']:,} files: every text they can have",
        "Read in parts": f"{found['files read in parts']:,} files: "
        f"each of their {found['blocks']:,} blocks, and their texts in whole projects",
        "Texts linted": f"{found['texts']:,}",
        "Whole projects": f"{array['rows']}: every pair of answers, every preset",
        "Broken on purpose": f"{units.get('mutants', 0):,} places, one at a time: "
        "each break is noticed",
        "Verified": f"{found['date']}, on Python {found['python']}, "
        f"tree `{found['tree']}`",
    }
    yield "| What | How much |"
    yield "| --- | --- |"
    for name, value in rows.items():
        yield f"| {name} | {value} |"


def written(
    text: str,
    catalog: Catalog,
    presets: dict[str, dict[str, Any]],
    found: dict[str, Any],
) -> str:
    """Bring the README's tables up to date.

    Parameters
    ----------
    text : str
        The README.
    catalog : Catalog
        The catalog.
    presets : dict[str, dict[str, Any]]
        The presets by name.
    found : dict[str, Any]
        The certificate.

    Returns
    -------
    str
        The README with today's tables.
    """
    blocks = {
        "presets": preset_rows(presets),
        "questions": question_rows(catalog),
        "standings": standing_rows(catalog),
        "topics": topic_rows(catalog),
        "verified": verified_rows(found),
    }
    for name, rows in blocks.items():
        text = replace_block(text, name, "\n".join(rows) + "\n")
    return text


def write_readme(
    catalog: Catalog, presets: dict[str, dict[str, Any]], found: dict[str, Any]
) -> None:
    """Bring README.md up to date.

    Parameters
    ----------
    catalog : Catalog
        The catalog.
    presets : dict[str, dict[str, Any]]
        The presets by name.
    found : dict[str, Any]
        The certificate.
    """
    text = README.read_text(encoding="utf-8")
    README.write_text(written(text, catalog, presets, found), encoding="utf-8")
