"""Operators' commands: roles, doctor, replay, demo data."""
