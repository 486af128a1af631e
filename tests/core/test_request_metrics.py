"""What the API says about its requests to whoever watches."""

from django.test import Client


def test_requests_are_counted_by_route_and_not_by_id():
    client = Client()
    for number in range(3):
        client.get(f"/api/v1/contacts/00000000-0000-0000-0000-00000000000{number}")

    shown = client.get("/metrics").content.decode()

    counted = [line for line in shown.splitlines() if line.startswith("waypost_api_requests_total{")]
    assert any('route="api/v1/contacts/<contact_id>"' in line and line.endswith(" 3.0") for line in counted)
    assert "00000000-0000" not in shown
