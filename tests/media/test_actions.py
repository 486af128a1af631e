"""Files on the real database, as the ordinary role."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.factories import make_actor, make_channel

from waypost.accounts.permissions import Role
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Conflict, Forbidden, NotFound
from waypost.media import actions, queries
from waypost.media.actions import Arrival, Examined, Kept
from waypost.media.models import File
from waypost.media.rules import problem

PICTURE = Examined("image", "image/jpeg", 100, "a" * 64, width=4, height=3)


def jobs_of(media_id, name: str = "media.fetch") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = %s and args->>'media_id' = %s",
            [name, str(media_id)],
        )
        return cursor.fetchone()[0]


def events_of(actor: Actor) -> list[tuple[str, str]]:
    with tenant_scope(actor.tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "select type, payload->'media'->>'status' from core_domainevent where type like 'media.%%'"
        )
        return cursor.fetchall()


def arrival(channel, meta_media_id: str = "9001", **more) -> Arrival:
    return Arrival(channel.id, meta_media_id, "image", "image/jpeg", "", "photo.jpg", **more)


def expected(system: Actor, channel):
    [media_id] = actions.expect(system, [arrival(channel)]).values()
    return media_id


def test_a_file_that_is_announced_twice_is_one_file_and_one_job(system, channel):
    first = actions.expect(system, [arrival(channel), arrival(channel), arrival(channel, "9002")])
    again = actions.expect(system, [arrival(channel)])

    assert again[channel.id, "9001"] == first[channel.id, "9001"]
    assert len(set(first.values())) == 2
    assert [jobs_of(media_id) for media_id in first.values()] == [1, 1]


def test_what_is_announced_and_rolled_back_leaves_no_job(system, channel, owner):
    ids = {}
    with pytest.raises(ZeroDivisionError), tenant_scope(owner.tenant_id):
        ids = actions.expect(system, [arrival(channel)])
        raise ZeroDivisionError

    assert [jobs_of(media_id) for media_id in ids.values()] == [0]


def test_a_waiting_file_has_no_link(owner, system, channel):
    shape = queries.media_shape(owner, expected(system, channel))

    assert (shape.status, shape.url, shape.thumbnail_url) == ("waiting", None, None)
    assert shape.filename == "photo.jpg"


def test_a_file_becomes_ready_once_and_whoever_is_second_is_told(owner, system, channel):
    media_id = expected(system, channel)

    assert actions.record_ready(system, media_id, PICTURE, Kept("a/key", "a/thumbnail"))
    assert not actions.record_ready(system, media_id, PICTURE, Kept("another/key"))

    shape = queries.shapes(system, [media_id, uuid4()])[media_id]
    assert (shape.status, shape.width, shape.mime_type) == ("ready", 4, "image/jpeg")
    assert shape.url
    assert shape.thumbnail_url
    assert events_of(owner) == [("media.ready", "ready")]


def test_a_failure_says_why_and_can_be_tried_again(owner, system, channel):
    media_id = expected(system, channel)
    actions.begin(system, media_id, "in")
    actions.record_failed(system, media_id, problem("meta_away"))

    failed = queries.media_shape(owner, media_id)
    assert (failed.status, failed.problem_code, failed.can_retry) == ("failed", "meta_away", True)
    assert failed.problem == "WhatsApp could not be reached for this file. Try again in a minute."
    assert events_of(owner) == [("media.failed", "failed")]

    assert actions.retry_media(owner, media_id).status == "waiting"
    assert jobs_of(media_id) == 2
    assert actions.begin(system, media_id, "in").attempt == 1


def test_what_trying_again_cannot_help_is_not_tried_again(owner, system, channel):
    media_id = expected(system, channel)
    actions.record_failed(system, media_id, problem("infected", name="Eicar"))

    assert queries.media_shape(owner, media_id).status == "infected"
    with pytest.raises(Conflict, match="virus scanner"):
        actions.retry_media(owner, media_id)


def test_a_file_whose_worker_died_may_be_tried_again_after_a_while(owner, system, channel):
    media_id = expected(system, channel)
    actions.begin(system, media_id, "in")
    with pytest.raises(Conflict, match="being worked on"):
        actions.retry_media(owner, media_id)

    with clock.frozen_at(clock.now() + timedelta(minutes=16)):
        assert queries.media_shape(owner, media_id).can_retry
        assert actions.retry_media(owner, media_id).status == "waiting"


def test_another_tenant_sees_no_file_and_changes_none(system, channel):
    media_id = expected(system, channel)
    stranger = make_actor()
    strange_system = Actor.system(stranger.tenant_id)

    with pytest.raises(NotFound):
        queries.media_shape(stranger, media_id)
    with pytest.raises(NotFound):
        actions.retry_media(stranger, media_id)
    assert queries.shapes(strange_system, [media_id]) == {}
    assert queries.served(strange_system, media_id, "file") is None
    assert not actions.record_ready(strange_system, media_id, PICTURE, Kept("a/key"))


def test_two_tenants_may_hear_of_the_same_id(system, channel):
    stranger = make_actor()
    theirs = make_channel(stranger)

    mine = actions.expect(system, [arrival(channel)])
    other = actions.expect(Actor.system(stranger.tenant_id), [arrival(theirs)])

    assert set(mine.values()) != set(other.values())


def test_no_file_can_name_the_channel_of_another_tenant(channel):
    from django.db import IntegrityError

    stranger = make_actor()
    with pytest.raises(IntegrityError):
        actions.expect(Actor.system(stranger.tenant_id), [arrival(channel)])


def test_a_viewer_may_look_but_not_send_or_retry(owner, system, channel):
    media_id = expected(system, channel)
    viewer = make_actor(owner.tenant_id, Role.VIEWER)

    assert queries.media_shape(viewer, media_id).id == media_id
    with pytest.raises(Forbidden):
        actions.retry_media(viewer, media_id)
    with pytest.raises(Forbidden):
        queries.upload_limit(viewer)


def test_people_cannot_do_what_the_pipelines_do(owner, channel):
    with pytest.raises(Forbidden):
        actions.expect(owner, [arrival(channel)])


def stored(system, owner) -> object:
    return actions.add_ready(owner, "a.jpg", "image/jpeg", PICTURE, Kept("a/key")).id


def test_metas_copy_is_reused_for_29_days(owner, system, channel):
    media_id = stored(system, owner)
    pair = (channel.id, media_id)

    assert queries.uploads(system, [pair]) == {}
    assert actions.record_upload(system, *pair, "777") == "777"
    assert queries.uploads(system, [pair]) == {pair: "777"}
    with clock.frozen_at(clock.now() + timedelta(days=29, seconds=1)):
        assert queries.uploads(system, [pair]) == {}
        assert actions.record_upload(system, *pair, "888") == "888"
        assert queries.uploads(system, [pair]) == {pair: "888"}


def test_of_two_uploads_at_once_the_first_is_used_by_both(owner, system, channel):
    media_id = stored(system, owner)

    assert actions.record_upload(system, channel.id, media_id, "777") == "777"
    assert actions.record_upload(system, channel.id, media_id, "888") == "777"


def test_a_copy_that_meta_lost_is_forgotten(owner, system, channel):
    media_id = stored(system, owner)
    actions.record_upload(system, channel.id, media_id, "777")

    actions.forget_upload(system, channel.id, "777")

    assert queries.uploads(system, [(channel.id, media_id)]) == {}


def test_the_shapes_of_many_files_take_one_statement(owner, system, channel):
    from django.test.utils import CaptureQueriesContext

    ids = list(actions.expect(system, [arrival(channel, str(n)) for n in range(9100, 9150)]).values())
    with tenant_scope(owner.tenant_id), CaptureQueriesContext(connection) as counted:
        found = queries.shapes(system, ids)

    assert (len(found), len(counted)) == (50, 1)


def test_a_name_with_a_path_in_it_is_kept_as_a_name(owner, system, channel):
    [media_id] = actions.expect(
        system, [Arrival(channel.id, "9200", "document", filename="../../a\0b/évil\n.pdf")]
    ).values()

    assert queries.media_shape(owner, media_id).filename == "évil.pdf"
    with tenant_scope(owner.tenant_id):
        assert File.objects.get(id=media_id).direction == "in"
