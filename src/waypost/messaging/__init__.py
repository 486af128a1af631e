"""Conversations and messages: the facts, and the gate that every outgoing message passes."""
