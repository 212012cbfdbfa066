"""A line to Valkey for the one question that every request asks: as little as can lie between two system calls."""

import socket
from struct import pack
from typing import NamedTuple, Self, cast

import hiredis
import redis
from redis.connection import AbstractConnection

# Answers are some hundred bytes; a buffer of 64 KiB for each costs as much as the system call.
MOST_BYTES = 4_096


class Beginning(NamedTuple):
    """Words that many commands begin with, as the server reads them: packing them anew costs as much as a signal."""

    length: int
    packed: bytes

    @classmethod
    def of(cls, *words: str | int | bytes) -> Self:
        """Pack words."""
        return cls(length=len(words), packed=_packed(words))


class Line:
    """An open connection, used by one thread.

    The client's own connection waits by Python's timeouts, which ask the kernel once more each way, and hands answers
    through five layers: together as much as everything else the guard does for a request. Here the kernel itself ends
    a wait that lasts too long.
    """

    def __init__(self, connection: AbstractConnection, *, timeout: float) -> None:
        """Connect.

        :raises RedisError: when the server is away or refuses
        """
        connection.connect()  # type: ignore[no-untyped-call] # has no annotations
        # The client has signed in and chosen the database; it closes the socket, too, when it is forgotten.
        self._connection = connection
        self._socket = cast(socket.socket, connection._sock)
        self._reader = hiredis.Reader(replyError=redis.ResponseError)
        limit = pack("ll", int(timeout), int(timeout % 1 * 1_000_000))
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def ask(self, beginning: Beginning, *rest: str | int | bytes) -> object:
        """Send a command and return its answer. After any other error than ResponseError the line is unusable.

        :raises ResponseError: what the server said instead of an answer
        :raises ConnectionError: when the server has closed the line
        :raises OSError: when it takes longer than the timeout
        """
        packed = b"*%d\r\n%b%b" % (beginning.length + len(rest), beginning.packed, _packed(rest))
        self._socket.sendall(packed)
        while True:
            received = self._socket.recv(MOST_BYTES)
            if not received:
                raise ConnectionResetError
            self._reader.feed(received)
            answer = self._reader.gets()
            if answer is not False:
                break
        if isinstance(answer, redis.ResponseError):
            raise answer
        return answer

    def close(self) -> None:
        """Close it."""
        self._connection.disconnect()  # type: ignore[no-untyped-call] # has no annotations


def _packed(words: tuple[str | int | bytes, ...]) -> bytes:
    """Return words as the server reads them, without their number."""
    whole: bytes = hiredis.pack_command(words)  # type: ignore[arg-type] # annotated as a tuple of one
    return whole[whole.index(b"\n") + 1 :]
