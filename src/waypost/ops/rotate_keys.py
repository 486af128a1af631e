"""`waypost ops rotate-keys`: every stored secret, sealed again with the first of the master keys."""

import sys

from waypost.accounts import actions as accounts
from waypost.accounts.queries import tenant_ids
from waypost.channels.actions import reseal
from waypost.core.actor import Actor
from waypost.core.fields import Resealed


def main() -> int:
    """Tenant after tenant, each in a transaction of its own: it may die in the middle and be run again."""
    done = accounts.reseal_second_factors()
    for tenant_id in tenant_ids():
        done += reseal(Actor.system(tenant_id))
    sys.stdout.write(told(done))
    return 1 if done.shut else 0


def told(done: Resealed) -> str:
    lines = [f"{done.moved} sealed again, {done.kept} were sealed with the current key already."]
    if done.shut:
        lines.append(
            f"{len(done.shut)} could not be opened. Put the key that they need back behind the first:"
        )
        lines += [f"  {one}" for one in done.shut]
    elif done.moved:
        lines.append("Run it once more: when nothing moves, the old key may leave WAYPOST_MASTER_KEYS.")
    else:
        lines.append("Only the first of WAYPOST_MASTER_KEYS is needed.")
    return "\n".join(lines) + "\n"
