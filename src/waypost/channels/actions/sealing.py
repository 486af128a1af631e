"""After a new master key: a tenant's secrets, sealed again."""

from django.db.models import Model

from waypost.channels.models import App, Channel, Connection
from waypost.channels.rules import sealed_as
from waypost.core.actor import Actor, internal
from waypost.core.fields import Resealed, vault
from waypost.kit.crypto import CannotOpen

SEALED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (App, ("secret", "previous_secret")),
    (Channel, ("access_token", "next_access_token", "pin")),
    (Connection, ("token", "app_secret", "code", "pin")),
)
"""Every sealed column of this domain."""


@internal
def reseal(actor: Actor) -> Resealed:
    """Rows are locked while it runs, so that a secret that changes meanwhile is not overwritten by the old one."""
    done = Resealed()
    for model, columns in SEALED:
        for row in model._default_manager.select_for_update().order_by("pk"):  # noqa: SLF001 - Django's word for it
            changed = _reseal_row(model, row, columns, done)
            if changed:
                row.save(update_fields=changed)
    return done


def _reseal_row(model: type[Model], row: Model, columns: tuple[str, ...], done: Resealed) -> list[str]:
    changed = []
    for column in columns:
        value = getattr(row, column)
        if not value:
            continue
        context = sealed_as(model._meta.db_table, row.pk, column)  # noqa: SLF001 - Django's word for it
        try:
            moved = vault().moved(bytes(value), context)
        except CannotOpen as reason:
            done.shut.append(f"{context}: {reason}")
            continue
        if moved is None:
            done.kept += 1
        else:
            setattr(row, column, moved)
            changed.append(column)
            done.moved += 1
    return changed
