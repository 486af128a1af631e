"""What the main flow counts, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("waypost_webhooks_processed_total", "Webhooks processed", ["result"])
EVENTS = Counter("waypost_events_processed_total", "Events found in webhooks", ["kind"])
LAG = Histogram(
    "waypost_webhook_lag_seconds",
    "From stored by ingest to processed",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300),
)
SENDS = Counter("waypost_sends_total", "Calls to Meta that ended", ["ended"])
FAILURES = Counter("waypost_send_failures_total", "Sends that Meta refused", ["code"])
DEPTH = Gauge("waypost_queue_depth", "Rows that wait", ["queue"])
RELAYED = Counter("waypost_events_relayed_total", "Events handed to live updates")
MISSING = Counter("waypost_webhooks_missing_total", "Messages whose statuses never came by webhook")
