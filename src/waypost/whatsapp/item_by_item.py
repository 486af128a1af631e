"""Reading a list whose items may be bad: each of them comes out, read or `Broken`, in its place."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import DecodeError, Raw

from waypost.whatsapp import wire
from waypost.whatsapp.webhook_events import UNREADABLE, Broken, Event, Failure, NumberErrors

UNREADABLE_JSON = (DecodeError, RecursionError)


class LookCloser(Exception):
    """This item cannot become an event from its typed form alone."""


def each(raw: Raw, read: Callable[[Raw], Event], where: str) -> Iterator[Event]:
    try:
        items = wire.ITEMS.decode(raw)
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    for index, item in enumerate(items):
        try:
            yield read(item)
        except (*UNREADABLE_JSON, LookCloser) as error:
            yield broken(str(error), item, f"{where}[{index}]")


def broken(reason: str, raw: Raw, where: str) -> Broken:
    return Broken(reason=reason, raw=bytes(raw), where=where)


class People:
    """The `contacts` of a webhook, found by either of their ids: their order says nothing."""

    __slots__ = ("_by_id", "_contacts")

    def __init__(self, contacts: Sequence[wire.Contact]) -> None:
        self._contacts = contacts
        self._by_id: dict[str | None, wire.Contact] | None = None

    @classmethod
    def of(cls, raw: Raw | None) -> "People":
        return cls(list(_readable(raw)))

    def find(self, wa_id: str | None, user_id: str | None) -> wire.Contact | None:
        """Who has one of the ids; without any, the only person there is."""
        if len(self._contacts) == 1:  # nearly always
            contact = self._contacts[0]
            is_it = (
                (user_id and contact.user_id == user_id)
                or (wa_id and contact.wa_id == wa_id)
                or not (user_id or wa_id)
            )
            return contact if is_it else None
        return self._index().get(user_id or None) or self._index().get(wa_id or None)

    def _index(self) -> dict[str | None, wire.Contact]:
        if self._by_id is None:
            self._by_id = {}
            for contact in self._contacts:
                self._by_id[contact.wa_id or None] = contact
                self._by_id[contact.user_id or None] = contact
            self._by_id.pop(None, None)
        return self._by_id


def _readable(raw: Raw | None) -> Iterable[wire.Contact]:
    try:
        items = wire.ITEMS.decode(raw or b"[]")
    except UNREADABLE_JSON:
        return
    for item in items:
        try:
            yield wire.CONTACT.decode(item)
        except UNREADABLE_JSON:
            continue  # its message still comes, with the ids that it carries itself


def number_errors(errors: Raw, waba_id: str, number: wire.Metadata) -> NumberErrors:
    return NumberErrors(
        waba_id=waba_id, phone_number_id=number.phone_number_id, errors=failures(errors), raw=errors
    )


def failures(raw: Raw) -> tuple[Failure, ...]:
    """Never raises: that a message failed matters more than whether Meta's reason can be read."""
    if wire.given(raw) is None:
        return ()
    try:
        items = wire.ITEMS.decode(raw)
    except UNREADABLE_JSON:
        return (Failure(UNREADABLE, "", _shown(raw)),)
    return tuple(_failure(item) for item in items)


def _failure(raw: Raw) -> Failure:
    try:
        error = wire.ERROR.decode(raw)
    except UNREADABLE_JSON:
        return Failure(UNREADABLE, "", _shown(raw))
    details = error.error_data.details if error.error_data else None
    code = UNREADABLE if error.code is None else error.code
    return Failure(code, error.title or error.message or "", details or "")


def _shown(raw: Raw) -> str:
    return bytes(raw)[:200].decode(errors="replace")
