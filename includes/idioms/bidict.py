from bidict import ValueDuplicationError, bidict

codes = bidict({"placed": "P1", "paid": "P2"})  # what the carrier calls our statuses
codes["shipped"] = "S1"

assert codes["paid"] == "P2"
assert codes.inverse["S1"] == "shipped"

try:
    codes["cancelled"] = "S1"  # could not be read back any more
except ValueDuplicationError:
    assert "cancelled" not in codes
