"""Channels over HTTP."""

from uuid import UUID

from ninja import Router, Status

from waypost.channels import actions, queries
from waypost.channels.queries import channel_out, connection_out, diagnosis_out
from waypost.channels.schemas import (
    AnswerIn,
    ChannelIn,
    ChannelOut,
    ChannelPatch,
    ChoiceIn,
    ConnectionOut,
    DiagnoseIn,
    DiagnosisOut,
    DiscoverIn,
    FixIn,
    ProfileIn,
    SignupIn,
    SignupOut,
)
from waypost.core.http import Request

router = Router(tags=["channels"])


@router.get("", response=list[ChannelOut], operation_id="list_channels")
def list_channels(request: Request) -> list[ChannelOut]:
    return queries.channels(request.auth)


@router.post("", response={201: ChannelOut}, operation_id="connect_channel")
def connect_channel(request: Request, new: ChannelIn) -> Status[ChannelOut]:
    return Status(201, channel_out(actions.connect_channel(request.auth, new)))


@router.post("/discover", response={202: ConnectionOut}, operation_id="discover_numbers")
def discover_numbers(request: Request, given: DiscoverIn) -> Status[ConnectionOut]:
    return Status(202, connection_out(actions.discover(request.auth, given)))


@router.get("/signup", response=SignupOut, operation_id="get_signup")
def get_signup(request: Request) -> SignupOut:
    return queries.signup(request.auth)


@router.post("/signup", response={202: ConnectionOut}, operation_id="connect_by_signup")
def connect_by_signup(request: Request, given: SignupIn) -> Status[ConnectionOut]:
    return Status(202, connection_out(actions.sign_up(request.auth, given)))


@router.get("/connections/{connection_id}", response=ConnectionOut, operation_id="get_connection")
def get_connection(request: Request, connection_id: UUID) -> ConnectionOut:
    return connection_out(queries.access_connection(request.auth, connection_id))


@router.post("/connections/{connection_id}/choose", response=ConnectionOut, operation_id="choose_number")
def choose_number(request: Request, connection_id: UUID, choice: ChoiceIn) -> ConnectionOut:
    return connection_out(actions.choose_number(request.auth, connection_id, choice))


@router.post(
    "/connections/{connection_id}/continue", response=ConnectionOut, operation_id="continue_connection"
)
def continue_connection(request: Request, connection_id: UUID, answer: AnswerIn) -> ConnectionOut:
    return connection_out(actions.continue_connection(request.auth, connection_id, answer))


@router.get("/{channel_id}", response=ChannelOut, operation_id="get_channel")
def get_channel(request: Request, channel_id: UUID) -> ChannelOut:
    return queries.channel_shape(request.auth, channel_id)


@router.patch("/{channel_id}", response=ChannelOut, operation_id="change_channel")
def change_channel(request: Request, channel_id: UUID, change: ChannelPatch) -> ChannelOut:
    return channel_out(actions.change_channel(request.auth, channel_id, change))


@router.post("/{channel_id}/check", response=ChannelOut, operation_id="check_channel")
def check_channel(request: Request, channel_id: UUID) -> ChannelOut:
    return channel_out(actions.check_channel(request.auth, channel_id))


@router.delete("/{channel_id}", response={204: None}, operation_id="disconnect_channel")
def disconnect_channel(request: Request, channel_id: UUID) -> Status[None]:
    actions.disconnect_channel(request.auth, channel_id)
    return Status(204, None)


@router.patch("/{channel_id}/profile", response=ChannelOut, operation_id="edit_channel_profile")
def edit_channel_profile(request: Request, channel_id: UUID, change: ProfileIn) -> ChannelOut:
    return channel_out(actions.edit_profile(request.auth, channel_id, change))


@router.post("/{channel_id}/diagnose", response={202: DiagnosisOut}, operation_id="diagnose_channel")
def diagnose_channel(request: Request, channel_id: UUID, wanted: DiagnoseIn) -> Status[DiagnosisOut]:
    return Status(202, diagnosis_out(actions.examine_channel(request.auth, channel_id, wanted)))


@router.get("/{channel_id}/diagnosis", response=DiagnosisOut, operation_id="get_diagnosis")
def get_diagnosis(request: Request, channel_id: UUID) -> DiagnosisOut:
    return diagnosis_out(queries.latest_diagnosis(request.auth, channel_id))


@router.post("/{channel_id}/fix", response={202: DiagnosisOut}, operation_id="fix_channel")
def fix_channel(request: Request, channel_id: UUID, wanted: FixIn) -> Status[DiagnosisOut]:
    return Status(202, diagnosis_out(actions.fix_channel(request.auth, channel_id, wanted)))
