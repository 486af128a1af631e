"""Meta's side of the WhatsApp Cloud API, simulated."""
