"""The use cases: what the service does for its callers, over ports."""
