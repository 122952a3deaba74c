"""Says what an update would do to a service, or what one has left behind."""
