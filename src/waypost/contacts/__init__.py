"""People and how to reach them: contacts and their WhatsApp identities."""
