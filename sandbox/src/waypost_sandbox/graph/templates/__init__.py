"""Templates: created, reviewed, rated, paused, listed, deleted."""
