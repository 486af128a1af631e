"""Setting the tenant's own rules for what it starts itself."""

from waypost.accounts.permissions import Permission
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.kit.errors import Invalid
from waypost.messaging import queries
from waypost.messaging.events import SendingPolicyChanged
from waypost.messaging.models import SendingPolicy
from waypost.messaging.schemas import PolicyIn, PolicyOut


@requires(Permission.SENDING_MANAGE)
def change_policy(actor: Actor, new: PolicyIn) -> PolicyOut:
    if (new.quiet_from is None) != (new.quiet_to is None):
        raise Invalid("Quiet hours need a beginning and an end.")
    if new.quiet_from is not None and new.quiet_from == new.quiet_to:
        raise Invalid("Quiet hours that begin and end at the same time would never end. Change one of them.")
    SendingPolicy.objects.update_or_create(defaults=new.model_dump())
    emit(actor, SendingPolicyChanged(policy=new.model_dump(mode="json")))
    return queries.policy_shape(actor)
