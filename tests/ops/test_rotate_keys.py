"""A new master key takes over every stored secret; what cannot be opened is named and left as it is."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from tests.factories import make_channel, make_member

from waypost.accounts.actions import reseal_second_factors
from waypost.accounts.identity import MfaAdapter
from waypost.accounts.models import User
from waypost.channels import actions as channels
from waypost.channels.models import App, Channel
from waypost.channels.rules import sealed_as
from waypost.core.actor import Actor
from waypost.core.fields import Resealed
from waypost.core.tenancy import tenant_scope
from waypost.kit.crypto import Vault
from waypost.ops.rotate_keys import told

OLD, NEW = b"0" * 32, b"n" * 32


@pytest.fixture
def rotated(monkeypatch):
    """From here on the new key is the first one."""

    def rotate(*keys: bytes) -> None:
        vault = Vault(keys)
        for module in ("core.fields", "accounts.actions", "accounts.identity", "channels.actions.sealing"):
            monkeypatch.setattr(f"waypost.{module}.vault", lambda: vault)

    return rotate


@pytest.fixture
def owner():
    return make_member()


def opened(value, context: str, *keys: bytes) -> str:
    return Vault(keys).open(bytes(value), context)


def test_the_new_key_alone_opens_every_secret_of_a_channel(owner, rotated):
    channel = make_channel(owner)
    rotated(NEW, OLD)

    done = channels.reseal(Actor.system(owner.tenant_id))

    assert (done.moved, done.kept, done.shut) == (2, 0, [])
    with tenant_scope(owner.tenant_id):
        row, app = Channel.objects.get(id=channel.id), App.objects.get()
    assert opened(row.access_token, sealed_as("channels_channel", row.id, "access_token"), NEW)
    assert opened(app.secret, sealed_as("channels_app", app.id, "secret"), NEW)


def test_a_second_run_moves_nothing(owner, rotated):
    make_channel(owner)
    rotated(NEW, OLD)
    channels.reseal(Actor.system(owner.tenant_id))

    done = channels.reseal(Actor.system(owner.tenant_id))

    assert (done.moved, done.kept) == (0, 2)


def test_a_secret_whose_key_is_gone_is_named_and_left(owner, rotated):
    channel = make_channel(owner)
    rotated(NEW)

    done = channels.reseal(Actor.system(owner.tenant_id))

    assert done.moved == 0
    assert any(f"channels_channel:{channel.id}:access_token" in one for one in done.shut)
    with tenant_scope(owner.tenant_id):
        token = Channel.objects.get(id=channel.id).access_token
    assert opened(token, sealed_as("channels_channel", channel.id, "access_token"), OLD)


def test_a_second_factor_opens_with_the_new_key(owner, rotated):
    adapter = MfaAdapter()
    factor = Authenticator.objects.create(
        user=User.objects.get(id=owner.id), type="totp", data={"secret": adapter.encrypt("JBSWY3DP")}
    )
    rotated(NEW, OLD)

    reseal_second_factors()

    factor.refresh_from_db()
    sealed = base64.b64decode(factor.data["secret"])
    assert opened(sealed, "mfa_authenticator", NEW) == "JBSWY3DP"
    rotated(OLD, NEW)
    reseal_second_factors()  # the other tests' key again


def test_used_recovery_codes_stay_used(owner, rotated):
    adapter = MfaAdapter()
    data = {"seed": adapter.encrypt("abc"), "used_mask": 5}
    codes = Authenticator.objects.create(user=User.objects.get(id=owner.id), type="recovery_codes", data=data)
    rotated(NEW, OLD)

    reseal_second_factors()

    codes.refresh_from_db()
    assert codes.data["used_mask"] == 5
    assert codes.data["seed"] != data["seed"]
    rotated(OLD, NEW)
    reseal_second_factors()


def test_nobody_but_waypost_itself_reseals(owner):
    with pytest.raises(Exception, match="Only Waypost itself"):
        channels.reseal(owner)


@pytest.mark.parametrize(
    "done, words",
    [
        (Resealed(moved=2), "Run it once more"),
        (Resealed(kept=2), "Only the first of WAYPOST_MASTER_KEYS is needed"),
        (Resealed(kept=1, shut=["channels_app:1:secret: no key"]), "could not be opened"),
    ],
)
def test_what_is_said_leads_to_the_next_step(done, words):
    assert words in told(done)


def test_every_sealed_column_is_moved():
    """A new column of bytes must be named in SEALED, or stay out for a reason."""
    from django.apps import apps
    from django.db.models import BinaryField

    from waypost.channels.actions.sealing import SEALED

    moved = {(model, column) for model, columns in SEALED for column in columns}
    columns = {
        (model, field.name)
        for model in apps.get_app_config("channels").get_models()
        for field in model._meta.fields
        if isinstance(field, BinaryField)
    }
    assert columns == moved
