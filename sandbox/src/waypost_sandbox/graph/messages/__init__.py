"""Sending: the envelope, every kind of content, templates filled in, read receipts."""
