from toolz import groupby, merge_with, valmap

orders = [("paid", 30), ("placed", 12), ("paid", 8)]

by_status = groupby(lambda order: order[0], orders)
counts = valmap(len, by_status)
assert counts == {"paid": 2, "placed": 1}

yesterday = {"paid": 1, "shipped": 4}
assert merge_with(sum, counts, yesterday) == {"paid": 3, "placed": 1, "shipped": 4}
