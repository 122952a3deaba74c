"""Exchange rates and the outbox in memory, as the tests' fakes use them."""

import pytest

from ..fakes import FakeStorage
from .storage_contract import StorageContract


class TestMemoryRepositories(StorageContract):
    @pytest.fixture
    def storage(self) -> FakeStorage:
        return FakeStorage()
