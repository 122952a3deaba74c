"""The reports, as the API's callers see them."""

import pytest
from httpx2 import Client

PENS = {"sku": "pen", "quantity": 2, "unit_price": "1.50"}


def test_the_revenue_is_that_of_paid_orders(client: Client) -> None:
    order = {"currency": "USD", "items": [PENS]}
    paid, _ = client.post("/orders", json=order), client.post("/orders", json=order)
    client.post(f"/orders/{paid.json()['id']}/pay")

    answer = client.get("/reports/revenue", params={"currency": "USD", "days": 7})

    report = answer.json()
    assert answer.status_code == 200
    assert (report["currency"], report["total"]) == ("USD", "3.00")
    assert [day["revenue"] for day in report["days"]] == ["0.00"] * 6 + ["3.00"]
    assert report["days"][-1]["average"] == "0.43"


def test_every_parameter_is_described(client: Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    parameters = paths["/reports/revenue"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == {"currency", "days"}
    assert all(parameter["description"] for parameter in parameters)


@pytest.mark.parametrize(
    "asked",
    [{}, {"currency": "dollars"}, {"currency": "USD", "days": "1"}],
)
def test_what_cannot_be_reported_is_refused(
    client: Client,
    asked: dict[str, str],
) -> None:
    answer = client.get("/reports/revenue", params=asked)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
