"""Frames on a pipe: four bytes of length, that many of JSON, four of length, that many of body."""

import json
import struct
from asyncio import StreamReader
from collections.abc import Mapping
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")


def write_frame(stream: BinaryIO, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write a frame and send it off."""
    stream.write(frame(head, body))
    stream.flush()


def frame(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Make the bytes of a frame."""
    text = json.dumps(head).encode()
    return LENGTH.pack(len(text)) + text + LENGTH.pack(len(body)) + body


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """Read a frame without a body; None at the end of the stream."""
    size = stream.read(LENGTH.size)
    if len(size) < LENGTH.size:
        return None
    head: dict[str, Any] = json.loads(stream.read(LENGTH.unpack(size)[0]))
    stream.read(LENGTH.unpack(stream.read(LENGTH.size))[0])
    return head


async def receive_frame(stream: StreamReader) -> tuple[dict[str, Any], bytes]:
    """Read a frame with its body. Raises IncompleteReadError if the stream ends first."""
    head: dict[str, Any] = json.loads(await _receive_part(stream))
    return head, await _receive_part(stream)


async def _receive_part(stream: StreamReader) -> bytes:
    size: int = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
    return await stream.readexactly(size)
