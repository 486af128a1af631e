"""One `make_*` per model: keyword-only, sensible defaults, everything fresh, so tests never meet."""

from typing import Any
from uuid import UUID, uuid4

from waypost.accounts.models import Membership, Tenant, User
from waypost.accounts.permissions import GRANTS, Role
from waypost.channels.actions import Checked, connect_channel, record_check
from waypost.channels.models import Channel
from waypost.channels.queries import access_channel
from waypost.channels.schemas import ChannelIn
from waypost.contacts.actions import recognize
from waypost.contacts.models import Contact
from waypost.contacts.queries import access_contact
from waypost.contacts.rules import Person
from waypost.core.actor import Actor
from waypost.kit import clock
from waypost.templates.models import Template

PASSWORD = "correct horse battery staple"


def make_tenant(*, name: str = "Bakery") -> Tenant:
    return Tenant.objects.create(name=name)


def make_user(*, email: str | None = None, name: str = "Ana Lima", verified: bool = True) -> User:
    """Someone who can sign in with `PASSWORD`."""
    from allauth.account.models import EmailAddress

    user = User(email=email or f"{uuid4().hex}@example.com", name=name)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def make_membership(
    *, tenant: Tenant | None = None, user: User | None = None, role: Role = Role.AGENT
) -> Membership:
    return Membership.objects.create(tenant=tenant or make_tenant(), user=user or make_user(), role=role)


def make_member(*, role: Role = Role.OWNER, tenant: Tenant | None = None, user: User | None = None) -> Actor:
    """A person who exists, as the actor that their requests get."""
    membership = make_membership(tenant=tenant, user=user, role=role)
    return Actor("user", membership.user_id, membership.tenant_id, GRANTS[role], membership.user.name)


def make_actor(tenant_id: UUID | None = None, role: Role = Role.OWNER) -> Actor:
    """An actor without rows in the identity tables: enough for every domain but accounts."""
    return Actor("user", uuid4(), tenant_id or uuid4(), GRANTS[role], "Ana Lima")


def make_channel(
    actor: Actor,
    *,
    phone_number_id: str | None = None,
    app_id: str | None = None,
    waba_id: str | None = None,
    access_token: str = "EAA-token-of-the-test",
) -> Channel:
    """A number of the actor's tenant that Meta has confirmed."""
    channel = connect_channel(
        actor,
        ChannelIn(
            name="Front desk",
            waba_id=waba_id or fresh_digits(),
            phone_number_id=phone_number_id or fresh_digits(),
            access_token=access_token,
            app_id=app_id or fresh_digits(),
            app_secret="app-secret-of-the-test",
        ),
    )
    record_check(Actor.system(actor.tenant_id), channel.id, Checked(display_phone_number="+62 21 555 0100"))
    return access_channel(actor, channel.id)


def make_contact(actor: Actor, **seen: str) -> Contact:
    """Somebody whom WhatsApp has shown with these ids; a number of their own when none is given."""
    person = Person(**seen) if seen else Person(wa_id=f"62{fresh_digits()[:11]}")
    found = recognize(Actor.system(actor.tenant_id), [person])
    return access_contact(actor, found[person.key])


def make_template(*, name: str | None = None, waba_id: str | None = None, **fields: Any) -> Template:
    """Inside an open tenant. Approved, with one variable in its body."""
    text = "Hi {{1}}, your parcel arrives today."
    usual = {
        "meta_id": fresh_digits(),
        "language": "en_US",
        "category": "utility",
        "status": "approved",
        "components": [{"type": "BODY", "text": text, "example": {"body_text": [["Ada"]]}}],
        "body": text,
        "synced_at": clock.now(),
    }
    name, waba_id = name or f"template_{uuid4().hex[:8]}", waba_id or fresh_digits()
    return Template.objects.create(name=name, waba_id=waba_id, **usual | fields)


def fresh_digits() -> str:
    return str(uuid4().int)[:15]
