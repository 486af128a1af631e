"""Who looks at which chat on which phone, and what they are told at once."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import msgspec

from waypost_sandbox.state import Json

QUEUE_SIZE = 500
PING_SECONDS = 15.0


class Session:
    """One open phone page; it lives as long as its connection."""

    def __init__(self, person: str) -> None:
        self.id = secrets.token_hex(8)
        self.person = person
        self.chat: str | None = None
        self.events: asyncio.Queue[tuple[str, Json]] = asyncio.Queue(QUEUE_SIZE)


class Hub:
    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    @property
    def open_phones(self) -> int:
        return len(self._sessions)

    def session(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    def is_open(self, person: str, phone_number_id: str) -> bool:
        """Whether the person has this chat before their eyes."""
        return bool(self._sessions) and any(
            s.person == person and s.chat == phone_number_id for s in self._sessions.values()
        )

    def watches(self, person: str) -> bool:
        return bool(self._sessions) and any(s.person == person for s in self._sessions.values())

    def tell(self, person: str | None, event: str, content: Json) -> None:
        """Tells every phone of the person; without a person, every phone there is."""
        for session in self._sessions.values():
            if person is not None and session.person != person:
                continue
            if session.events.full():
                while not session.events.empty():
                    session.events.get_nowait()
                session.events.put_nowait(("refetch", {}))
            else:
                session.events.put_nowait((event, content))

    async def stream(self, person: str) -> AsyncIterator[bytes]:
        session = Session(person)
        self._sessions[session.id] = session
        try:
            yield _line("hello", {"session": session.id})
            while True:
                try:
                    event, content = await asyncio.wait_for(session.events.get(), PING_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                yield _line(event, content)
        finally:
            self._sessions.pop(session.id, None)


def _line(event: str, content: Json) -> bytes:
    return b"event: " + event.encode() + b"\ndata: " + msgspec.json.encode(content) + b"\n\n"
