"""Composition roots: the only modules that start something."""
