"""The socket to the build."""

from __future__ import annotations

import socket

_PIECE = 1 << 18


def connect(address: str) -> socket.socket:
    """Connects to what TASKGRAPH_SOCKET says: a path, or `tcp:host:port`."""
    if address.startswith("tcp:"):
        host, _, port = address[4:].rpartition(":")
        connection = socket.create_connection((host.strip("[]"), int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def receive(connection: socket.socket) -> bytes:
    """Sleeps until something has come; empty if the other side has closed."""
    return connection.recv(_PIECE)


def receive_now(connection: socket.socket) -> bytes | None:
    """As `receive`, without sleeping: None if nothing has come."""
    try:
        if hasattr(socket, "MSG_DONTWAIT"):
            return connection.recv(_PIECE, socket.MSG_DONTWAIT)
        import select

        return connection.recv(_PIECE) if select.select([connection], [], [], 0)[0] else None
    except BlockingIOError:
        return None
