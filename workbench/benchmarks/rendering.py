"""How long a rendering in memory takes, against `copier copy`."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from copier import run_copy

from ..agreement import load_presets
from ..catalog import load_catalog
from ..paths import snapshot
from ..render import Renderer
from ..rows import committed, extended
from ..space import Space

BOUND = 50


def seconds(render: Callable[[dict[str, Any]], object], stacks: list[Any]) -> float:
    """Time renderings.

    Parameters
    ----------
    render : Callable[[dict[str, Any]], object]
        What renders a stack.
    stacks : list[Any]
        The stacks.

    Returns
    -------
    float
        The seconds that the fastest took: the one that was disturbed least.
    """
    times = []
    for stack in stacks:
        start = time.perf_counter()
        render(stack)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the ratio, both in one process that has imported all they need."""
    stacks = extended(Space(load_catalog()), load_presets(), committed()).stacks
    with tempfile.TemporaryDirectory() as name:
        template = snapshot(Path(name) / "template")
        renderer = Renderer(template)
        targets = iter(range(len(stacks)))

        def copy(stack: dict[str, Any]) -> None:
            target = Path(name) / str(next(targets))
            run_copy(str(template), target, data=stack, defaults=True, quiet=True)

        copied = seconds(copy, stacks)
        seconds(renderer.service, stacks)  # compiles the templates
        rendered = seconds(renderer.service, stacks)
    print(f"a copy {copied * 1000:.0f} ms, in memory {rendered * 1000:.1f} ms")
    print(f"ratio {copied / rendered:.0f} (at least {BOUND})")


if __name__ == "__main__":
    main()
