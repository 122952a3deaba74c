"""How the ports reach the outside world: one folder a port."""
