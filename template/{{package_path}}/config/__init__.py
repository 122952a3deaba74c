"""How the service is set up: its settings and its logging."""
