"""Many services are checked by pyright in one run, each for itself."""

from pathlib import Path

import pytest

from workbench.evidence import Evidence
from workbench.projects import Report
from workbench.pyrights import pyright_reports
from workbench.render import File

PYPROJECT = File(
    "[project]\ndependencies = []\n\n"
    '[tool.pyright]\ninclude = ["src"]\ntypeCheckingMode = "strict"\n'
)
MODULE = "src/service/module.py"
SOUND = {
    "pyproject.toml": PYPROJECT,
    "src/service/__init__.py": File(""),
    MODULE: File("from service import number\n\nNUMBER: int = number.NUMBER\n"),
    "src/service/number.py": File("NUMBER = 1\n"),
}
# Another service's module of the same name is none of its business.
WRONG = SOUND | {"src/service/number.py": File('NUMBER = "1"\n')}

pytestmark = pytest.mark.heavy


def check(services: dict[str, dict[str, File]], folder: Path) -> list[Report]:
    evidence = Evidence(folder)
    reports = pyright_reports(services, "workbench", evidence)
    evidence.save()
    return reports


def test_a_fault_is_told_of_the_service_that_has_it(tmp_path: Path) -> None:
    sound, wrong = check({"sound": SOUND, "wrong": WRONG}, tmp_path)

    assert not sound.failures
    (failure,) = wrong.failures
    assert failure.output.startswith(f"{MODULE}:3: Type \"Literal['1']\" is not")


def test_what_has_passed_is_not_checked_again(tmp_path: Path) -> None:
    check({"sound": SOUND}, tmp_path)
    (again,) = check({"sound": SOUND}, tmp_path)

    assert [it.seconds for it in again.checks] == [0]


def test_services_that_were_not_checked_have_not_passed(tmp_path: Path) -> None:
    empty = {"pyproject.toml": PYPROJECT}

    with pytest.raises(RuntimeError, match="did not check all files"):
        check({"empty": empty}, tmp_path)


def test_services_of_different_options_are_not_mixed_up(tmp_path: Path) -> None:
    basic = PYPROJECT.text.replace("strict", "basic")
    other = SOUND | {"pyproject.toml": File(basic)}

    with pytest.raises(ValueError, match="differ in options"):
        check({"strict": SOUND, "basic": other}, tmp_path)
