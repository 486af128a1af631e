"""Templates: what Meta approved, how it is filled in, and whether it may be sent now."""
