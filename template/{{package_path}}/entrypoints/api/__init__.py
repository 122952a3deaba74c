"""The HTTP API's vocabulary: what goes over the wire, whatever serves it."""
