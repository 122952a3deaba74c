"""A service's package has no name that something else in it has already."""

import importlib.metadata
import keyword
import sys
from typing import Any

from jinja2 import Environment, FileSystemLoader
from packaging.requirements import Requirement

from workbench.catalog import load_catalog
from workbench.paths import ROOT


def reserved() -> dict[str, set[str]]:
    environment = Environment(loader=FileSystemLoader(ROOT))
    module: Any = environment.get_template("includes/reserved.jinja").module
    return {kind: set(names) for kind, names in module.reserved.items()}


def test_every_word_of_the_language_is_reserved() -> None:
    words = {word.lower() for word in keyword.kwlist}

    assert words <= reserved()["a word of the Python language"]


def test_every_module_of_the_standard_library_is_reserved() -> None:
    modules = {
        name
        for name in sys.stdlib_module_names
        if name.islower() and not name.startswith("_")
    }

    assert modules <= reserved()["a module of Python's standard library"]


def test_every_package_that_services_use_is_reserved() -> None:
    names = {
        Requirement(text).name
        for entry in load_catalog().entries.values()
        for texts in entry.packages.values()
        for text in texts
    }
    distributions = importlib.metadata.packages_distributions()
    imported = {
        package
        for package, owners in distributions.items()
        if names & {owner.lower() for owner in owners}
        and package.islower()
        and package.isidentifier()
        and not package.startswith("_")
    }

    assert imported <= reserved()["a package that the services themselves use"]
