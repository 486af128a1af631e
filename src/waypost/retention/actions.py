"""Erasing: for good, all of it, in one transaction; files follow by a job."""

import structlog
from django.db import connection
from django.db.models import Exists, OuterRef

from waypost.accounts.models import Membership, Tenant, User
from waypost.accounts.permissions import Permission
from waypost.core import jobs
from waypost.core.actor import Actor, requires
from waypost.kit import clock
from waypost.kit.errors import Invalid, NotFound
from waypost.retention.models import ErasedTenant

log = structlog.get_logger()


@requires(Permission.TENANT_MANAGE)
def erase_tenant(actor: Actor, name: str) -> None:
    """Every row of the tenant in every table, and the people who belong to no other. Nothing brings it back.

    `name` is the tenant's, typed by whoever asks: the wrong tenant is not erased by a slip.
    """
    tenant = Tenant.objects.select_for_update().filter(id=actor.tenant_id).first()
    if tenant is None:
        raise NotFound("This business was erased already.")
    if name.strip() != tenant.name:
        sentence = f"Type the name of the business, {tenant.name}, to erase it."
        raise Invalid(sentence, {"name": sentence})
    people = list(Membership.objects.filter(tenant=tenant).values_list("user_id", flat=True))
    ErasedTenant.objects.create(
        tenant_id=tenant.id, erased_at=clock.now(), actor_kind=actor.kind, actor_id=actor.id
    )
    jobs.enqueue(Actor.system(tenant.id), "retention.forget_files")
    with connection.cursor() as cursor:
        cursor.execute("select erase_tenant(%s)", [tenant.id])
    elsewhere = Membership.objects.filter(user_id=OuterRef("id"))
    User.objects.filter(~Exists(elsewhere), id__in=people).delete()
    log.info("tenant_erased", tenant_id=str(tenant.id), people=len(people))
