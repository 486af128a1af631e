"""Columns with a meaning of their own."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from waypost.kit import env
from waypost.kit.crypto import Vault, parse_master_keys


@lru_cache
def vault() -> Vault:
    """Opens and seals the secrets in this installation's database."""
    return Vault(parse_master_keys(env.core().master_keys))


@dataclass(slots=True)
class Resealed:
    """How many secrets are sealed with the current master key now, and which could not be opened to move them."""

    moved: int = 0
    kept: int = 0
    shut: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Resealed") -> Self:
        self.moved, self.kept = self.moved + other.moved, self.kept + other.kept
        self.shut += other.shut
        return self
