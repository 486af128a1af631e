"""The journal of raw webhooks over HTTP."""

from datetime import datetime
from typing import Annotated

from ninja import Query, Router

from waypost.core.http import Request
from waypost.pipeline import journal
from waypost.pipeline.schemas import JournalPage, JournalSettingsIn, JournalWebhookOut, ReplayIn, ReplayOut

router = Router(tags=["journal"])


@router.get("", response=JournalPage, operation_id="list_webhooks")
def list_webhooks(  # noqa: PLR0917 - each is a named filter
    request: Request,
    search: Annotated[str, Query(max_length=200)] = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: int | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> JournalPage:
    return journal.journal_page(
        request.auth, search=search, since=since, until=until, cursor=cursor, limit=limit
    )


@router.post("/replay", response=ReplayOut, operation_id="replay_webhooks")
def replay_webhooks(request: Request, new: ReplayIn) -> ReplayOut:
    return ReplayOut(count=journal.replay(request.auth, new.webhook_ids))


@router.get("/settings", response=JournalSettingsIn, operation_id="get_journal_settings")
def get_settings(request: Request) -> JournalSettingsIn:
    return journal.journal_settings(request.auth)


@router.put("/settings", response=JournalSettingsIn, operation_id="change_journal_settings")
def change_settings(request: Request, new: JournalSettingsIn) -> JournalSettingsIn:
    return journal.change_settings(request.auth, new)


@router.get("/{webhook_id}", response=JournalWebhookOut, operation_id="get_webhook")
def get_webhook(request: Request, webhook_id: int) -> JournalWebhookOut:
    return journal.access_webhook(request.auth, webhook_id)
