"""Figures: messages, answers, conversations and consent, counted by the quarter of an hour from what is recorded."""
