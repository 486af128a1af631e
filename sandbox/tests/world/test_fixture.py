"""The fixture that other projects use."""


def test_the_fixture_gives_a_base_url_and_keys(whatsapp_sandbox):
    assert whatsapp_sandbox.base_url.startswith("http://127.0.0.1:")
    assert whatsapp_sandbox.token
    assert whatsapp_sandbox.phone_number_id


def test_a_customer_writes_and_the_test_sees_it(whatsapp_sandbox):
    customer = whatsapp_sandbox.customers[0]["wa_id"]
    whatsapp_sandbox.customer_writes(customer, "Hi")
    assert whatsapp_sandbox.wait_for_message(direction="in")["text"] == "Hi"


def test_each_test_starts_with_a_fresh_world(whatsapp_sandbox):
    assert whatsapp_sandbox.messages(direction="all") == []


def test_the_clock_is_moved(whatsapp_sandbox):
    before = whatsapp_sandbox.control("/clock")["now"]
    assert whatsapp_sandbox.advance(86_400) >= before + 86_400
