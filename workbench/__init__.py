"""The maintainers' tools: they read the catalog, render stacks and check them."""
