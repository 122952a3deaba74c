"""YAML whose values remember on which line they stand."""

from collections.abc import Sequence

import yaml

# The loader in C takes a seventh of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Location = Sequence[str | int]


def line_of(root: yaml.Node, location: Location) -> int:
    """Find the line of a value in a YAML document.

    Parameters
    ----------
    root : yaml.Node
        The document, as `yaml.compose` returns it.
    location : Location
        The keys and indexes that lead to the value, as pydantic reports them.
        Whatever leads further than the document goes is passed over.

    Returns
    -------
    int
        The line, counted from 1, of the value or of the innermost part of the
        document that contains its place.
    """
    node = root
    line = root.start_mark.line
    for step in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    node, line = value, key.start_mark.line
                    break
    return line + 1
