from multidict import CIMultiDict, MultiDict

asked: MultiDict[str] = MultiDict([("status", "paid"), ("limit", "20")])
asked.add("status", "shipped")

assert asked.getall("status") == ["paid", "shipped"]
assert asked.getone("limit") == "20"

headers: CIMultiDict[str] = CIMultiDict({"Idempotency-Key": "A-1"})
assert headers["idempotency-key"] == "A-1"  # however it is written
