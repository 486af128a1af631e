"""WhatsApp Flows: made, changed and published by the business, filled in by customers."""
