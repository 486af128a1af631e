"""Meta's error codes with their HTTP status and title, and the two shapes they come in."""

from typing import Any

from waypost_sandbox.ids import new_trace_id

Json = dict[str, Any]

# code → (HTTP status, title, usual details)
CODES: dict[int, tuple[int, str, str]] = {
    0: (401, "AuthException", "We were unable to authenticate the app user."),
    1: (400, "API Unknown", "Invalid request or possible server error."),
    2: (503, "API Service", "Temporary due to downtime or due to being overloaded."),
    4: (400, "API Too Many Calls", "The app has reached its API call rate limit."),
    10: (403, "Permission Denied", "Permission is either not granted or has been removed."),
    100: (400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    104: (401, "An access token is required to request this resource.", ""),
    190: (401, "Error validating access token", ""),
    368: (403, "Temporarily blocked for policies violations", "The account violated a policy."),
    2200: (400, "Callback verification failed", ""),
    2500: (400, "Unknown path components", ""),
    2635: (400, "You are calling an unsupported version of the Graph API.", ""),
    80007: (400, "Rate limit issues", "The account has reached its rate limit."),
    130429: (400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: (
        400,
        "User's number is part of an experiment",
        "The message was not sent as part of an experiment.",
    ),
    131000: (500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: (403, "Access denied", "Permission is either not granted or has been removed."),
    131008: (400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: (500, "Service unavailable", "A service is temporarily unavailable."),
    131021: (400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: (400, "Message undeliverable", "Message Undeliverable."),
    131030: (400, "Recipient phone number not in allowed list", "The recipient is not in the allowed list."),
    131031: (403, "Business Account locked", "The account has been locked."),
    131042: (400, "Business eligibility payment issue", "There was an error related to the payment method."),
    131047: (
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the recipient last replied.",
    ),
    131048: (400, "Spam rate limit hit", "Too many messages were blocked or flagged as spam."),
    131049: (400, "Meta chose not to deliver", "Not delivered to maintain healthy ecosystem engagement."),
    131050: (
        400,
        "User has stopped marketing messages",
        "The user does not take part in marketing messages.",
    ),
    131051: (400, "Unsupported message type", "Message type is currently not supported."),
    131053: (
        400,
        "Media upload error",
        "The media file could not be fetched or has a type that is not supported.",
    ),
    131056: (
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this phone number to the same phone number in a short period of time.",
    ),
    131057: (500, "Account in maintenance mode", "The account is in maintenance mode."),
    132000: (400, "Number of parameters does not match the expected number of params", ""),
    132001: (404, "Template name does not exist in the translation", ""),
    132005: (400, "Translated text too long", "The filled text is too long."),
    132012: (400, "Parameter format does not match format in the created template", ""),
    132015: (400, "Template is paused", "The template is paused because of low quality."),
    132016: (400, "Template is disabled", "The template was paused too often and is disabled for good."),
    133005: (400, "Two step verification PIN Mismatch", "The PIN is not the one of this number."),
    133010: (400, "Account not registered", "The phone number is not registered."),
}
HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class GraphError(Exception):
    """A refusal, answered in the shape of Meta's errors."""

    def __init__(
        self, code: int, details: str | None = None, *, subcode: int | None = None, message: str | None = None
    ) -> None:
        super().__init__(code, details)
        self.code = code
        self.status, self.title, usual = CODES.get(code, (400, "Invalid parameter", ""))
        self.details = usual if details is None else details
        self.subcode = subcode
        self.message = message

    def body(self) -> Json:
        error: Json = {
            "message": self.message or f"(#{self.code}) {self.title}",
            "type": "GraphMethodException" if self.subcode == 33 else "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        elif self.details and self.message is None:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = new_trace_id()
        return {"error": error}


def no_such_field(name: str, kind: str) -> GraphError:
    return GraphError(
        100,
        message=f"(#100) Tried accessing nonexisting field ({name}) on node type (WhatsAppBusiness{kind})",
    )


def not_visible(node_id: str, verb: str) -> GraphError:
    """An unknown object answers 400 as well, never 404."""
    return GraphError(
        100,
        subcode=33,
        message=f"Unsupported {verb.lower()} request. Object with ID '{node_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the Graph API "
        "documentation at https://developers.facebook.com/docs/graph-api",
    )


def webhook_error(code: int, details: str | None = None) -> Json:
    """The same error as a status webhook carries it."""
    _, title, usual = CODES.get(code, (400, "Something went wrong", ""))
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": usual if details is None else details},
        "href": HELP,
    }
