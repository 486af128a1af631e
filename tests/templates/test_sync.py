"""Templates as Meta has them: by asking, by webhook, late and out of order; and each is sent to a real sandbox."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Raw
from tests.factories import make_actor, make_template
from tests.templates.examples import MEDIA, values_for

from waypost.accounts.permissions import Role
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock, env
from waypost.kit.errors import Forbidden, NotFound
from waypost.templates import actions, queries, rules, tasks
from waypost.templates.models import Template
from waypost.whatsapp import media as graph_media
from waypost.whatsapp import payloads
from waypost.whatsapp.client import GraphClient, GraphRefused
from waypost.whatsapp.webhook import TemplateUpdate

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def system(owner) -> Actor:
    return Actor.system(owner.tenant_id)


def sync(system, connected) -> None:
    tasks.sync(system, channel_id=str(connected.id))


def stored(owner) -> dict[tuple[str, str], Template]:
    with tenant_scope(owner.tenant_id):
        return {(one.name, one.language): one for one in Template.objects.filter(deleted_at=None)}


def told(template: Template, word: str, *, field=actions.STATUS_FIELD, at=None, **more) -> TemplateUpdate:
    return TemplateUpdate(
        field=field,
        waba_id=template.waba_id,
        template_id=template.meta_id,
        name=template.name,
        language=template.language,
        word=word,
        reason=more.get("reason", "NONE"),
        timestamp=int((at or clock.now()).timestamp()),
        raw=Raw(b"{}"),
        correct_category=more.get("correct_category"),
    )


def test_all_templates_of_an_account_are_kept(owner, system, connected):
    sync(system, connected)
    first = stored(owner)
    sync(system, connected)
    assert len(first) > 5
    assert {key: row.id for key, row in stored(owner).items()} == {key: row.id for key, row in first.items()}
    update = first["order_update", "en_US"]
    assert (update.status, update.category, update.parameter_format) == ("approved", "utility", "positional")


def test_what_meta_no_longer_has_is_marked_as_deleted(owner, system, connected):
    with tenant_scope(owner.tenant_id):
        gone = make_template(waba_id=connected.waba_id)
        Template.objects.filter(id=gone.id).update(synced_at=clock.now() - timedelta(hours=1))
    sync(system, connected)
    with tenant_scope(owner.tenant_id):
        assert Template.objects.get(id=gone.id).status == "deleted"
    with pytest.raises(NotFound):
        queries.access_template(owner, gone.id)


def test_webhooks_change_status_quality_and_category(owner, system, connected):
    sync(system, connected)
    template = stored(owner)["order_update", "en_US"]
    actions.note_updates(
        system,
        [
            told(template, "PAUSED", reason="LOW_QUALITY"),
            told(template, "YELLOW", field=actions.QUALITY_FIELD),
            told(template, "MARKETING", field=actions.CATEGORY_FIELD),
        ],
    )
    now = stored(owner)["order_update", "en_US"]
    assert (now.status, now.status_reason, now.quality) == ("paused", "LOW_QUALITY", "yellow")
    assert (now.category, now.previous_category) == ("marketing", "utility")


def test_an_older_webhook_that_comes_late_changes_nothing(owner, system, connected):
    sync(system, connected)
    template = stored(owner)["order_update", "en_US"]
    now = datetime.now(UTC)
    actions.note_updates(system, [told(template, "DISABLED", at=now)])
    actions.note_updates(system, [told(template, "APPROVED", at=now - timedelta(minutes=1))])
    assert stored(owner)["order_update", "en_US"].status == "disabled"


def test_a_list_that_was_asked_for_earlier_does_not_undo_a_webhook(owner, system, connected):
    sync(system, connected)
    template = stored(owner)["order_update", "en_US"]
    actions.note_updates(system, [told(template, "PAUSED", at=datetime.now(UTC) + timedelta(seconds=5))])
    sync(system, connected)
    assert stored(owner)["order_update", "en_US"].status == "paused"


def test_a_notice_of_a_category_to_come_changes_nothing_yet(owner, system, connected):
    sync(system, connected)
    template = stored(owner)["order_update", "en_US"]
    actions.note_updates(
        system, [told(template, "UTILITY", field=actions.CATEGORY_FIELD, correct_category="MARKETING")]
    )
    assert stored(owner)["order_update", "en_US"].category == "utility"


def test_another_tenant_sees_none_of_them(owner, system, connected):
    sync(system, connected)
    stranger = make_actor()
    assert queries.template_page(stranger).items == []
    with pytest.raises(NotFound):
        queries.access_template(stranger, stored(owner)["order_update", "en_US"].id)


def test_an_agent_may_look_and_not_sync(owner, connected):
    agent = make_actor(owner.tenant_id, Role.AGENT)
    queries.template_page(agent)
    with pytest.raises(Forbidden):
        actions.sync_templates(agent)


def test_a_picker_shows_approved_ones_first_and_finds_by_name(owner, system, connected):
    sync(system, connected)
    page = queries.template_page(owner, channel_id=connected.id, limit=100)
    statuses = [one.status == "approved" for one in page.items]
    assert statuses == sorted(statuses, reverse=True)
    assert {one.name for one in queries.template_page(owner, search="order up").items} == {"order_update"}


def test_every_approved_template_of_the_sandbox_can_be_filled_in_and_is_accepted(  # noqa: PLR0917 - fixtures
    owner, system, connected, sandbox, tmp_path, capsys
):
    sync(system, connected)
    picture = tmp_path / "a.png"
    picture.write_bytes(PICTURE)
    accepted, unsupported, refused = [], [], {}
    templates = stored(owner)

    async def send_all() -> None:
        async with GraphClient(base_url=env.meta().graph_url, version="v23.0", connections=2) as client:
            files = {
                "image": await graph_media.upload(
                    client, connected.phone_number_id, sandbox.token, picture, "image/png"
                )
            }
            for (name, language), template in templates.items():
                if template.status != "approved":
                    continue
                form = rules.form_of(template.components, template.parameter_format)
                kinds = {form.part.header, *(card.header for card in form.cards)} & {"video", "document"}
                if form.unsupported or kinds or "product" in str(template.components).lower():
                    unsupported.append(name)
                    continue
                values = values_for(form)
                assert rules.fit(template.components, template.parameter_format, values) == []
                built = rules.components_for(
                    template.components, template.parameter_format, values, {MEDIA: files["image"]}
                )
                content = {"name": name, "language": {"code": language}, "components": built}
                body = payloads.message("template", content, wa_id="6281234567890")
                try:
                    await client.send(connected.phone_number_id, sandbox.token, body)
                    accepted.append(name)
                except GraphRefused as error:
                    refused[name] = str(error)

    asyncio.run(send_all())
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(accepted)} templates accepted, {len(unsupported)} not sent: {sorted(set(unsupported))}\n"
        )
    assert refused == {}
    assert len(accepted) >= 6
