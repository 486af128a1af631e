"""What happened, to look at: requests, messages, webhooks."""
