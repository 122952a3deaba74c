"""The orders by gRPC, for services of the same system."""
