"""The main flow: webhooks in, messages out, events onwards. One file per direction, read top to bottom."""
