"""The GraphQL API, whichever framework serves it."""
