"""The examples in HELP.md work as they stand."""

import re
import runpy
from pathlib import Path

import pytest

HELP = Path(__file__).parents[1] / "HELP.md"
EXAMPLE = re.compile(r"^## (.+?)\n.+?^```python\n(.+?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES: dict[str, str] = dict(EXAMPLE.findall(HELP.read_text("utf-8")))


@pytest.mark.parametrize("part", EXAMPLES)
def test_the_example_works(part: str, tmp_path: Path) -> None:
    module = tmp_path / "example.py"
    module.write_text(EXAMPLES[part], "utf-8")

    runpy.run_path(str(module))
