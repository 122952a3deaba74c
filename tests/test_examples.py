"""What a service's HELP.md shows is judged as its own code is."""

from jinja2 import Environment, nodes

from workbench.examples import examples
from workbench.footprint import sees_neighbours
from workbench.variants import Variant, shown_examples, tidiness

HELP = """\
# What it is made of

## more-itertools

Has more.

```python
import more_itertools


def both() -> None: ...
```
"""


def test_an_example_is_a_module_named_after_its_part() -> None:
    assert examples(HELP) == {
        "tests/examples/__init__.py": "",
        "tests/examples/more_itertools.py": (
            "import more_itertools\n\n\ndef both() -> None: ...\n"
        ),
    }


def test_without_an_example_there_is_no_module() -> None:
    assert examples("# What it is made of\n\n- A part: does something.\n") == {}


def test_the_blank_lines_of_an_example_are_those_of_code() -> None:
    assert list(tidiness(Variant("HELP.md", HELP, {}))) == []


def test_an_example_is_followed_into_other_stacks() -> None:
    def render(row: object) -> str:
        return HELP if row else "# Nothing to show\n"

    _, shown = shown_examples([Variant("HELP.md", HELP, {"a": "b"}, (), render)])

    assert shown.render({"a": "b"}) == shown.text
    assert shown.render({}) is None


def loop(text: str) -> nodes.For:
    (found,) = Environment().parse(text).find_all(nodes.For)
    return found


def test_a_pass_depends_on_others_only_where_it_can() -> None:
    alone = loop("{% for a in picked.help | sort %}{{ a }}{% endfor %}")
    asks = loop("{% for a in picked.help %}{{ loop.first }}{% endfor %}")
    thinned = loop("{% for a in picked.help | unique %}{{ a }}{% endfor %}")

    assert not sees_neighbours(alone)
    assert sees_neighbours(asks)
    assert sees_neighbours(thinned)
