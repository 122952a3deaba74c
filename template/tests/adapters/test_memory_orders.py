"""The repository of orders in memory."""

import pytest

from ..fakes import FakeStorage
from .orders_contract import OrdersContract


class TestMemoryOrders(OrdersContract):
    @pytest.fixture
    def storage(self) -> FakeStorage:
        return FakeStorage()
