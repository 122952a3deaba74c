from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class Order(Aggregate):
    @event("Placed")
    def __init__(self, sku: str) -> None:
        self.sku = sku
        self.status = "placed"

    @event("Paid")
    def pay(self) -> None:
        self.status = "paid"


orders = Application[UUID]()
order = Order("pen")
order.pay()
orders.save(order)

paid: Order = orders.repository.get(order.id)
placed: Order = orders.repository.get(order.id, version=1)
assert (placed.status, paid.status) == ("placed", "paid")
