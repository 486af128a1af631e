"""The Graph endpoints, one file per family."""
