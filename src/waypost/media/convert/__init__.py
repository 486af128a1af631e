"""Looks into files and makes them fit for WhatsApp, in a process of its own: `python -m waypost.media.convert`.

What strangers send crashes decoders, hangs them, or makes them eat all memory. Here it costs one process that
knows no secret, has no database, and ends within its limits.
"""
