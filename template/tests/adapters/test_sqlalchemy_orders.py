"""Orders in a SQL database."""

from .orders_contract import ConcurrentOrdersContract


class TestSqlOrders(ConcurrentOrdersContract):
    """The contract, and nothing else."""
