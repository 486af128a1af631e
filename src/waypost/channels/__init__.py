"""Channels: the tenant's WhatsApp numbers, the Meta apps whose webhooks they use, and their secrets."""
