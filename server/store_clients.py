"""Who may call, and the one pairing code that may be open. Only hashes are kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from server.clock import Moment
from server.settings import CODE_SECONDS, CODE_TRIES
from server.store_base import Database, moment, now


@dataclass(frozen=True)
class StoredClient:
    """A paired browser or a token made on the command line (``origin`` is then ``None``)."""

    id: str
    name: str
    token_hash: str
    proof_key: bytes
    origin: str | None
    created_at: datetime


class Clients(Database):
    """The part of the store that knows clients and pairing codes."""

    def put_pairing_code(self, code_hash: str, made: Moment) -> None:
        """Open a pairing code; the one before it is closed by that."""
        with self.writing() as connection:
            connection.execute("DELETE FROM pairing_code")
            connection.execute(
                "INSERT INTO pairing_code (only, code_hash, made_wall, made_steady)"
                " VALUES (1, ?, ?, ?)",
                (code_hash, made.wall, made.steady),
            )

    def try_pairing_code(self, code_hash: str, at: Moment) -> bool:
        """Try a code: right once and in time, never again after that or after five wrong tries."""
        with self.writing() as connection:
            row = connection.execute("SELECT * FROM pairing_code").fetchone()
            if row is None:
                return False
            made = Moment(row["made_wall"], row["made_steady"])
            in_time = at.within(made, CODE_SECONDS)
            right = in_time and hmac.compare_digest(code_hash, row["code_hash"])
            if right or not in_time or row["tries"] + 1 >= CODE_TRIES:
                connection.execute("DELETE FROM pairing_code")
            else:
                connection.execute("UPDATE pairing_code SET tries = tries + 1")
            return right

    def add_client(self, name: str, token_hash: str, proof_key: bytes, origin: str | None) -> str:
        """Let somebody in; gives the client's id."""
        client = secrets.token_hex(8)
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO client (id, name, token_hash, proof_key, origin, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (client, name, token_hash, proof_key, origin, now()),
            )
        return client

    def clients(self) -> list[StoredClient]:
        """Give all that may call, oldest first."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM client ORDER BY rowid").fetchall()
        return [
            StoredClient(
                id=row["id"],
                name=row["name"],
                token_hash=row["token_hash"],
                proof_key=row["proof_key"],
                origin=row["origin"],
                created_at=moment(row["created_at"]),
            )
            for row in rows
        ]

    def revoke_client(self, client: str) -> bool:
        """Let a client in no more, from its next request on; tells whether there was one."""
        with self.writing() as connection:
            return connection.execute("DELETE FROM client WHERE id = ?", (client,)).rowcount > 0
