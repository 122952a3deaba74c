"""What the body of a request must be, and what is told when it is not."""

LIMIT = 1_000_000  # bytes; an order of a hundred items has some ten thousand

UNREADABLE = "There was an error parsing the body"
UNDECLARED = "The body must be JSON, and its Content-Type must say so"
