"""Users, tenants, memberships, invitations and API keys. Proving who somebody is belongs to allauth."""
