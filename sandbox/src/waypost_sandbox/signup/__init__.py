"""Embedded Signup: the script that a page loads, and the window that it opens."""
