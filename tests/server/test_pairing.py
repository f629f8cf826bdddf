from __future__ import annotations

import hashlib
import hmac
import re
import subprocess
import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import CodeRefused, StoreDamaged
from server.pairing import ClientBook, new_client, new_code, pair, proof, proof_key, sha256
from server.paths import DataFolder
from server.store import Store
from tests.server.fakes import Running


def test_a_code_buys_one_token_of_256_bits(store: Store) -> None:
    code = new_code(store)
    assert re.fullmatch(r"[0-9]{6}", code)
    made = pair(store, code, "Chromium", None)
    assert len(made.token) == 43  # 32 bytes in base64
    with pytest.raises(CodeRefused):
        pair(store, code, "again", None)
    assert [client.name for client in store.clients()] == ["Chromium"]


def test_neither_code_nor_token_is_at_rest(store: Store, folder: DataFolder) -> None:
    code = new_code(store)
    made = new_client(store, "a browser")
    for path in folder.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert code.encode() not in content, path.name
            assert made.token.encode() not in content, path.name


def test_every_token_finds_its_owner_and_nothing_else_does(store: Store) -> None:
    made = [new_client(store, name) for name in ("one", "two", "three")]
    book = ClientBook(store)
    owners = [book.owner(client.token) for client in made]
    assert [owner and owner.name for owner in owners] == ["one", "two", "three"]
    token = made[0].token
    kept = (sha256(token), proof_key(token).hex())
    for wrong in ("", token[:-1], token + "a", token.swapcase(), made[0].client, "ü" * 43, *kept):
        assert book.owner(wrong) is None


def test_a_token_is_compared_with_every_clients_in_constant_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [new_client(store, name) for name in ("one", "two", "three")]
    book, compared = ClientBook(store), []
    in_constant_time = hmac.compare_digest

    def compare(offered: str, kept: str) -> bool:
        compared.append(kept)
        return in_constant_time(offered, kept)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for token in (made[0].token, "x" * 43):
        compared.clear()
        book.owner(token)
        assert compared == [client.token_hash for client in store.clients()]


def test_revoking_one_browser_leaves_the_other(store: Store) -> None:
    one, two = new_client(store, "one"), new_client(store, "two")
    book = ClientBook(store)
    assert book.owner(one.token)
    assert store.revoke_client(one.client)
    assert not store.revoke_client(one.client)
    assert book.owner(one.token) is None
    assert book.owner(two.token)


def test_a_failing_database_locks_nobody_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = new_client(store, "one")
    book = ClientBook(store)
    assert book.owner(made.token)

    def fails() -> int:
        raise StoreDamaged

    monkeypatch.setattr(store, "data_version", fails)
    assert book.owner(made.token)
    assert book.owner("another") is None


@given(
    token=st.text("abcXYZ019-_", min_size=43, max_size=43),
    nonce=st.binary(min_size=16, max_size=64),
    port=st.integers(1, 65535),
)
def test_the_proof_is_what_the_page_says(token: str, nonce: bytes, port: int) -> None:
    key = hmac.new(token.encode(), b"doorstep-hello-v1", hashlib.sha256).digest()
    expected = hmac.new(key, nonce + str(port).encode(), hashlib.sha256).hexdigest()
    assert proof(proof_key(token), nonce, port) == expected


def hello(http: httpx.Client, **body: object) -> httpx.Response:
    return http.post("/v1/hello", json={"nonce": "0a" * 16, **body})


def test_hello_proves_the_service_to_those_it_knows(http: httpx.Client, running: Running) -> None:
    known = hello(http, client=running.client_id)
    assert known.json()["product"] == "doorstep"
    assert known.json()["protocol"] == 1
    expected = proof(proof_key(running.token), bytes.fromhex("0a" * 16), running.port)
    assert known.json()["proof"] == expected
    assert hello(http, client=running.client_id, nonce="0A" * 16).json()["proof"] == expected
    assert hello(http, client=running.client_id, nonce="0b" * 16).json()["proof"] != expected
    assert hello(http).json()["proof"] is None
    assert hello(http, client="nobody").json()["proof"] is None


@pytest.mark.parametrize("nonce", ["", "0a" * 15, "0a" * 65, "0a" * 16 + "0", "zz" * 16, 7, None])
def test_hello_wants_a_real_nonce(http: httpx.Client, nonce: object) -> None:
    assert hello(http, nonce=nonce).status_code == 422


def test_pairing_over_http_refuses_wrong_and_worn_codes(
    http: httpx.Client, running: Running
) -> None:
    def attempt(code: str) -> int:
        return http.post("/v1/pair", json={"code": code, "name": "x"}).status_code

    code = new_code(running.store)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [attempt(wrong) for _ in range(5)] == [403] * 5
    assert attempt(code) == 403
    code = new_code(running.store)
    assert [attempt(c) for c in ("12345", "1234567", "12345a", "１２３４５６")] == [422] * 4
    assert attempt(code) == 200


def test_a_code_of_another_process_works_with_the_running_service(
    http: httpx.Client, running: Running
) -> None:
    command = [sys.executable, "-m", "server.cli", "pair", "--data-dir"]
    made = subprocess.run(
        [*command, str(running.context.data.root)], capture_output=True, text=True, check=True
    )
    reply = http.post("/v1/pair", json={"code": made.stdout.strip(), "name": "Chromium"})
    assert reply.status_code == 200
    paired = {"Authorization": f"Bearer {reply.json()['token']}"}
    assert http.get("/v1/status", headers=paired).status_code == 200


def test_a_code_waits_for_no_statistics() -> None:
    """They take longer to be imported than all that `doorstep pair` does."""
    asked = "import sys, server.pairing; print({'scipy.stats', 'sklearn.metrics'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
