"""Scenes of accounts, numbers and templates."""

import json

from sandbox.tests.accounts.access import BUSINESS, oauth
from sandbox.tests.accounts.numbers import WHOLESALE, add, register, verify
from sandbox.tests.client import ADA, COFFEE, DEWI, WABA
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import SAMPLE, created, customer, delete, edit, people_feel, steer

RESTRICTED = {"RESTRICTED_BIZ_INITIATED_MESSAGING": 86_400, "RESTRICTED_UTILITY_TEMPLATES": 86_400}


def accounts_change(stage):
    for status in ("PENDING", "REJECTED", "DEFERRED", "APPROVED"):
        stage.control(f"/wabas/{WABA}", {"review_status": status})
    for banned in (True, False):
        stage.control(f"/wabas/{WABA}", {"banned": banned})
    stage.control(f"/wabas/{WABA}", {"country": "SG"})
    stage.control(f"/wabas/{WABA}", {"restrictions": RESTRICTED})
    stage.wait(86_401)
    for limit in ("TIER_250", "TIER_10K", "TIER_100K", "TIER_UNLIMITED", "TIER_2K"):
        stage.control(f"/businesses/{BUSINESS}", {"messaging_limit": limit})


def numbers_change(stage):
    stage.control(f"/businesses/{BUSINESS}", {"verified": True})
    stage.call("POST", COFFEE, {"pin": "150954"})
    for name in ("Senja Roasters", "Senja!!!"):
        stage.call("POST", COFFEE, {"new_display_name": name})
        stage.wait(5)
    for decision, reason in (("PENDING", None), ("DEFERRED", None), ("REJECTED", "NAME_NOT_CONSISTENT")):
        order = {"decision": decision, "reason": reason}
        stage.control(f"/phone_numbers/{COFFEE}/name", order)
    for name in ("senja.coffee", "senja_roasters"):
        stage.call("POST", f"{WHOLESALE}/username", {"username": name})
    stage.call("DELETE", f"{WHOLESALE}/username")
    stage.control(f"/phone_numbers/{WHOLESALE}/name", {"decision": "PENDING"})
    stage.call("POST", f"{WHOLESALE}/username", {"username": "senja.wholesale"})
    stage.call("POST", f"{COFFEE}/username", {"username": "senja"})
    stage.call("POST", f"{COFFEE}/official_business_account", {})
    stage.wait(5)
    for official in (True, False):
        stage.control(f"/phone_numbers/{WHOLESALE}", {"official": official})
    stage.control(f"/phone_numbers/{COFFEE}", {"throughput": "HIGH"})
    stage.control("/settings", {"throughput_upgrade_users": 2})
    stage.control(f"/businesses/{BUSINESS}", {"messaging_limit": "TIER_UNLIMITED"})
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    for person in (DEWI, ADA):
        order = {"messaging_product": "whatsapp", "to": person, "type": "template", "template": template}
        stage.call("POST", f"{WHOLESALE}/messages", order)
    stage.wait(70)
    number = add(stage.meta).json["id"]
    verify(stage.meta, number)
    assert register(stage.meta, number).status == 200


def partners_come_and_go(stage):
    signup = stage.control("/embedded_signups", {"waba_name": "Bakery"})
    assert oauth(stage.meta, code=signup["code"]).status == 200
    stage.control(f"/coexistence/{COFFEE}/onboard", {})
    stage.control(f"/coexistence/{COFFEE}/disconnect", {"reason": "PRIMARY_INACTIVITY"})


def templates_are_reviewed(stage):
    meta = stage.meta
    whole = created(meta, bodies.utility())
    doubled = bodies.plain(words="Hello {{1}}{{2}}, your bike is ready to be fetched.")
    doubled["components"][0]["example"] = {"body_text": [["Ada", "Mol"]]}
    created(meta, doubled)
    created(meta, bodies.plain("for_review", "You have won a bike, fetch it at our shop before evening."))
    changed = json.loads(json.dumps(bodies.utility()["components"]).replace("arrives at", "comes at"))
    assert edit(meta, whole, {"components": changed}).status == 200
    stage.wait()
    steer(meta, whole, correct_category="MARKETING")
    stage.wait(86_401)
    note = created(meta, bodies.plain("note_one"))
    assert delete(meta, name="note_one", hsm_id=note).status == 200
    on_the_way = created(meta, bodies.plain("note_two"))
    stage.control(f"/people/{DEWI}", {"online": False})
    stage.template("note_two")
    assert delete(meta, name="note_two", hsm_id=on_the_way).status == 200


def templates_are_edited(stage):
    """Every make of button is told."""
    rows = stage.control("/templates")["templates"]
    for row in rows:
        components = stage.call("GET", f"{row['id']}?fields=components")["components"]
        for part in components:
            if part["type"] == "BODY" and "text" in part and row["category"] != "AUTHENTICATION":
                part["text"] += " Today."
        edit(stage.meta, row["id"], {"components": components})


def templates_disappoint(stage):
    meta = stage.meta
    template = created(meta, bodies.plain())
    for quality in ("GREEN", "YELLOW", "RED"):
        steer(meta, template, quality=quality)
    stage.wait(3 * 3600 + 60)
    for _ in range(2):
        steer(meta, template, quality="RED")
        stage.wait(6 * 3600 + 60)
    for status in ("FLAGGED", "REINSTATED", "IN_APPEAL", "LIMIT_EXCEEDED", "LOCKED"):
        steer(meta, SAMPLE, status=status)
    for status in ("APPROVED", "ARCHIVED", "UNARCHIVED"):
        steer(meta, SAMPLE, status=status)
    stage.control("/settings", {"template_pacing": 3})
    paced = created(
        meta, bodies.plain("paced_note", "New bikes are here, come and see them.", category="MARKETING")
    )
    for number in range(4):
        stage.template("paced_note", customer(number))
    people_feel(meta, "block", 1)
    steer(meta, paced, release=True)


SCENES = (
    accounts_change,
    numbers_change,
    partners_come_and_go,
    templates_are_reviewed,
    templates_are_edited,
    templates_disappoint,
)
