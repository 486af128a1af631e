"""What the command prints at its start: addresses, keys, and calls to copy."""

from waypost_sandbox.sandbox import Options
from waypost_sandbox.state import State


def banner(state: State, options: Options) -> str:
    url = options.public_url
    app = next(iter(state.apps.values()))
    numbers = list(state.phone_numbers.values())
    first = numbers[0]
    customer = next((person.key for person in state.people.values() if person.on_whatsapp), "6281234567890")
    accounts = "\n".join(f"  Account (WABA)   {waba.id}  {waba.name}" for waba in state.wabas.values())
    listed = "\n".join(f"  Number           {phone.id}  {phone.verified_name}" for phone in numbers)
    storage = f"The world is kept in {options.state_file}." if options.state_file else "Kept in memory."
    return f"""
  Waypost sandbox: Meta's side of WhatsApp, simulated. {storage}

  Graph API        {url}/v23.0/
  The phone        {url}/phone
  What happens     {url}/_sandbox/
  App id           {app.id}
  App secret       {app.secret}
  Access token     {state.access_token}
{accounts}
{listed}
  Limits           {"as Meta's" if options.limits else "off"}

  Where webhooks go:
    curl -X POST '{url}/v23.0/{app.id}/subscriptions' \\
      -d object=whatsapp_business_account -d fields=messages \\
      -d callback_url=https://your.host/webhook -d verify_token=your-token \\
      -d 'access_token={app.id}|{app.secret}'

  A customer writes:
    curl -X POST {url}/_sandbox/people/{customer}/send \\
      -d '{{"phone_number_id":"{first.id}","type":"text","text":{{"body":"Hello"}}}}'

  You answer:
    curl {url}/v23.0/{first.id}/messages -H 'Authorization: Bearer {state.access_token}' \\
      -H 'Content-Type: application/json' \\
      -d '{{"messaging_product":"whatsapp","to":"{customer}","type":"text","text":{{"body":"Hi"}}}}'

"""
