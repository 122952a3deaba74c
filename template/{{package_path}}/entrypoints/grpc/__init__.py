"""The gRPC API, for other services."""
