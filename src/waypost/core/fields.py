"""Columns with a meaning of their own."""

from functools import lru_cache

from waypost.kit import env
from waypost.kit.crypto import Vault, parse_master_keys


@lru_cache
def vault() -> Vault:
    """Opens and seals the secrets in this installation's database."""
    return Vault(parse_master_keys(env.core().master_keys))
