"""A published flow that comes with the sandbox: a form for booking a tasting, without an endpoint."""

from pathlib import Path

from waypost_sandbox.state.flows import Edition, Flow

DOCUMENT = Path(__file__).with_name("sample_flow.json")
FLOW_ID = "771204418830112"


def sample_flows(waba_id: str) -> list[Flow]:
    document = DOCUMENT.read_bytes()
    return [
        Flow(
            id=FLOW_ID,
            waba_id=waba_id,
            name="book_a_tasting",
            categories=["APPOINTMENT_BOOKING"],
            status="PUBLISHED",
            document=document,
            editions=[Edition(0.0, document)],
        )
    ]
