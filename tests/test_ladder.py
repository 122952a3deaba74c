"""The stages of verification, on templates that are broken on purpose."""

import shutil
from pathlib import Path

import pytest
import yaml
from packaging.version import Version
from typer.testing import CliRunner

from workbench import verify
from workbench.certificate import load
from workbench.cli import app
from workbench.consistency import (
    crowded,
    hasty,
    misled,
    missing,
    overrun,
    unawaited,
    unbuilt,
    undefined,
    undirected,
    unformatted,
    unheaded,
    uninstalled,
    unlimited,
    unproven,
    unserved,
    unshared,
    unstubbed,
    unwatched,
    unwritten,
)
from workbench.evidence import tree_digest
from workbench.paths import ROOT
from workbench.projects import Check, Report
from workbench.reach import unreached
from workbench.render import File
from workbench.verify import Ladder, suspects, told, untested_pythons, written
from workbench.versions import PYTHONS, lock_for


@pytest.fixture(scope="module")
def ladder(uv: str) -> Ladder:
    return Ladder(uv)


def test_catalog_interview_presets_and_template_agree(ladder: Ladder) -> None:
    assert ladder.agreement()[1] == []


def test_a_package_that_is_locked_outside_its_bounds_is_told(
    ladder: Ladder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def old(python: str, environment: str) -> list[tuple[str, Version]]:
        return [
            (name, Version("0.0.1") if name == "pydantic" else version)
            for name, version in lock_for(python, environment)
        ]

    monkeypatch.setattr(verify, "lock_for", old)
    monkeypatch.setattr(ladder, "_resolve", lambda *about: [])

    faults = ladder.installability()[1]

    assert len(faults) == len(PYTHONS) * len(ladder.catalog.environments())
    assert all("pydantic" in it and "is locked at 0.0.1" in it for it in faults)


def test_the_certificate_is_of_this_tree_and_the_readme_shows_it() -> None:
    found = load()

    assert found["tree"] == tree_digest(), "run `make verify` and commit what it writes"
    assert all(stage["passed"] for stage in found["stages"])
    assert f"tree `{found['tree']}`" in (ROOT / "README.md").read_text("utf-8")


def test_each_answer_is_in_a_service_that_is_installed(ladder: Ladder) -> None:
    seen = {
        (question, answer)
        for stack in ladder.installable()
        for question in ladder.catalog.questions
        for given in [stack[question]]
        for answer in (given if isinstance(given, list) else [given])
    }

    assert seen >= {
        (question, answer)
        for question in ladder.catalog.questions
        for answer in ladder.catalog.answers(question)
    }


@pytest.mark.heavy
def test_a_wrong_type_in_one_adapter_is_told_with_its_file_and_the_answer_that_shows_it(
    template: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(template, tmp_path / "broken")
    adapter = root / "template/{{package_path}}/adapters/retries/aioretry_retries.py"
    adapter.write_text(adapter.read_text("utf-8") + '\nWRONG: int = "1"\n', "utf-8")
    ladder = Ladder(root=root)
    stacks = [
        {**ladder.presets["minimal"], "type_checker": "mypy", "retries": answer}
        for answer in ladder.catalog.answers("retries")
    ]

    # One worker learns what the packages declare only once.
    reports = ladder.run(stacks, kinds=["types"], workers=1)
    (fault,) = told(ladder.space, stacks, reports)

    assert "with retries=aioretry: mypy" in fault.splitlines()[0]
    assert "adapters/retries/aioretry_retries.py" in fault
    assert 'expression has type "str", variable has type "int"' in fault


def test_what_no_answer_explains_is_told_with_the_stacks_that_show_it() -> None:
    one, two = {"a": True, "b": True}, {"a": False, "b": False}

    assert suspects([one], [two]) == [{"a": True}, {"b": True}]
    assert suspects([one, two], []) == [{}]
    assert suspects([one], [one]) == []


def test_two_faults_are_told_apart_with_the_answers_that_show_each(
    ladder: Ladder,
) -> None:
    wrong = {"jobs": "arq", "database": "mariadb"}
    reports = []
    for stack in ladder.rows:
        row = ladder.space.row(stack)
        places = [name for name, level in wrong.items() if row[name] == level]
        output = "".join(f"src/{name}.py:1: wrong\n" for name in places)
        reports.append(Report(written(stack), [Check("types", "mypy", 1, output)]))

    faults = told(ladder.space, ladder.rows, reports)

    heads = [fault.splitlines()[0].split(" with ")[1] for fault in faults]
    assert sorted(heads) == ["database=mariadb: mypy", "jobs=arq: mypy"]


def test_an_answer_that_misses_the_lowest_or_the_highest_python_is_told(
    ladder: Ladder,
) -> None:
    first = ladder.rows[0]
    others = [it for it in ladder.rows if it["retries"] != first["retries"]]
    both = [
        {**stack, "python_version": python}
        for stack in others
        for python in (PYTHONS[0], PYTHONS[-1])
    ]

    faults = untested_pythons(
        ladder.space, [*both, {**first, "python_version": PYTHONS[0]}]
    )

    assert faults == [f"retries={first['retries']} is not tested on Python 3.14"]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (".dockerignore", "!LICENSE\n", "", ".dockerignore: keeps LICENSE out"),
        ("Dockerfile", "COPY src ./src", "COPY lib ./lib", "Dockerfile: copies lib,"),
    ],
)
def test_what_an_image_copies_must_be_there(
    ladder: Ladder, file: str, old: str, new: str, fault: str
) -> None:
    service = ladder.renderer.service({"docker": True})
    assert list(missing(service)) == []
    text = service[file].text
    assert old in text

    (found,) = missing({**service, file: File(text.replace(old, new))})

    assert found.startswith(fault)


def test_an_image_is_not_built_of_everything(ladder: Ladder) -> None:
    service = ladder.renderer.service({"docker": True})
    del service[".dockerignore"]

    assert list(missing(service)) == [
        "Dockerfile: no .dockerignore keeps .env and .git from the build"
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("(LICENSE)", "(LICENCE)", "README.md: links to LICENCE,"),
        ("migrations/ ", "histories/ ", "README.md: shows histories/,"),
        ("'*/tables.py'", "'*/admin.py'", "README.md: removes */admin.py,"),
        ("`domain/errors.py`", "`domain/faults.py`", "README.md: names domain/faults"),
        ("`order_items`", "`order_lines`", "README.md: names order_lines,"),
    ],
)
def test_what_the_readme_points_to_must_be_there(
    ladder: Ladder, old: str, new: str, fault: str
) -> None:
    service = ladder.renderer.service({})
    assert list(misled(service)) == []
    text = service["README.md"].text
    assert old in text

    (found,) = misled({**service, "README.md": File(text.replace(old, new))})

    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "Makefile",
            "$(RUN) order-service\n",
            "$(RUN) order-service-worker\n",
            "README.md or Makefile: names order-service-worker,",
        ),
        (
            "README.md",
            "| `order-service-cli --help` |",
            "| `order-service-cly --help` |",
            "README.md or Makefile: names order-service-cly,",
        ),
        (
            "pyproject.toml",
            "[project.scripts]\n",
            '[project.scripts]\norder-service-clock = "order_service.clock:main"\n',
            "pyproject.toml: installs order-service-clock,",
        ),
    ],
)
def test_the_commands_that_are_named_are_those_that_are_installed(
    ladder: Ladder, file: str, old: str, new: str, fault: str
) -> None:
    service = ladder.renderer.service({"extras": ["typer"], "jobs": "inline"})
    assert list(uninstalled(service)) == []
    text = service[file].text
    assert old in text

    found = uninstalled({**service, file: File(text.replace(old, new))})

    assert next(found).startswith(fault)


def test_what_must_be_alone_cannot_be_started_twice(ladder: Ladder) -> None:
    service = ladder.renderer.service({"jobs": "celery"})
    assert list(crowded(service)) == []
    text = service["compose.yaml"].text
    line = next(it for it in text.splitlines(True) if "container_name" in it)

    (found,) = crowded({**service, "compose.yaml": File(text.replace(line, ""))})

    assert found.startswith("compose.yaml: whether there can be two of scheduler")


@pytest.mark.parametrize(
    ("name", "given"), [("worker", {}), ("api", {"stop_grace_period": "75s"})]
)
def test_who_does_jobs_may_take_as_long_as_they_do(
    ladder: Ladder, name: str, given: dict[str, str]
) -> None:
    service = ladder.renderer.service({"jobs": "arq"})
    assert list(hasty(service)) == []
    compose = yaml.safe_load(service["compose.yaml"].text)
    process = compose["services"][name]
    process.pop("stop_grace_period", None)
    process |= given

    (found,) = hasty({**service, "compose.yaml": File(yaml.dump(compose))})

    assert found.startswith(f"compose.yaml: how long {name} may take")


@pytest.mark.parametrize(
    ("builder", "other"), [("sphinx", "mkdocs"), ("mkdocs", "sphinx")]
)
def test_pages_are_written_for_what_builds_them(
    ladder: Ladder, builder: str, other: str
) -> None:
    page = "docs/reference.md"
    service = ladder.renderer.service({"docs": builder})
    assert list(undirected(service)) == []
    pages = {page: ladder.renderer.service({"docs": other})[page]}

    assert list(undirected({**service, **pages})) == [
        f"{page}: has a directive of another builder"
    ]


def test_below_the_line_everything_is_the_owners(ladder: Ladder) -> None:
    service = ladder.renderer.service({"jobs": "arq"})
    assert list(overrun(service)) == []
    text = service["compose.yaml"].text
    line = "    # Your own values go below this line.\n"
    assert line in text
    late = text.replace(line, f"{line}    APP_LATE: 1\n")

    assert list(overrun({**service, "compose.yaml": File(late)})) == [
        "compose.yaml: the template goes on below # Your own values go below this line."
    ]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("`.env.example` says: database, redis.", "elsewhere.", "no server"),
        ("says: database, redis.", "says: database redis.", "database redis"),
    ],
)
def test_the_readme_asks_for_the_servers_that_compose_starts(
    ladder: Ladder, old: str, new: str, wanted: str
) -> None:
    service = ladder.renderer.service({"database": "postgresql", "jobs": "arq"})
    assert list(unserved(service)) == []
    text = service["README.md"].text
    assert old in text

    (found,) = unserved({**service, "README.md": File(text.replace(old, new))})

    assert found.startswith(f"README.md: asks for {wanted}, and")


@pytest.mark.parametrize("times", [0, 2])
def test_a_table_has_one_heading(ladder: Ladder, times: int) -> None:
    service = ladder.renderer.service({"jobs": "celery", "database": "postgresql"})
    assert list(unheaded(service)) == []
    text, heading = (
        service["README.md"].text,
        "| Process | What it does |\n| --- | --- |\n",
    )
    assert heading in text

    (found,) = unheaded(
        {**service, "README.md": File(text.replace(heading, heading * times))}
    )

    assert found.startswith("README.md: a table has no heading, or several: | ")


@pytest.mark.parametrize("name", ["settings.py", "urls.py", "apps.py", "admin.py"])
def test_a_module_of_a_name_that_django_looks_for_must_be_where_it_looks(
    ladder: Ladder, name: str
) -> None:
    service = ladder.renderer.service({"web_framework": "django"})
    assert list(unreached(service)) == []
    lost = f"src/order_service/domain/{name}"

    assert list(unreached({**service, lost: File("")})) == [
        f"{lost}: nothing imports it or starts it"
    ]


def test_a_module_that_nothing_reaches_is_told(ladder: Ladder) -> None:
    service = ladder.renderer.service({"retries": "tenacity"})
    assert list(unreached(service)) == []
    forgotten = "src/order_service/adapters/retries/no_retries.py"
    other = ladder.renderer.service({"retries": "none"})[forgotten]
    helper = "tests/threads.py"

    assert list(unreached({**service, forgotten: other, helper: File("")})) == [
        f"{forgotten}: nothing imports it or starts it",
        f"{helper}: nothing imports it or starts it",
    ]


def test_every_service_has_a_readme(ladder: Ladder) -> None:
    service = ladder.renderer.service({})
    del service["README.md"]

    assert list(misled(service)) == ["README.md: is not in the service"]


def test_docker_can_wait_for_every_process_and_start_it_again(ladder: Ladder) -> None:
    for stack in ladder.rows:
        service = ladder.renderer.service({**stack, "docker": True})
        processes = yaml.safe_load(service["compose.yaml"].text)["services"]
        assert all("restart" in process for process in processes.values())
        checks = [it.get("healthcheck", {}) for it in processes.values()]
        assert not any("disable" in check for check in checks)


def explain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["explain", *arguments])
    return result.exit_code, " ".join(result.output.split())


def test_answers_that_go_together_are_said_to() -> None:
    assert explain("database=none", "docker=false") == (
        0,
        "These answers go together.",
    )


def test_an_answer_that_does_not_exist_is_explained() -> None:
    status, output = explain("database=oracle")

    assert status == 1
    assert output.startswith(
        "database cannot be answered with oracle; "
        "there are sqlite, postgresql, mariadb, none"
    )


def test_what_is_no_answer_is_refused() -> None:
    assert explain("postgresql") == (
        1,
        "postgresql is no answer: write QUESTION=ANSWER.",
    )


def test_the_documentation_names_methods_that_there_are(ladder: Ladder) -> None:
    service = ladder.renderer.service({"docs": "mkdocs"})
    assert list(unwritten(service)) == []
    path = "docs/use-cases/confirm.md"
    text = service[path].text
    assert "OrderJobs.send_confirmation" in text

    moved = File(text.replace("OrderJobs.", "JobService."))

    assert list(unwritten({**service, path: moved})) == [
        f"{path}: names JobService.send_confirmation, which is not in the service"
    ]


def test_types_that_are_not_declared_are_told(ladder: Ladder) -> None:
    service = ladder.renderer.service({"jobs": "celery"})
    assert list(unstubbed(service)) == []
    text = service["pyproject.toml"].text
    (line,) = (it for it in text.splitlines(keepends=True) if "celery-types" in it)

    assert list(
        unstubbed({**service, "pyproject.toml": File(text.replace(line, ""))})
    ) == ["pyproject.toml: the types of billiard.einfo are in celery-types"]


def test_stubs_are_there_if_and_only_if_they_are_needed(ladder: Ladder) -> None:
    service = ladder.service({"preset": "minimal", "settings": "dynaconf"})
    path = "typings/dynaconf/__init__.pyi"
    assert list(unstubbed(service)) == []
    lacking = {name: file for name, file in service.items() if name != path}
    idle = {**service, "typings/rodi/__init__.pyi": File("")}

    assert list(unstubbed(lacking)) == [
        "typings/dynaconf: the types of dynaconf are missing"
    ]
    assert list(unstubbed(idle)) == ["typings/rodi: nothing imports rodi"]


def test_a_module_without_its_tests_is_told(ladder: Ladder) -> None:
    service = ladder.service({"preset": "recommended", "extras": ["grpc", "typer"]})
    assert list(unproven(service)) == []
    del service["tests/entrypoints/test_stop.py"]
    del service["tests/unit/test_order_lines.py"]

    assert list(unproven(service)) == [
        "src/order_service/entrypoints/stop.py: "
        "tests/entrypoints/test_stop.py is not in the service",
        "src/order_service/entrypoints/api/order_lines.py: "
        "tests/unit/test_order_lines.py is not in the service",
    ]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_limit_that_is_not_set_is_told(ladder: Ladder, database: str) -> None:
    service = ladder.service({"preset": "recommended", "database": database})
    path = "migrations/env.py"
    text = service[path].text + "# That one ends statements that take long.\n"
    told = [f"{path}: statements may take long here, there is no limit"]

    assert list(unlimited(service)) == []
    assert list(unlimited({**service, path: File(text)})) == (
        told if database == "sqlite" else []
    )


def test_processes_that_cannot_share_orders_are_told(ladder: Ladder) -> None:
    service = ladder.service({"preset": "minimal", "web_framework": "flask"})
    assert list(unshared(service)) == []
    server = "src/order_service/entrypoints/grpc/server.py"

    assert list(unshared({**service, server: File("")})) == [
        "src/order_service/entrypoints/flask/__main__.py and "
        f"{server}: each would have orders of its own"
    ]


def test_async_code_in_a_synchronous_service_is_told(ladder: Ladder) -> None:
    service = ladder.service({"preset": "flask"})
    assert list(unawaited(service)) == []
    text = service["HELP.md"].text + "async def example() -> None: ...\n"

    assert list(unawaited({**service, "HELP.md": File(text)})) == [
        "HELP.md: async code in a synchronous service"
    ]


def test_documentation_that_the_workflow_does_not_build_is_told(ladder: Ladder) -> None:
    service = ladder.renderer.service({"docs": "sphinx", "ci": "github"})
    assert list(unbuilt(service)) == []
    workflow = ".github/workflows/ci.yaml"
    text = service[workflow].text.replace("make lint types docs", "make lint types")

    assert list(unbuilt({**service, workflow: File(text)})) == [
        f"{workflow}: does not run make docs"
    ]


def test_images_that_dependabot_does_not_watch_are_told(ladder: Ladder) -> None:
    service = ladder.service({"preset": "recommended"})
    assert list(unwatched(service)) == []
    config = ".github/dependabot.yml"
    text = service[config].text.replace("docker-compose", "npm")

    assert list(unwatched({**service, config: File(text)})) == [
        f"{config}: does not watch compose.yaml"
    ]


def test_names_in_the_documentation_that_the_code_lacks_are_told(
    ladder: Ladder,
) -> None:
    service = ladder.service({"preset": "recommended", "docs": "mkdocs"})
    assert list(undefined(service)) == []
    page = "docs/use-cases/find.md"
    names = "`get` `page` `OrderService.get` `NoOrder` `APP_MAX_AGE` `deliver.v1`"

    assert list(undefined({**service, page: File(names)})) == [
        f"{page}: names {name}, which the code does not have"
        for name in ("APP_MAX_AGE", "NoOrder", "deliver.v1")
    ]


def test_notebooks_that_black_skips_are_told(ladder: Ladder) -> None:
    service = ladder.renderer.service({"preset": "recommended", "notebook": True})
    assert list(unformatted(service)) == []
    text = service["pyproject.toml"].text.replace("black[jupyter]", "black")

    assert list(unformatted({**service, "pyproject.toml": File(text)})) == [
        "pyproject.toml: Black needs its extra jupyter to format notebooks"
    ]
