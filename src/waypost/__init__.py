"""Waypost: the open-source platform with which businesses run WhatsApp."""
