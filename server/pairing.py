"""Codes, tokens and proof: how a browser becomes known and how the service shows it is itself.

A code of six digits, seen on this computer's screen, buys a token of 256 bits. At rest there are
only the token's hash and the proof key derived from it: reading the database lets nobody in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from typing import NamedTuple

from server.clock import Moment
from server.errors import CodeRefused, StoreError
from server.store import Store, StoredClient

PROOF_CONTEXT = b"doorstep-hello-v1"
TOKEN_BYTES = 32


class NewClient(NamedTuple):
    """A client's id and its token, which cannot be shown again."""

    client: str
    token: str


def new_code(store: Store) -> str:
    """Open a pairing code for two minutes and five tries; the one before it is closed."""
    code = f"{secrets.randbelow(10**6):06d}"
    store.put_pairing_code(sha256(code), Moment.now())
    return code


def new_client(store: Store, name: str, origin: str | None = None) -> NewClient:
    """Make a client with a token of its own; one with an ``origin`` may call from there only."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    client = store.add_client(name, sha256(token), proof_key(token), origin)
    return NewClient(client, token)


def pair(store: Store, code: str, name: str, origin: str | None) -> NewClient:
    """Trade a code for a client.

    Raises
    ------
    CodeRefused
        If the code is wrong, older than two minutes, used, or tried five times.
    """
    if not store.try_pairing_code(sha256(code), Moment.now()):
        raise CodeRefused(field="code")
    return new_client(store, name, origin)


def proof_key(token: str) -> bytes:
    """Derive what proves to a client that the service knows its token."""
    return hmac.digest(token.encode(), PROOF_CONTEXT, "sha256")


def proof(key: bytes, nonce: bytes, port: int) -> str:
    """Answer a client's nonce, in hex. The port is in it, so that no other port can relay it."""
    return hmac.digest(key, nonce + str(port).encode(), "sha256").hex()


def sha256(secret: str) -> str:
    """Hash a code or a token for keeping."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ClientBook:
    """All clients, in memory; read again when anyone has written to the database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version: int | None = None
        self._clients: list[StoredClient] = []

    def clients(self) -> list[StoredClient]:
        """Give all that may call, oldest first.

        Should the database fail meanwhile, those known before may still have their scores.
        """
        with suppress(StoreError):
            version = self._store.data_version()
            if version != self._version:
                self._clients = self._store.clients()
                self._version = version
        return self._clients

    def owner(self, token: str) -> StoredClient | None:
        """Find whose token this is, comparing with every client's in constant time."""
        offered = sha256(token)
        found = None
        for client in self.clients():
            if hmac.compare_digest(offered, client.token_hash):
                found = client
        return found

    def origins(self) -> set[str]:
        """Give the origins learnt at pairing."""
        return {client.origin for client in self.clients() if client.origin}

    def proof(self, client: str | None, nonce: bytes, port: int) -> str | None:
        """Prove to a client that this is its service; ``None`` if it is not known here."""
        for known in self.clients():
            if known.id == client:
                return proof(known.proof_key, nonce, port)
        return None
