"""How long data lives, and its end: erasing all of a tenant."""
