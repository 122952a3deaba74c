"""How fast this machine is: seconds that `copier copy` takes for one empty file.

Other figures are to be read beside it: machines differ by a factor of two.
"""

import tempfile
from pathlib import Path
from statistics import median

from .copying import empty_template, seconds

ROUNDS = 5


def main() -> None:
    """Print the figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = str(empty_template(folder / "empty"))
        taken = [
            seconds("copy", empty, str(folder / str(number)))
            for number in range(ROUNDS)
        ]
    print(f"Yardstick: an empty copy takes {median(taken):.2f} s.")


if __name__ == "__main__":
    main()
