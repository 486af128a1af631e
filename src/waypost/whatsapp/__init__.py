"""WhatsApp's Cloud API as a small library: webhooks in, messages out, errors in words."""
