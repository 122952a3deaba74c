from yarl import URL

orders = URL("https://shop.example/api/orders")
order = orders / "A 1"

assert str(order) == "https://shop.example/api/orders/A%201"
assert order.name == "A 1"

page = orders % {"status": "paid", "limit": 20}
assert str(page) == "https://shop.example/api/orders?status=paid&limit=20"
assert page.update_query(limit=50).query["limit"] == "50"
assert page.origin() == URL("https://shop.example")
