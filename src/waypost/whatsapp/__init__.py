"""A small library for WhatsApp's Cloud API: webhooks in, messages out, errors in words. Knows nothing of Waypost."""
