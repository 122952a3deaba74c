"""The orders by GraphQL, whichever framework serves it."""
