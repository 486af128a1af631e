"""Rows in bulk, for benchmarks that measure what happens to them afterwards."""

from collections.abc import Sequence
from uuid import UUID

import psycopg

from bench.stage import Stage
from bench.world import World
from waypost.kit.ids import uuid7


def connect(stage: Stage, world: World) -> psycopg.Connection:
    """As the ordinary role, with the tenant open for the whole session."""
    connection = psycopg.connect(stage.postgres.url("waypost_app"), autocommit=True)
    connection.execute("select set_config('waypost.tenant_id', %s, false)", [str(world.tenant_id)])
    return connection


def add_conversations(connection: psycopg.Connection, world: World, numbers: Sequence[str]) -> list[UUID]:
    """One contact and one open conversation per number."""
    contacts = [uuid7() for _ in numbers]
    conversations = [uuid7() for _ in numbers]
    with connection.transaction():
        connection.execute(
            """insert into contacts_contact (id, name, profile_name, wa_id, created_at)
               select id, '', 'Bench ' || wa_id, wa_id, now()
               from unnest(%s::uuid[], %s::text[]) as new (id, wa_id)""",
            [contacts, list(numbers)],
        )
        connection.execute(
            """insert into messaging_conversation
                   (id, channel_id, contact_id, last_message_at, last_inbound_at, unread_count, created_at)
               select id, %s, contact_id, now(), now(), 0, now()
               from unnest(%s::uuid[], %s::uuid[]) as new (id, contact_id)""",
            [world.channel_id, conversations, contacts],
        )
    connection.execute("analyze contacts_contact, messaging_conversation")
    return conversations


def add_outgoing(
    connection: psycopg.Connection,
    world: World,
    conversations: Sequence[UUID],
    *,
    status: str = "queued",
    text: str = "Thank you, your order leaves tomorrow.",
) -> list[UUID]:
    """One message per conversation; queued ones get their ticket."""
    ids = [uuid7() for _ in conversations]
    with connection.transaction():
        connection.execute(
            """insert into messaging_message
                   (id, conversation_id, channel_id, direction, kind, text, status, status_rank, failure_reason,
                    author_kind, author_name, attempt, sent_at)
               select id, conversation_id, %s, 'out', 'text', %s, %s, %s, '', 'user', 'Bench', 1, now()
               from unnest(%s::uuid[], %s::uuid[]) as new (id, conversation_id)""",
            [world.channel_id, text, status, 10 if status == "queued" else 20, ids, list(conversations)],
        )
        if status == "queued":
            connection.execute(
                """insert into messaging_outboundticket (message_id, kind, tenant_id, channel_id, conversation_id)
                   select id, 'message', %s, %s, conversation_id
                   from unnest(%s::uuid[], %s::uuid[]) as new (id, conversation_id)""",
                [world.tenant_id, world.channel_id, ids, list(conversations)],
            )
    return ids


def one(connection: psycopg.Connection, query: str, parameters: Sequence[object] = ()) -> object:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]
