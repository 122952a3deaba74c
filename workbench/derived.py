"""Files that are derived from the catalog."""

import json
from typing import Any

from packaging.requirements import Requirement

from .catalog import Catalog, Entry, Topic
from .paths import ROOT

OFFER = ROOT / "includes" / "catalog.json"
PRESETS = ROOT / "includes" / "presets.json"
NOTE = "# Written by `workbench write` from catalog.yaml.\n"


def unions(catalog: Catalog) -> dict[str, str]:
    """List what each environment has: together, every requirement of every alternative.

    Parameters
    ----------
    catalog : Catalog
        The catalog.

    Returns
    -------
    dict[str, str]
        Of each environment a requirements file: one requirement a line, sorted by name.
    """
    found = {}
    for environment, entries in catalog.environments().items():
        texts = {
            text
            for entry in entries
            for texts in entry.packages.values()
            for text in texts
        }
        lines = sorted(texts, key=lambda text: (Requirement(text).name, text))
        found[environment] = NOTE + "".join(f"{line}\n" for line in lines)
    return found


# What only readers of the catalog want to know, and no question or file.
UNREAD = {
    *("key", "name", "index", "role", "planned", "value", "says", "status"),
    *("words", "successor", "because", "why", "note", "home", "guide"),
    *("package", "packages", "versions", "unimported", "apart", "told_by", "idiom"),
}


def offer(catalog: Catalog) -> str:
    """Write what the interview and the files need to know of the catalog.

    Parameters
    ----------
    catalog : Catalog
        The catalog.

    Returns
    -------
    str
        A JSON document: the topics by name, with what is on offer.
    """
    topics = {
        topic.topic: {
            "topic": topic.topic,
            "title": topic.title,
            **({"seeded": topic.seeded} if topic.seeded else {}),
            **(
                {"question": topic.question.model_dump(exclude_none=True)}
                if topic.question
                else {}
            ),
            "entries": [
                brought(topic, entry) for entry in topic.entries if entry.offered
            ],
        }
        for topic in catalog.topics
        if any(entry.offered for entry in topic.entries)
    }
    return as_json(topics)


def brought(topic: Topic, entry: Entry) -> dict[str, Any]:
    """Say what an entry brings into a service, and when.

    Parameters
    ----------
    topic : Topic
        The entry's topic.
    entry : Entry
        The entry.

    Returns
    -------
    dict[str, Any]
        What the interview and the files read of it.
    """
    types = sorted(
        {setting.type for setting in entry.settings} - {"str"}
        | {"schemes" for setting in entry.settings if setting.schemes}
        | {"above" for setting in entry.settings if setting.above},
    )
    about = {"name": entry.name, "why": entry.why, "home": str(entry.home)}
    if entry.guide:
        about["guide"] = str(entry.guide)
    if entry.idiom:
        about["idiom"] = f"includes/idioms/{entry.key}.py"
    return {
        **({"answer": entry.answer} if entry.asked else {}),
        **entry.model_dump(mode="json", exclude_defaults=True, exclude=UNREAD),
        # What a settings module has to import.
        **({"types": types} if types else {}),
        "packages": {
            group: {Requirement(text).name: text for text in texts}
            for group, texts in entry.packages.items()
        },
        "when": topic.condition(entry),
        **({"idioms" if entry.idiom else "help": [about]} if entry.why else {}),
    }


def as_json(value: object) -> str:
    """Write a value as a JSON file, a line each so that changes can be read.

    Parameters
    ----------
    value : object
        What JSON can express.

    Returns
    -------
    str
        The file.
    """
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
