"""Calls in both directions, as far as signalling goes: no voice is carried."""
