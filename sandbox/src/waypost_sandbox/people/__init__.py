"""The customers: who they are and what they do."""
