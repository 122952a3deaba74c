"""The examples in a service's HELP.md, as modules that tools can read."""

import re

EXAMPLE = re.compile(r"^## (.+?)\n.+?^```python\n(.+?)^```", re.MULTILINE | re.DOTALL)
FOLDER = "tests/examples"


def examples(text: str) -> dict[str, str]:
    """Write each example as a module beside the service's tests.

    There the service's formatter, linters and type checker judge it, and what it
    imports has to be declared.

    Parameters
    ----------
    text : str
        The service's HELP.md.

    Returns
    -------
    dict[str, str]
        The modules by their paths, each named after the part that it shows.
    """
    found = {
        f"{FOLDER}/{re.sub('[^a-z0-9]', '_', name.lower())}.py": code
        for name, code in EXAMPLE.findall(text)
    }
    return {f"{FOLDER}/__init__.py": "", **found} if found else {}
