"""What the encoder made of the labelled texts, so that each is read once.

A row is sealed with the encoder and the very text it is of. What is damaged, of another encoder or
of a text that has changed since is therefore not found, and read anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from server.store_base import Database
from server.store_messages import fingerprint_of

KEEP = """
INSERT OR REPLACE INTO vector (fingerprint, numbers, seal)
SELECT :fingerprint, :numbers, :seal
WHERE EXISTS (SELECT 1 FROM current_label WHERE fingerprint = :fingerprint)
"""
"""The label may have been taken back, or all been erased, while the text was being read."""


class Vectors(Database):
    """The part of the store that knows what the encoder made of labelled texts."""

    def vectors(self, encoder: str, texts: Sequence[str]) -> dict[str, bytes]:
        """Give the numbers that ``encoder`` made of those ``texts`` of which they are kept."""
        names = {text: fingerprint_of(text) for text in texts}
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM vector WHERE fingerprint IN (SELECT value FROM json_each(?))",
                (json.dumps(list(names.values())),),
            ).fetchall()
        kept = {row["fingerprint"]: (row["numbers"], row["seal"]) for row in rows}
        found = {}
        for text, name in names.items():
            numbers, seal = kept.get(name, (b"", b""))
            if seal == sealed(encoder, text, numbers):
                found[text] = numbers
        return found

    def keep_vectors(self, encoder: str, found: Mapping[str, bytes]) -> None:
        """Keep what ``encoder`` made of these texts, as far as they are labelled."""
        rows = [
            {
                "fingerprint": fingerprint_of(text),
                "numbers": numbers,
                "seal": sealed(encoder, text, numbers),
            }
            for text, numbers in found.items()
        ]
        with self.writing() as connection:
            connection.executemany(KEEP, rows)


def sealed(encoder: str, text: str, numbers: bytes) -> bytes:
    """Bind numbers to the encoder that made them and to the text it read."""
    digest = hashlib.sha256()
    for part in (encoder.encode(), text.encode(), numbers):
        digest.update(hashlib.sha256(part).digest())
    return digest.digest()
