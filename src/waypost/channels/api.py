"""Channels over HTTP."""

from uuid import UUID

from ninja import Router, Status

from waypost.channels import actions, queries
from waypost.channels.queries import channel_out
from waypost.channels.schemas import ChannelIn, ChannelOut, ChannelPatch
from waypost.core.http import Request

router = Router(tags=["channels"])


@router.get("", response=list[ChannelOut], operation_id="list_channels")
def list_channels(request: Request) -> list[ChannelOut]:
    return queries.channels(request.auth)


@router.post("", response={201: ChannelOut}, operation_id="connect_channel")
def connect_channel(request: Request, new: ChannelIn) -> Status[ChannelOut]:
    return Status(201, channel_out(actions.connect_channel(request.auth, new)))


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
