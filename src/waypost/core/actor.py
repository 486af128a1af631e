"""Who is acting, for which tenant, and what they may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Self, TypeVar
from uuid import UUID

from waypost.core.tenancy import tenant_scope
from waypost.kit.errors import Forbidden

P = ParamSpec("P")
R = TypeVar("R")

SYSTEM = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    kind: Literal["user", "api_key", "system"]
    id: UUID
    tenant_id: UUID
    permissions: frozenset[str]
    name: str = ""

    @classmethod
    def system(cls, tenant_id: UUID) -> Self:
        """Waypost itself at work for a tenant: the pipelines and jobs. Passes `@internal`, and nothing else."""
        return cls(kind="system", id=SYSTEM, tenant_id=tenant_id, permissions=frozenset())


def requires(
    permission: str,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Check the actor's permission, then run the function inside the actor's tenant, in one transaction."""

    def guard(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(function)
        def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if permission not in actor.permissions:
                raise Forbidden(f"This needs the permission {permission}. An owner or admin can give it.")
            with tenant_scope(actor.tenant_id):
                return function(actor, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by tests/architecture
        return guarded

    return guard


def internal(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """For what only Waypost itself may do (the pipelines, jobs): same door, no person passes it."""

    @wraps(function)
    def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if actor.kind != "system":
            raise Forbidden("Only Waypost itself does this.")
        with tenant_scope(actor.tenant_id):
            return function(actor, *args, **kwargs)

    guarded.permission = "internal"  # type: ignore[attr-defined]  # read by tests/architecture
    return guarded
