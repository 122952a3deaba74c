"""The HTTP API, served by Flask."""
