from dataclasses import dataclass
from decimal import Decimal

from cattrs import ClassValidationError, Converter, transform_error


@dataclass(frozen=True)
class Item:
    sku: str
    price: Decimal


def read_decimal(text: str, _: type[Decimal]) -> Decimal:
    return Decimal(text)


converter = Converter()
converter.register_unstructure_hook(Decimal, str)
converter.register_structure_hook(Decimal, read_decimal)

pen = Item("pen", Decimal("1.50"))
assert converter.unstructure([pen]) == [{"sku": "pen", "price": "1.50"}]
assert converter.structure([{"sku": "pen", "price": "1.50"}], list[Item]) == [pen]

faults: list[str] = []
try:
    converter.structure({"sku": "pen"}, Item)
except ClassValidationError as error:
    faults = transform_error(error)
assert faults == ["required field missing @ $.price"]
