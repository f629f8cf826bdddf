"""The database's shape, as numbered steps that are only ever appended to.

``PRAGMA user_version`` holds how many steps a database has taken. A released step is never edited:
some database out there has taken it as it was.
"""

from __future__ import annotations

import sqlite3

from server.errors import StoreDamaged

APPLICATION_ID = 0x446F6F72
"""``Door``: tells our database from any other SQLite file."""

MIGRATIONS: tuple[str, ...] = (
    # 1: everything of the first version.
    # A message's text is in one place only, so that erasing it is erasing it.
    """
    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        ref TEXT NOT NULL,               -- the id the page or file gave
        fingerprint TEXT NOT NULL,       -- of the text: see store_messages.py
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        details TEXT NOT NULL,           -- the rest of the message as JSON
        score REAL,
        band TEXT,                       -- NULL: never scored (imported or labelled only)
        model TEXT,
        first_seen REAL NOT NULL,
        last_seen REAL NOT NULL,
        UNIQUE (site, ref, fingerprint)
    ) STRICT;
    CREATE INDEX message_fingerprint ON message (fingerprint);
    CREATE INDEX message_band ON message (band);

    CREATE TABLE label (                 -- appended, never changed
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        message INTEGER NOT NULL REFERENCES message (id),
        fingerprint TEXT NOT NULL,
        label TEXT NOT NULL CHECK (label IN ('leaflet', 'relationship')),
        source TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX label_fingerprint ON label (fingerprint, id);
    CREATE INDEX label_message ON label (message);

    CREATE TABLE decision (              -- the journal: appended, never changed
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        message INTEGER NOT NULL REFERENCES message (id),
        action TEXT NOT NULL,
        score REAL,
        band TEXT,
        reason TEXT,
        at TEXT NOT NULL,                -- when the page says it happened
        created_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX decision_message ON decision (message, id);

    CREATE TABLE model (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        metadata TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT;
    CREATE TABLE active_model (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id TEXT NOT NULL REFERENCES model (id) ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE job (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        progress REAL NOT NULL,
        report TEXT NOT NULL,
        last_label INTEGER NOT NULL,     -- the newest label it knew
        started_at REAL NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT;

    CREATE TABLE client (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE,
        proof_key BLOB NOT NULL,
        origin TEXT,
        created_at REAL NOT NULL
    ) STRICT;
    CREATE TABLE pairing_code (          -- at most one is open; a new one closes the old
        only INTEGER PRIMARY KEY CHECK (only = 1),
        code_hash TEXT NOT NULL,
        made_wall REAL NOT NULL,         -- both clocks: see pairing.Moment
        made_steady REAL NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE document (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT;
    """,
    # 2: one text that several people sent is found again; see store_echoes.py. Messages kept before
    # are sketched in the background.
    """
    ALTER TABLE message ADD COLUMN echo1 INTEGER;
    ALTER TABLE message ADD COLUMN echo2 INTEGER;
    ALTER TABLE message ADD COLUMN echo3 INTEGER;
    ALTER TABLE message ADD COLUMN echo4 INTEGER;
    CREATE INDEX message_echo1 ON message (echo1);
    CREATE INDEX message_echo2 ON message (echo2);
    CREATE INDEX message_echo3 ON message (echo3);
    CREATE INDEX message_echo4 ON message (echo4);
    """,
    # 3: a label can be taken back. Of those that stand, the newest for a text counts; what the user
    # said (EXPLICIT in model/personal.py) before what was drawn from what they did.
    """
    CREATE TABLE withdrawal (            -- appended, never changed
        label INTEGER PRIMARY KEY REFERENCES label (id),
        created_at REAL NOT NULL
    ) STRICT;
    CREATE VIEW current_label AS
        SELECT * FROM label WHERE id = (
            SELECT id FROM label AS given
            WHERE given.fingerprint = label.fingerprint
            AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.label = given.id)
            ORDER BY given.source IN ('badge', 'review') DESC, given.id DESC LIMIT 1
        );
    """,
    # 4: a model may wait for the user's word; the user may have gone back to the one in use.
    """
    ALTER TABLE model ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE active_model ADD COLUMN back_at INTEGER;  -- newest label then; NULL: they did not
    """,
    # 5: the history is sorted by score as fast as by age; see ORDERS in store_messages.py.
    """
    CREATE INDEX message_lowest ON message (coalesce(score, 101), id);
    CREATE INDEX message_highest ON message (coalesce(score, -1), id);
    """,
    # 6: some messages are checked, to know how often the band leaflet is wrong (store_audits.py);
    # a label keeps what was said of the text before; a history of any size is searched and counted
    # by indexes (store_words.py, store_insights.py).
    """
    CREATE TABLE audit (                 -- appended, never changed; in the order they came
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL UNIQUE,
        message INTEGER NOT NULL REFERENCES message (id),
        created_at REAL NOT NULL
    ) STRICT;
    ALTER TABLE label ADD COLUMN score_before REAL;
    ALTER TABLE label ADD COLUMN band_before TEXT;   -- NULL: the text had not been scored

    -- The model, whatever the strictness.
    ALTER TABLE message ADD COLUMN judge TEXT
        GENERATED ALWAYS AS (substr(model, 1, instr(model || '+', '+') - 1)) VIRTUAL;
    CREATE INDEX message_judged ON message (judge, id, score) WHERE score IS NOT NULL;
    CREATE INDEX message_seen ON message (first_seen, band);
    CREATE INDEX message_site ON message (site);

    CREATE VIRTUAL TABLE message_words USING fts5 (
        words, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
    );
    INSERT INTO message_words (rowid, words)
        SELECT id, folded(text, json_extract(details, '$.sender.name'),
                          json_extract(details, '$.sender.headline'))
        FROM message;
    """,
    # 7: what the encoder made of a labelled text is kept, so that no training and no start reads it
    # anew (store_vectors.py). It tells of the text, so it goes with it, whoever removes that.
    """
    CREATE TABLE vector (
        fingerprint TEXT PRIMARY KEY,    -- of the text
        numbers BLOB NOT NULL,
        seal BLOB NOT NULL               -- over encoder, text and numbers
    ) STRICT;
    CREATE TRIGGER vector_of_message AFTER DELETE ON message BEGIN
        DELETE FROM vector WHERE fingerprint = old.fingerprint;
    END;
    CREATE TRIGGER vector_of_label AFTER INSERT ON withdrawal BEGIN
        DELETE FROM vector WHERE fingerprint = (SELECT fingerprint FROM label WHERE id = new.label);
    END;
    """,
)


def version(connection: sqlite3.Connection) -> int:
    """How many steps this database has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: tuple[str, ...] = MIGRATIONS) -> int:
    """Take the missing steps, each whole or not at all; returns how many were taken.

    Raises
    ------
    StoreDamaged
        If the file is another program's or was written by a newer Doorstep.
    """
    taken = 0
    connection.create_function("folded", 3, folded, deterministic=True)
    for number, step in enumerate(steps, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked inside the transaction: another process may be migrating at this moment.
            if version(connection) < number:
                for statement in statements(step):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
                taken += 1
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    if version(connection) > len(steps):
        raise StoreDamaged("The database was written by a newer Doorstep; update this one.")
    return taken


def folded(*parts: str | None) -> str:
    """Give the words by which a message is found, whatever their case: see ``store_words.py``.

    The index would end at a NUL.
    """
    return "\n".join(part for part in parts if part).casefold().replace("\0", " ")


def statements(script: str) -> list[str]:
    """Split a script; ``executescript`` would commit the transaction we are in."""
    found, start = [], 0
    for end, letter in enumerate(script, start=1):
        if letter == ";" and sqlite3.complete_statement(script[start:end]):
            found.append(script[start:end])
            start = end
    return found if not script[start:].strip() else [*found, script[start:]]
