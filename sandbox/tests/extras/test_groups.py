"""Groups: made by request, joined by link, with a webhook for everything."""

import struct

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA
from sandbox.tests.extras.webhooks import changes, told

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.groups.managing import MOST_GROUPS, check_room
from waypost_sandbox.state.groups import Group
from waypost_sandbox.world import read_world

WHOLESALE = "118833445566002"
PATH = f"/v23.0/{COFFEE}/groups"
PRODUCT = {"messaging_product": "whatsapp"}


def make(meta, receiver, subject="Race team", **more):
    """A group; what its webhook told."""
    before = len(changes(receiver, "group_lifecycle_update"))
    answer = meta.call("POST", PATH, {**PRODUCT, "subject": subject, **more})
    assert answer.status == 200, answer.raw
    meta.advance(1)
    made = told(receiver, "group_lifecycle_update", "groups", before + 1)[-1]
    assert made["request_id"] == answer.json["request_id"]
    return made


def join(meta, group_id, person):
    return meta.control(f"/groups/{group_id}/join", {"person": person})


def names(*people):
    return {**PRODUCT, "participants": [{"user": person} for person in people]}


def jpeg(width, height):
    """As much of a picture as says how large it is."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def upload(meta, group_id, file):
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + file + b"\r\n--b--\r\n"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return meta.call("POST", f"/v23.0/{group_id}", parts, headers=kind)


def test_a_group_is_made_and_told_by_webhook(meta, receiver):
    made = make(meta, receiver, description="For Sunday", join_approval_mode="approval_required")
    assert made["type"] == "group_create"
    assert made["subject"] == "Race team"
    assert made["group_id"].endswith("ZD")
    assert made["invite_link"].startswith("https://chat.whatsapp.com/")
    assert made["join_approval_mode"] == "approval_required"
    assert isinstance(made["timestamp"], str)
    rows = meta.call("GET", PATH).json["data"]["groups"]
    assert [(row["id"], row["subject"]) for row in rows] == [(made["group_id"], "Race team")]
    fields = "subject,description,participants,join_approval_mode,suspended,creation_timestamp"
    node = meta.call("GET", f"/v23.0/{made['group_id']}?fields={fields},total_participant_count").json
    assert node.pop("creation_timestamp") > 0
    assert node == {
        "messaging_product": "whatsapp",
        "id": made["group_id"],
        "subject": "Race team",
        "description": "For Sunday",
        "participants": [],
        "join_approval_mode": "approval_required",
        "suspended": False,
        "total_participant_count": 0,
    }


def test_a_number_that_is_not_eligible_gets_131215(meta):
    body = {**PRODUCT, "subject": "Race team"}
    assert meta.call("POST", f"/v23.0/{WHOLESALE}/groups", body).code == 131215
    meta.control(f"/phone_numbers/{WHOLESALE}/groups", {"eligible": True})
    assert meta.call("POST", f"/v23.0/{WHOLESALE}/groups", body).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"subject": "x"}, 100),
        (PRODUCT, 131008),
        ({**PRODUCT, "subject": "   "}, 131008),
        ({**PRODUCT, "subject": "x" * 129}, 131009),
        ({**PRODUCT, "subject": "x", "description": "d" * 2049}, 131009),
        ({**PRODUCT, "subject": "x", "join_approval_mode": "never"}, 100),
    ],
)
def test_broken_groups_are_refused(meta, body, code):
    assert meta.call("POST", PATH, body).code == code


def test_lists_are_paged_and_know_their_cursors(meta, receiver):
    made = [make(meta, receiver, name)["group_id"] for name in ("One", "Two")]
    page = meta.call("GET", f"{PATH}?limit=1").json
    after = page["paging"]["cursors"]["after"]
    rest = meta.call("GET", f"{PATH}?limit=1&after={after}").json
    assert [row["id"] for row in page["data"]["groups"] + rest["data"]["groups"]] == made
    assert meta.call("GET", f"{PATH}?after=nonsense").code == 131059
    assert meta.call("GET", f"{PATH}?limit=1025").code == 100


def test_customers_join_by_the_link(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    assert join(meta, group_id, DEWI)["joined"] is True
    added = told(receiver, "group_participants_update", "groups", 1)[0]
    assert (added["type"], added["reason"]) == ("group_participants_add", "invite_link")
    assert [row["wa_id"] for row in added["added_participants"]] == [DEWI]
    node = meta.call("GET", f"/v23.0/{group_id}?fields=participants").json
    assert [row["wa_id"] for row in node["participants"]] == [DEWI]
    meta.control(f"/groups/{group_id}/leave", {"person": DEWI})
    left = told(receiver, "group_participants_update", "groups", 2)[1]
    assert (left["type"], left["initiated_by"]) == ("group_participants_remove", "participant")


def test_a_group_takes_eight(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    for number in range(8):
        join(meta, group_id, str(491510000000 + number))
    refused = meta.call("POST", f"/_sandbox/groups/{group_id}/join", {"person": DEWI}, token=None)
    assert (refused.status, "full" in refused.json["detail"]) == (400, True)


def test_requests_to_join_are_approved_one_by_one(meta, receiver):
    group_id = make(meta, receiver, join_approval_mode="approval_required")["group_id"]
    asked = [join(meta, group_id, person)["join_request_id"] for person in (DEWI, ADA, LENA)]
    created = told(receiver, "group_participants_update", "groups", 3)
    assert {row["type"] for row in created} == {"group_join_request_created"}
    assert [row["join_request_id"] for row in created] == asked
    path = f"/v23.0/{group_id}/join_requests"
    rows = meta.call("GET", path).json["data"]
    assert [(row["join_request_id"], row.get("wa_id")) for row in rows] == list(
        zip(asked, (DEWI, ADA, None), strict=True)
    )
    approved = meta.call("POST", path, {**PRODUCT, "join_requests": asked[:1]})
    assert approved.json == {**PRODUCT, "approved_join_requests": asked[:1]}
    rejected = meta.call("DELETE", path, {**PRODUCT, "join_requests": asked[1:2]})
    assert rejected.json == {**PRODUCT, "rejected_join_requests": asked[1:2]}
    meta.advance(1)
    assert (
        told(receiver, "group_participants_update", "groups", 4)[3]["added_participants"][0]["wa_id"] == DEWI
    )
    meta.control(f"/groups/{group_id}/withdraw", {"person": LENA})
    assert told(receiver, "group_participants_update", "groups", 5)[4]["type"] == "group_join_request_revoked"
    assert meta.call("GET", path).json == {"data": []}


def test_requests_that_partly_fail_are_answered_with_206(meta, receiver):
    group_id = make(meta, receiver, join_approval_mode="approval_required")["group_id"]
    asked = join(meta, group_id, DEWI)["join_request_id"]
    path = f"/v23.0/{group_id}/join_requests"
    partly = meta.call("POST", path, {**PRODUCT, "join_requests": [asked, "unknown"]})
    assert partly.status == 206
    assert partly.json["approved_join_requests"] == [asked]
    failed = partly.json["failed_join_requests"]
    assert [(row["join_request_id"], row["errors"][0]["code"]) for row in failed] == [("unknown", 131213)]
    assert partly.json["errors"][0]["code"] == 131201
    assert meta.call("POST", path, {**PRODUCT, "join_requests": ["unknown"]}).code == 131213
    assert meta.call("POST", path, PRODUCT).code == 131008
    assert meta.call("POST", path, {**PRODUCT, "join_requests": "all"}).code == 100


def test_the_link_is_reset_and_deleted(meta, receiver):
    made = make(meta, receiver)
    path = f"/v23.0/{made['group_id']}/invite_link"
    assert meta.call("GET", path).json == {**PRODUCT, "invite_link": made["invite_link"]}
    fresh = meta.call("POST", path, PRODUCT).json["invite_link"]
    assert fresh != made["invite_link"]
    assert meta.call("DELETE", path, PRODUCT).json == {**PRODUCT, "success": True}
    refused = meta.call("POST", f"/_sandbox/groups/{made['group_id']}/join", {"person": DEWI}, token=None)
    assert refused.status == 400


def test_the_business_puts_participants_out_for_good(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    for person in (DEWI, ADA):
        join(meta, group_id, person)
    answer = meta.call("DELETE", f"/v23.0/{group_id}/participants", names(DEWI, LENA))
    assert set(answer.json) == {"messaging_product", "request_id"}
    meta.advance(1)
    removed = told(receiver, "group_participants_update", "groups", 3)[2]
    assert (removed["type"], removed["initiated_by"]) == ("group_participants_remove", "business")
    assert [row["wa_id"] for row in removed["removed_participants"]] == [DEWI]
    assert [row["errors"][0]["code"] for row in removed["failed_participants"]] == [131212]
    refused = meta.call("POST", f"/_sandbox/groups/{group_id}/join", {"person": DEWI}, token=None)
    assert refused.status == 400


@pytest.mark.parametrize(
    ("people", "code"),
    [((ADA,), 131212), ((DEWI, DEWI), 131202), (tuple(str(4915100000 + n) for n in range(9)), 131204)],
)
def test_participants_that_cannot_be_removed(meta, receiver, people, code):
    group_id = make(meta, receiver)["group_id"]
    join(meta, group_id, DEWI)
    assert meta.call("DELETE", f"/v23.0/{group_id}/participants", names(*people)).code == code


def test_participants_cannot_be_added_by_the_business(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    refused = meta.call("POST", f"/v23.0/{group_id}/participants", names(DEWI))
    assert (refused.status, refused.code) == (400, 100)


def test_changes_are_told_one_by_one(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    answer = meta.call("POST", f"/v23.0/{group_id}", {**PRODUCT, "subject": "New", "description": "Words"})
    meta.advance(1)
    changed = told(receiver, "group_settings_update", "groups", 1)[0]
    assert changed["request_id"] == answer.json["request_id"]
    assert changed["group_subject"] == {"text": "New", "update_successful": True}
    assert changed["group_description"] == {"text": "Words", "update_successful": True}
    assert meta.call("GET", f"/v23.0/{group_id}").json["subject"] == "New"
    assert meta.call("POST", f"/v23.0/{group_id}", PRODUCT).code == 131008


@pytest.mark.parametrize(
    ("file", "code"),
    [(jpeg(192, 192), None), (jpeg(300, 200), 131209), (jpeg(100, 100), 131210), (b"not a picture", 131053)],
)
def test_pictures_are_looked_at_after_the_answer(meta, receiver, file, code):
    group_id = make(meta, receiver)["group_id"]
    assert upload(meta, group_id, file).status == 200
    meta.advance(1)
    changed = told(receiver, "group_settings_update", "groups", 1)[0]
    assert changed["profile_picture"]["update_successful"] is (code is None)
    assert [error["code"] for error in changed.get("errors", [])] == ([] if code is None else [code])


def test_a_suspended_group_stands_still(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    meta.control(f"/groups/{group_id}/suspend", {"suspended": True})
    assert told(receiver, "group_status_update", "groups", 1)[0]["type"] == "group_suspend"
    assert meta.call("POST", f"/v23.0/{group_id}", {**PRODUCT, "subject": "New"}).code == 131207
    meta.control(f"/groups/{group_id}/suspend", {"suspended": False})
    assert told(receiver, "group_status_update", "groups", 2)[1]["type"] == "group_suspend_cleared"
    assert meta.call("POST", f"/v23.0/{group_id}", {**PRODUCT, "subject": "New"}).status == 200


def test_a_group_is_given_up(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    answer = meta.call("DELETE", f"/v23.0/{group_id}")
    assert answer.json["success"] is True
    meta.advance(1)
    gone = told(receiver, "group_lifecycle_update", "groups", 2)[1]
    assert (gone["type"], gone["group_id"]) == ("group_delete", group_id)
    assert meta.call("GET", f"/v23.0/{group_id}").code == 100


def test_an_unknown_field_of_a_group_is_refused(meta, receiver):
    group_id = make(meta, receiver)["group_id"]
    assert meta.call("GET", f"/v23.0/{group_id}?fields=colour").code == 100


def test_a_number_makes_ten_thousand_groups_at_most():
    state = read_world(None).state
    phone = state.phone_numbers[COFFEE]
    state.groups = {
        str(n): Group(str(n), phone.waba_id, phone.id, "Race team") for n in range(MOST_GROUPS - 1)
    }
    check_room(state, phone)
    state.groups["last"] = Group("last", phone.waba_id, phone.id, "Race team")
    with pytest.raises(GraphError) as refused:
        check_room(state, phone)
    assert refused.value.code == 131211
