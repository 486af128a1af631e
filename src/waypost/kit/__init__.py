"""Plain Python that every process may use. No Django, no domain."""
