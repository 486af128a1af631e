"""Consent: who agreed to what, when and how. An append-only ledger, and the words that people stop with."""
