"""Evidence of the tests that kill workers and servers: `pytest --believe`.

A unit is a way to do jobs in a test file. Its digest covers the rendered service, the
versions of its packages and of the server, and the tests themselves.
"""

from collections import defaultdict
from functools import cache
from inspect import getfile
from pathlib import Path

import pytest

from workbench import servers, trial
from workbench.catalog import load_catalog
from workbench.evidence import Evidence, digest, tree_digest
from workbench.projects import SERVERS
from workbench.render import Renderer
from workbench.servers import RabbitMQ, Redis
from workbench.units import units_of

from . import brokers, rates

KIND = "crashes"
HARNESS = [Path(getfile(it)) for it in (brokers, rates, servers, trial)]
# The server of this kind that runs on the usual port is of the same version.
ADDRESSES = {Redis: SERVERS["redis"][1], RabbitMQ: SERVERS["rabbitmq"][1]}


@cache
def unit(path: Path, name: str) -> str | None:
    """Name what a test file proves of a way to do jobs; nothing if that is not known.

    It is not where there is no server to ask for its version.
    """
    stack = brokers.STACKS[name]
    renderer, answers = Renderer(), brokers.answers_of(stack)
    texts = {it: file.text for it, file in renderer.service(answers).items()}
    tests = digest(name, *(it.read_text("utf-8") for it in (path, *HARNESS)))
    environment = load_catalog().environment(renderer.context(answers))
    urls = [ADDRESSES[stack.server]] if stack.server else []
    found = units_of("tests", tests, None, texts, environment, urls)
    return found.units[0] if found.units else None


class Believing:
    """A pytest plugin: proven tests are not selected, and what passes is recorded."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        self.evidence = evidence or Evidence(seed=tree_digest())
        self.waiting: defaultdict[str, set[str]] = defaultdict(set)
        self.failed: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        if config.option.keyword or any("::" in it for it in config.args):
            raise pytest.UsageError("--believe needs all tests of a file.")
        proven = []
        for item in list(items):
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            name = parameters.get("stack") or parameters.get("name")
            known = unit(item.path, name) if name in brokers.STACKS else None
            if known is None:
                continue
            if self.evidence.believes(KIND, known, f"{item.path.name} {name}"):
                proven.append(item)
                items.remove(item)
            else:
                self.waiting[known].add(item.nodeid)
        config.hook.pytest_deselected(items=proven)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for known, tests in self.waiting.items():
            if report.nodeid in tests and report.failed:
                self.failed[known] = report.nodeid
            elif report.nodeid in tests and report.when == "call" and report.passed:
                tests.discard(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.config.option.collectonly:
            return
        for known, tests in self.waiting.items():
            if output := self.failed.get(known, ""):
                print(self.evidence.settle(KIND, [known], output))
            elif not tests:
                self.evidence.settle(KIND, [known])
        self.evidence.save([] if session.exitstatus else [KIND])
