"""The connection doctor: what can be wrong with a number, how each cause shows, and what puts it right."""
