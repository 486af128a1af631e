"""Complete send examples of our fact sheet on the Cloud API, as they stand but for ids that must exist."""

import json

import pytest
from sandbox.tests.client import ADA, COFFEE
from sandbox.tests.messages.files import upload_all

PICTURE_IDS = ("1844023391277001", "1844023391277002")

EXAMPLES = {
    "image with quote and callback data": """
{"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "image",
 "image": {"id": "1844023391277001", "caption": "Your bike after repair"},
 "context": {"message_id": "wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQzQTlEMDc3QjA5QTFGNEM2MjIyNQA="},
 "biz_opaque_callback_data": "ticket=8841"}""",
    "reply buttons": """
{"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "interactive",
 "interactive": {"type": "button", "header": {"type": "image", "image": {"id": "1844023391277001"}},
  "body": {"text": "Is 15:30 fine?"}, "footer": {"text": "Mol Bikes"},
  "action": {"buttons": [{"type": "reply", "reply": {"id": "yes-88", "title": "Yes"}},
                         {"type": "reply", "reply": {"id": "no-88", "title": "Other time"}}]}}}""",
    "link button": """
{"messaging_product": "whatsapp", "to": "+31612345678", "type": "interactive",
 "interactive": {"type": "cta_url", "body": {"text": "Pay your repair"},
  "action": {"name": "cta_url",
             "parameters": {"display_text": "Pay now", "url": "https://pay.mol.example/i/8841"}}}}""",
    "authentication template": """
{"messaging_product": "whatsapp", "to": "+31612345678", "type": "template",
 "template": {"name": "login_code", "language": {"code": "en_US"},
  "components": [{"type": "body", "parameters": [{"type": "text", "text": "481920"}]},
   {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "481920"}]}]}}""",
    "carousel template": """
{"messaging_product": "whatsapp", "to": "+31612345678", "type": "template",
 "template": {"name": "spring_offers", "language": {"code": "nl"}, "components": [
  {"type": "body", "parameters": [{"type": "text", "text": "Ada"}]},
  {"type": "carousel", "cards": [
   {"card_index": 0, "components": [
    {"type": "header", "parameters": [{"type": "image", "image": {"id": "1844023391277001"}}]},
    {"type": "button", "sub_type": "quick_reply", "index": "0",
     "parameters": [{"type": "payload", "payload": "MORE:city"}]}]},
   {"card_index": 1, "components": [
    {"type": "header", "parameters": [{"type": "image", "image": {"id": "1844023391277002"}}]},
    {"type": "button", "sub_type": "quick_reply", "index": "0",
     "parameters": [{"type": "payload", "payload": "MORE:race"}]}]}]}]}}""",
    "text": """
{"messaging_product":"whatsapp","recipient_type":"individual","to":"+31612345678","type":"text",
 "text":{"preview_url":true,"body":"Your table is booked: https://resto.example/b/8841"}}""",
    "list": """
{"messaging_product":"whatsapp","recipient_type":"individual","to":"31612345678","type":"interactive",
 "interactive":{"type":"list","header":{"type":"text","text":"Pick a slot"},"body":{"text":"When should we come?"},
  "footer":{"text":"Times are local"},
  "action":{"button":"See slots","sections":[
    {"title":"Monday","rows":[{"id":"mon-09","title":"09:00-11:00","description":"2 places left"}]},
    {"title":"Tuesday","rows":[{"id":"tue-13","title":"13:00-15:00"}]}]}}}""",
    "flow": """
{"messaging_product":"whatsapp","to":"+31612345678","type":"interactive","interactive":{"type":"flow",
 "body":{"text":"Tell us about the damage"},
 "action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"771204418830112",
  "flow_cta":"Start claim","flow_token":"claim-5521","flow_action":"navigate",
  "flow_action_payload":{"screen":"INTRO","data":{"policy":"A-77"}}}}}}""",
    "contacts": """
{"messaging_product":"whatsapp","to":"+31612345678","type":"contacts","contacts":[
 {"name":{"formatted_name":"Ada Mol","first_name":"Ada","last_name":"Mol"},
  "phones":[{"phone":"+31698765432","type":"WORK","wa_id":"31698765432"}],
  "emails":[{"email":"ada@example.org","type":"WORK"}],
  "org":{"company":"Mol BV","department":"Sales","title":"Lead"},
  "addresses":[{"street":"Dam 1","city":"Amsterdam","state":"NH","zip":"1012JS","country":"Netherlands",
                "country_code":"NL","type":"WORK"}],
  "urls":[{"url":"https://mol.example","type":"WORK"}],"birthday":"1990-04-02"}]}""",
    "template with names": """
{"messaging_product":"whatsapp","to":"+31612345678","type":"template",
 "template":{"name":"parcel_update","language":{"code":"en_US"},"components":[
   {"type":"header","parameters":[{"type":"image","image":{"id":"1844023391277001"}}]},
   {"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ada"},
                                {"type":"text","parameter_name":"eta","text":"15:30"}]},
   {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"RESCHEDULE:88"}]},
   {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"88?src=wa"}]}]}}""",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_accepted_with_the_documented_answer(meta, name):
    text = EXAMPLES[name]
    files = upload_all(meta)
    for picture in PICTURE_IDS:
        text = text.replace(picture, files["image"])
    body = json.loads(text)
    answer = meta.call("POST", f"/v23.0/{COFFEE}/messages", body)
    assert answer.status == 200, answer.raw
    sent = answer.json["messages"][0]
    assert sent.pop("id").startswith("wamid.")
    assert sent == ({"message_status": "accepted"} if body["type"] == "template" else {})
    assert answer.json["contacts"] == [{"input": body["to"], "wa_id": ADA}]
    assert answer.json["messaging_product"] == "whatsapp"
