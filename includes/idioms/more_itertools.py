from more_itertools import chunked, map_reduce, one

orders = [("A-1", "EUR", 30), ("A-2", "USD", 12), ("A-3", "EUR", 8)]

revenue = map_reduce(orders, lambda order: order[1], lambda order: order[2], sum)
assert revenue == {"EUR": 38, "USD": 12}

batches = [[number for number, *_ in batch] for batch in chunked(orders, 2)]
assert batches == [["A-1", "A-2"], ["A-3"]]

# The only one; none at all, or a second one, is an error.
assert one(order for order in orders if order[1] == "USD") == ("A-2", "USD", 12)
