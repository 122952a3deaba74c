"""The orders by GraphQL, as its callers see them."""

from typing import Any

import pytest
from httpx2 import Client

from ..fakes import FakeApplication

UNKNOWN = "00000000-0000-0000-0000-000000000000"
PENS = {"sku": "pen", "quantity": 2, "unitPrice": "1.50"}
ORDER = {"currency": "USD", "items": [PENS]}
PLACE = """
    mutation ($order: NewOrder!) {
        placeOrder(order: $order) {
            id status currency total placedAt version confirmedAt
            items { sku quantity unitPrice }
        }
    }
"""
PAGE = """
    query ($status: OrderStatus, $after: String, $limit: Int! = 20) {
        orders(status: $status, after: $after, limit: $limit) {
            orders { id status } next
        }
    }
"""


def ask(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    """Return what a query is answered with."""
    content = {"query": query, "variables": variables}
    response = client.post("/graphql", json=content)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def place(client: Client) -> str:
    """Place an order and return its id."""
    order_id: str = ask(client, PLACE, order=ORDER)["data"]["placeOrder"]["id"]
    return order_id


def do(client: Client, what: str, order_id: str) -> dict[str, Any]:
    """Take an order a step further."""
    step = what + "(orderId: $id) { status version }"
    return ask(client, "mutation ($id: UUID!) { " + step + " }", id=order_id)


def fault(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the only error in an answer."""
    (error,) = answer["errors"]
    found: dict[str, Any] = error
    return found


def test_an_order_is_placed_as_by_the_rest_of_the_api(client: Client) -> None:
    placed = ask(client, PLACE, order=ORDER)["data"]["placeOrder"]

    seen = client.get(f"/orders/{placed['id']}").json()
    assert placed["items"] == [PENS]
    assert (placed["status"], placed["total"]) == ("PLACED", "3.00")
    assert (seen["status"], seen["total"]) == ("placed", "3.00")


def test_callers_get_what_they_ask_for(client: Client) -> None:
    order_id = place(client)

    query = "query ($id: UUID!) { order(orderId: $id) { items { sku } } }"
    answer = ask(client, query, id=order_id)

    assert answer == {"data": {"order": {"items": [{"sku": "pen"}]}}}


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["payOrder"], "PAID"),
        (["payOrder", "shipOrder"], "SHIPPED"),
        (["cancelOrder"], "CANCELLED"),
    ],
)
def test_an_order_is_taken_through_its_life(
    client: Client,
    steps: list[str],
    status: str,
) -> None:
    order_id = place(client)

    answers = [do(client, step, order_id)["data"][step] for step in steps]

    assert answers[-1] == {"status": status, "version": 1 + len(steps)}


def test_a_list_goes_on_where_the_page_before_has_ended(client: Client) -> None:
    first, second = place(client), place(client)

    page = ask(client, PAGE, limit=1)["data"]["orders"]
    rest = ask(client, PAGE, after=page["next"])["data"]["orders"]

    assert [order["id"] for order in page["orders"]] == [second]
    assert [order["id"] for order in rest["orders"]] == [first]
    assert rest["next"] is None


def test_a_list_is_of_orders_in_one_status(client: Client) -> None:
    order_id, _ = place(client), place(client)
    do(client, "payOrder", order_id)

    page = ask(client, PAGE, status="PAID")["data"]["orders"]

    assert page["orders"] == [{"id": order_id, "status": "PAID"}]


def test_a_total_is_told_in_another_currency(client: Client) -> None:
    query = """
        query ($id: UUID!, $currency: String!) {
            total(orderId: $id, currency: $currency) { amount currency }
        }
    """
    answer = ask(client, query, id=place(client), currency="EUR")

    assert answer["data"]["total"] == {"amount": "1.50", "currency": "EUR"}


def test_an_unknown_order_is_not_found(client: Client) -> None:
    error = fault(do(client, "payOrder", UNKNOWN))

    assert error["extensions"]["status"] == 404
    assert error["path"] == ["payOrder"]
    assert UNKNOWN in error["message"]


def test_a_step_that_an_order_cannot_take_is_a_conflict(client: Client) -> None:
    error = fault(do(client, "shipOrder", place(client)))

    assert error["extensions"]["status"] == 409


def test_each_fault_of_an_order_is_told_by_its_place(client: Client) -> None:
    order = {"currency": "dollars", "items": [{**PENS, "quantity": 0}]}

    error = fault(ask(client, PLACE, order=order))

    assert error["extensions"]["status"] == 422
    assert set(error["extensions"]["errors"]) == {"currency", "items.0.quantity"}


@pytest.mark.parametrize("variables", [{"limit": 101}, {"after": "nonsense"}])
def test_a_page_that_cannot_be_is_refused(
    client: Client,
    variables: dict[str, Any],
) -> None:
    error = fault(ask(client, PAGE, **variables))

    assert error["extensions"]["status"] == 422


def test_what_nobody_expected_stays_in_the_logs(
    application: FakeApplication,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(application.orders, "page", None)

    error = fault(ask(client, PAGE))

    assert error["extensions"]["status"] == 500
    assert "TypeError" not in str(error)
    assert "TypeError" in caplog.text


def test_what_callers_do_wrong_is_no_error_in_the_logs(
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    do(client, "payOrder", UNKNOWN)

    assert not [one for one in caplog.records if one.levelname == "ERROR"]


@pytest.mark.parametrize(
    "query",
    [
        "{ orders { ",
        "{ prices }",
        "{" + " ".join(f"a{n}: __typename" for n in range(11)) + "}",
        "{" + "__typename " * 1001 + "}",
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(
    client: Client,
    query: str,
) -> None:
    assert fault(ask(client, query))["message"]


def test_a_query_may_not_be_too_long(client: Client) -> None:
    chunks = (b" " * 1000 for _ in range(1001))
    headers = {"Content-Type": "application/json"}

    answer = client.post("/graphql", content=chunks, headers=headers)

    assert answer.status_code == 413


def test_a_query_comes_by_post(client: Client) -> None:
    answer = client.get("/graphql", params={"query": "{ __typename }"})

    assert answer.status_code == 400


def test_there_is_a_page_to_try_it_on(client: Client) -> None:
    page = client.get("/graphql", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "GraphiQL" in page.text


def test_the_rest_of_the_api_describes_itself_alone(client: Client) -> None:
    assert "/graphql" not in client.get("/openapi.json").json()["paths"]
