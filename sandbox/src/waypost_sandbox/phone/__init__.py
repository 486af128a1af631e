"""The phone in the browser: be the customer."""
