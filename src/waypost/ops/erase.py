"""`waypost ops erase-tenant`: an operator ends a business that asked for it."""

import sys
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.core.actor import SYSTEM, Actor
from waypost.kit.errors import WaypostError
from waypost.retention.actions import erase_tenant


def main(tenant_id: str, name: str) -> int:
    """1 and a sentence where it is not done."""
    try:
        operator = Actor("system", SYSTEM, UUID(tenant_id), frozenset({Permission.TENANT_MANAGE}))
    except ValueError:
        sys.stdout.write("That is not the id of a business. `waypost ops` works with ids, not names.\n")
        return 1
    try:
        erase_tenant(operator, name)
    except WaypostError as refused:
        sys.stdout.write(f"{refused}\n")
        return 1
    sys.stdout.write("Erased. Its files are removed by the jobs worker within moments.\n")
    return 0
