"""The HTTP API, served by FastAPI."""
