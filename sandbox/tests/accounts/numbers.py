"""Numbers, asked and changed in the ways of a client and of the control API."""

from sandbox.tests.client import COFFEE, WABA

PHONE = f"/v23.0/{COFFEE}"
WHOLESALE = "118833445566002"
BERLIN = {"cc": "49", "phone_number": "30 1234567", "verified_name": "Senja Berlin"}


def add(meta, **more):
    return meta.call("POST", f"/v23.0/{WABA}/phone_numbers", BERLIN | more)


def ask(meta, number, method="SMS"):
    return meta.call("POST", f"/v23.0/{number}/request_code?code_method={method}&language=en_US", {})


def shown(meta, number):
    return meta.control(f"/phone_numbers/{number}")


def verify(meta, number):
    assert ask(meta, number).json == {"success": True}
    code = shown(meta, number)["code"]
    assert meta.call("POST", f"/v23.0/{number}/verify_code", {"code": f"{code[:3]}-{code[3:]}"}).json == {
        "success": True
    }


def register(meta, number=COFFEE, pin="581063", **more):
    return meta.call(
        "POST", f"/v23.0/{number}/register", {"messaging_product": "whatsapp", "pin": pin} | more
    )


def fields(meta, number, *names):
    return meta.call("GET", f"/v24.0/{number}?fields={','.join(names)}").json


def change(meta, number=COFFEE, **what):
    return meta.control(f"/phone_numbers/{number}", what)
