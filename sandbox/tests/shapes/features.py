"""Scenes of flows, groups, calls and numbers shared with the Business app."""

from concurrent.futures import ThreadPoolExecutor

from sandbox.tests.client import ADA, COFFEE, DEWI, LENA, WABA
from sandbox.tests.extras.test_calls import OFFER, act, allow, connect, customer_calls
from sandbox.tests.extras.test_groups import jpeg, names, upload
from sandbox.tests.flows.endpoint import Endpoint, KeyPair
from sandbox.tests.flows.forms import SIMPLE, create, dynamic, press, send_and_arrive, set_key

from waypost_sandbox.sample_flow import FLOW_ID

PRODUCT = {"messaging_product": "whatsapp"}
HELLO = {"screen": "NAME", "data": {"hello": "Hi"}}
BUDI = "6285712345678"
DEWI_ID = "ID.84519930277416250193"


def flows_change(stage):
    flow = create(stage.meta).json["id"]
    for step in ("publish", "deprecate"):
        stage.call("POST", f"{flow}/{step}")
    create(stage.meta, dict(SIMPLE, version="5.1"), name="old", publish=True)
    for status in ("THROTTLED", "BLOCKED", "PUBLISHED"):
        stage.control(f"/flows/{FLOW_ID}", {"status": status})


def endpoints_fail(stage):
    meta, keys = stage.meta, KeyPair()
    endpoint = Endpoint(keys)
    set_key(meta, keys.pem)
    flow = create(meta, dynamic(), endpoint_uri=endpoint.url, publish=True).json["id"]
    endpoint.clear()
    endpoint.screens = {("INIT", ""): HELLO}
    message = send_and_arrive(meta, flow, flow_action="data_exchange")
    stage.wait()
    endpoint.slow = 1.1
    with ThreadPoolExecutor(12) as together:
        list(together.map(lambda _: press(meta, flow, message), range(12)))
    endpoint.slow = 0.0
    endpoint.screens["INIT", ""] = {"screen": "NAME", "data": {"hello": 7}}
    for _ in range(3):
        press(meta, flow, message)
    endpoint.screens["INIT", ""] = HELLO
    endpoint.status = 500
    for _ in range(3):
        press(meta, flow, message)
    stage.call("POST", flow, {"endpoint_uri": "http://127.0.0.1:9/flow"})
    # The health check comes every two minutes, and three that failed are enough.
    failed = {"event": "ENDPOINT_AVAILABILITY"}
    for _ in range(12):
        stage.wait(121)
        if any(failed.items() <= value.items() for value in stage.receiver.values()):
            break
    endpoint.server.shutdown()
    endpoint.server.server_close()
    stage.wait(2400)


def groups_live(stage):
    stage.control(f"/phone_numbers/{COFFEE}/groups", {"eligible": True})
    order = {**PRODUCT, "subject": "Race team", "description": "For Sunday"}
    stage.call("POST", f"{COFFEE}/groups", order)
    stage.call("POST", f"{COFFEE}/groups", {**order, "join_approval_mode": "approval_required"})
    stage.wait()
    free, closed = (group["id"] for group in stage.control("/groups")["groups"])
    for person in (DEWI, ADA, LENA, BUDI):
        stage.control(f"/groups/{free}/join", {"person": person})
    stage.control(f"/groups/{free}/leave", {"person": ADA})
    stage.call("DELETE", f"{free}/participants", names(f"+{DEWI}", DEWI_ID, ADA, LENA))
    asked = [
        stage.control(f"/groups/{closed}/join", {"person": person})["join_request_id"]
        for person in (DEWI, ADA, LENA)
    ]
    stage.call("POST", f"{closed}/join_requests", {**PRODUCT, "join_requests": asked[:1]})
    stage.call("DELETE", f"{closed}/join_requests", {**PRODUCT, "join_requests": asked[1:2]})
    stage.control(f"/groups/{closed}/withdraw", {"person": LENA})
    stage.call("POST", closed, {**PRODUCT, "subject": "New", "description": "Words"})
    for picture in (jpeg(192, 192), jpeg(300, 200)):
        assert upload(stage.meta, closed, picture).status == 200
    for suspended in (True, False):
        stage.control(f"/groups/{closed}/suspend", {"suspended": suspended})
    stage.call("DELETE", closed)


def calls_are_made(stage):
    meta = stage.meta
    taken = customer_calls(meta)
    for action in ("pre_accept", "accept"):
        act(meta, action, call_id=taken, session={"sdp_type": "answer", "sdp": OFFER})
    stage.wait(30)
    act(meta, "terminate", call_id=taken)
    customer_calls(meta, LENA)
    stage.wait(61)
    for person in (DEWI, ADA):
        allow(meta, person)
    answered = connect(meta, biz_opaque_callback_data="row 9").json["calls"][0]["id"]
    rejected = connect(meta, ADA).json["calls"][0]["id"]
    stage.wait()
    stage.control(f"/calls/{answered}/answer", {})
    stage.control(f"/calls/{rejected}/reject", {})
    stage.wait(30)
    stage.control(f"/calls/{answered}/hang_up", {})
    stage.control(f"/wabas/{WABA}", {"has_payment_method": False})
    assert connect(meta).status == 200


def the_app_shares_the_number(stage):
    past = [
        {"from_me": False, "days_ago": 0.5, "content": {"body": "Today / hari ini ☕"}},
        {"from_me": True, "days_ago": 30, "content": {"body": "Last month"}, "status": "DELIVERED"},
        {"from_me": False, "days_ago": 40, "type": "location", "content": {"latitude": 1.5, "longitude": 2}},
        {
            "from_me": True,
            "days_ago": 50,
            "type": "contacts",
            "content": [{"name": {"formatted_name": "Ada"}}],
        },
        {
            "from_me": True,
            "days_ago": 60,
            "type": "reaction",
            "content": {"message_id": "wamid.AA==", "emoji": "👍"},
        },
        *(
            {"from_me": mine, "days_ago": 3, "type": kind, "content": {}}
            for kind in ("image", "video", "audio", "document", "sticker")
            for mine in (True, False)
        ),
        {"from_me": False, "days_ago": 100, "type": "image", "content": {"caption": "Old"}},
    ]
    threads = [{"person": person, "messages": past} for person in (ADA, LENA, BUDI)]
    stage.control(f"/coexistence/{COFFEE}/onboard", {"threads": threads})
    for kind in ("smb_app_state_sync", "history"):
        stage.call("POST", f"{COFFEE}/smb_app_data", {**PRODUCT, "sync_type": kind})
    stage.wait(120)
    written = [stage.control(f"/coexistence/{COFFEE}/echo", {"to": LENA, "text": {"body": "Hi"}})["id"]]
    contents = {
        "text": {"body": "Raedy"},
        **{kind: {} for kind in ("image", "video", "audio", "document", "sticker")},
        "location": {"latitude": 1.5, "longitude": 2.5},
        "contacts": [{"name": {"formatted_name": "Ada"}}],
        "reaction": {"message_id": written[0], "emoji": "👍"},
    }
    for kind, content in contents.items():
        order = {"to": DEWI, "type": kind, kind: content}
        written.append(stage.control(f"/coexistence/{COFFEE}/echo", order)["id"])
    stage.control(f"/coexistence/{COFFEE}/edit", {"message_id": written[1], "text": "Ready"})
    stage.control(f"/coexistence/{COFFEE}/revoke", {"message_id": written[1]})
    contact = {"phone_number": ADA, "full_name": "Ada Mol", "first_name": "Ada"}
    stage.control(f"/coexistence/{COFFEE}/contact", contact)
    stage.control(f"/coexistence/{COFFEE}/contact", {"phone_number": ADA, "remove": True})


def the_app_keeps_its_history(stage):
    stage.control(f"/coexistence/{COFFEE}/onboard", {"declined": True})
    stage.call("POST", f"{COFFEE}/smb_app_data", {**PRODUCT, "sync_type": "history"})


SCENES = (
    flows_change,
    endpoints_fail,
    groups_live,
    calls_are_made,
    the_app_shares_the_number,
    the_app_keeps_its_history,
)
