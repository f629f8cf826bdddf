"""What the service says is in the language of whoever is answered, whole, and from one place."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import wording
from model.wording import LANGUAGES, Sentence, plain, revived, sentence, speaking, table, worded
from server import errors
from server.errors import DoorstepError, StoreFull
from tests.server.fakes import Running
from tests.server.linkedin_files import zipped

ROOT = Path(__file__).parents[2]
CATALOGUES = ("model", "server")
ENDINGS = (".one", ".many")

# What only the command line or the start can meet; it stays English.
AT_THE_START = {
    "archive.py": {"files_at"},
    "migrations.py": {"migrate"},
    "paths.py": None,
    "registry.py": {"_build_starter", "remove"},
    "serve.py": None,
    "settings.py": None,
    "store_base.py": {"open"},
    "store_files.py": {"restore"},
}
COMMANDS = re.compile(r"doorstep \w+( list)?")
ENGLISH = re.compile(
    r"\b(the|of|your?|and|is|are|this|that|with|to|not|it|for|from|again|should|must|most"
    r"|input|there|wrong|nothing|try|be|labels?|has|body|request|training)\b",
    re.IGNORECASE,
)


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def bare(key: str) -> str:
    """The key without its number."""
    return next((key.removesuffix(end) for end in ENDINGS if key.endswith(end)), key)


# --- the catalogues -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_language_has_every_sentence_in_its_own_words(catalogue: str, language: str) -> None:
    english = table("en", f"{catalogue}/sentences")
    own = table(language, f"{catalogue}/sentences")
    assert list(own) == list(english)
    for key, words in own.items():
        assert words.strip() == words != "", key
        assert fields(words) == fields(english[key]), key
        letters = re.findall(r"[^\W\d_]{2,}", re.sub(r"{[^}]*}", "", words))
        assert language == "en" or not letters or words != english[key], key
        assert words.endswith(".") == english[key].endswith(".") or "pattern" in key, key
    if language == "de":
        german = {key: re.sub(r"{[^}]*}", "", COMMANDS.sub("", w)) for key, w in own.items()}
        assert {key: words for key, words in german.items() if ENGLISH.search(words)} == {}
    if language == "fr":
        told = " ".join(own.values()).casefold().split()
        assert not {"tu", "te", "toi", "ton", "ta", "tes"} & set(told)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_what_is_counted_has_both_numbers(catalogue: str) -> None:
    keys = set(table("en", f"{catalogue}/sentences"))
    counted = {bare(key) for key in keys if key != bare(key)}
    assert counted
    for key in counted:
        assert {key + end for end in ENDINGS} <= keys
        assert key not in keys


def made() -> Iterator[tuple[str, str, set[str] | None]]:
    """All sentences the code makes: catalogue, key (``*`` for what is not known), fields."""
    for catalogue in CATALOGUES:
        for path in sorted((ROOT / catalogue).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    yield from asked(catalogue, node)


def asked(catalogue: str, call: ast.Call) -> Iterator[tuple[str, str, set[str] | None]]:
    prefix = {"sentence": "", "ModelRefused": "refused.", "broken": "csv."}.get(call.func.id)  # type: ignore[attr-defined]
    if prefix is None:
        return
    given = {word.arg for word in call.keywords}
    named = None if None in given else {name for name in given if name}
    where = 2 if prefix == "csv." else 0
    branches = call.args[where]
    for each in [branches.body, branches.orelse] if isinstance(branches, ast.IfExp) else [branches]:
        if isinstance(each, ast.Constant):
            yield catalogue, prefix + each.value, named
        elif isinstance(each, ast.JoinedStr):
            parts = (v.value if isinstance(v, ast.Constant) else "*" for v in each.values)
            yield catalogue, prefix + "".join(map(str, parts)), named
        else:
            assert isinstance(each, ast.Name), ast.dump(each)
            yield catalogue, "adoption.*" if each.id == "key" else "rule.*", named


def test_the_code_says_what_there_is_with_what_it_takes_and_all_of_it() -> None:
    said: set[tuple[str, str]] = set()
    found = list(made())
    assert len(found) > 60
    for catalogue, key, values in found:
        known = table("en", f"{catalogue}/sentences")
        pattern = re.compile(re.escape(key).replace(r"\*", ".+"))
        matching = {each for each in known if pattern.fullmatch(bare(each))}
        assert matching, key
        said |= {(catalogue, each) for each in matching}
        for each in matching if values is not None and "*" not in key else ():
            assert fields(known[each]) - {"n"} <= values, each
            assert values - {"n"} <= fields(known[each]), each
    everything = {(c, key) for c in CATALOGUES for key in table("en", f"{c}/sentences")}
    assert everything - said == set()


def test_each_stage_of_a_training_has_its_words() -> None:
    told = set()
    for name in ("model/train.py", "model/starter.py", "server/training_process.py"):
        source = (ROOT / name).read_text()
        told |= set(re.findall(r'tell\([^"\n]*"([^"]+)"|stage="([^"]+)"', source))
    stages = {one or other for one, other in told}
    words = table("en", "server/sentences")
    assert {f"stage.{stage}" for stage in stages} == {k for k in words if k.startswith("stage.")}


def test_no_error_that_a_browser_can_meet_is_said_in_english_only() -> None:
    family = {name for name, found in vars(errors).items()
              if isinstance(found, type) and issubclass(found, DoorstepError)}  # fmt: skip
    left = []
    for path in sorted((ROOT / "server").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            allowed = AT_THE_START.get(path.name, set())
            if allowed is None or function.name in allowed:
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") in family:
                    text = [a for a in call.args if isinstance(a, ast.Constant | ast.JoinedStr)]
                    left += [f"{path.name}: {function.name}" for _ in text]
    assert left == []
    for cls in (getattr(errors, name) for name in family):
        assert isinstance(cls.default, Sentence)


# --- sentences ------------------------------------------------------------------------------------

numbers = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda each: round(each, 2))
sentences = st.recursive(
    st.builds(lambda n: sentence("queue.labels", n=n), numbers.filter(lambda n: n == int(n))),
    lambda inner: st.builds(lambda labels: sentence("queue.nothing", labels=labels), inner),
    max_leaves=3,
)


@given(sentences)
def test_a_sentence_kept_as_json_is_the_same_again(one: Sentence) -> None:
    again = json.loads(json.dumps({"why": one}, default=plain), object_hook=revived)
    assert again == {"why": one}
    for language in LANGUAGES:
        with speaking(language):
            assert str(again["why"]) == one.told(language)
            assert worded({"report": [again]}) == {"report": [{"why": one.told(language)}]}


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES))
def test_numbers_are_whole_in_every_language(n: int, language: str) -> None:
    told = sentence("queue.labels", n=n).told(language)
    assert int(re.sub(r"\D", "", told)) == n


def test_numbers_are_written_as_the_language_does() -> None:
    said = sentence("bulk.sure", confidence=90, bound=5.25)
    assert "90 % confidence at most 5.2 %" in said.told("en")
    assert "5,2" in said.told("de")
    changed = sentence("changes.none", last=1500)
    assert "1,500" in changed.told("en")
    assert "1.500" in changed.told("de")
    none = sentence("queue.labels", n=0)
    assert [none.told(tag) for tag in LANGUAGES] == [
        "0 labels", "0 Urteile", "0 avis donné", "0 etiquetas", "0 rótulo"]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("nl, fr;q=0.8, de", "fr"), ("*", "en"), (";;,,", "en"),
     ("tlh", "en"), ("PT-br", "pt")],
)  # fmt: skip
def test_the_first_language_that_is_spoken_counts(header: str, language: str) -> None:
    assert wording.spoken(header) == language


def test_outside_of_a_request_it_is_english() -> None:
    assert wording.current() == "en"
    with speaking("fr"):
        assert wording.current() == "fr"
    assert wording.current() == "en"


# --- over HTTP ------------------------------------------------------------------------------------

JSON, PLAIN = {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}
TEXT = {"id": "1", "text": "Guten Tag", "kind": "inbox_message"}
REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "name": ("PUT", "profile", {"json": {"name": "x" * 201}}),
    "text": ("PUT", "profile", {"json": {"text": "x" * 20_001}}),
    "facts": ("PUT", "profile", {"json": {"facts": ["x"] * 101}}),
    "fact": ("PUT", "profile", {"json": {"facts": ["x" * 501]}}),
    "test words": ("PUT", "profile", {"json": {"test_words": ["ab"]}}),
    "no text": ("PUT", "profile", {"json": {"text": 5}}),
    "no list": ("PUT", "profile", {"json": {"facts": "one"}}),
    "strictness": ("PUT", "settings", {"json": {"strictness": "cruel"}}),
    "limit below": ("PUT", "settings", {"json": {"decline_limit": 0.5}}),
    "limit above": ("PUT", "settings", {"json": {"decline_limit": 21}}),
    "limit in words": ("PUT", "settings", {"json": {"decline_limit": "many"}}),
    "switch": ("PUT", "settings", {"json": {"auto_train": "perhaps"}}),
    "not an object": ("PUT", "settings", {"json": [1]}),
    "no JSON": ("PUT", "settings", {"content": b"{", "headers": JSON}),
    "no type": ("PUT", "settings", {"content": b"{}"}),
    "search": ("POST", "messages/search", {"json": {"text": "x" * 501}}),
    "cursor": ("POST", "messages/search", {"json": {"cursor": "x"}}),
    "limit": ("POST", "messages/search", {"json": {"limit": 0}}),
    "key": ("POST", "labels", {"json": {"labels": [
        {"key": "x", "message": TEXT, "label": "leaflet", "source": "review"}]}}),
    "no label": ("POST", "labels", {"json": {"labels": []}}),
    "nothing sent": ("POST", "score", {"json": {}}),
    "time": ("POST", "score", {"json": {"messages": [{**TEXT, "received_at": "now"}]}}),
    "mutual": ("POST", "score", {"json": {"messages": [{**TEXT, "sender": {"mutual": 1.5}}]}}),
    "large": ("POST", "score", {"json": {"messages": ["x" * 300_000]}}),
    "count": ("GET", "queue?count=21", {}),
    "no number": ("GET", "queue?count=x", {}),
    "training": ("GET", "train/none", {}),
    "address": ("GET", "nowhere", {}),
    "method": ("GET", "score", {}),
    "code": ("POST", "pair", {"json": {"code": "000000", "name": "x"}}),
    "other protocol": ("GET", "status", {"headers": {"Doorstep-Protocol": "2"}}),
    "empty export": ("POST", "import/linkedin", {"content": b""}),
    "no export": ("POST", "import/linkedin", {"content": b"a,b\n1,2\n"}),
    "not UTF-8": ("POST", "import/linkedin", {"content": b"\xff\xfe\x00"}),
    "damaged zip": ("POST", "import/linkedin", {"content": b"PK\x03\x04 and no more"}),
    "other zip": ("POST", "import/linkedin", {"content": zipped({"a.csv": b"a,b\n1,2\n"})}),
    "zip in a zip": ("POST", "import/linkedin", {"content": zipped({"a.zip": b"PK"})}),
    "header": ("POST", "import/linkedin", {"content": b"From,To,Date,Content\n"}),
    "date": ("POST", "import/linkedin", {"content": b"From,To,Date,Content,Folder\nA,B,now,C,D\n"}),
    "columns": ("POST", "import/linkedin", {"content": b"From,To,Date,Content,Folder\nA,B\n"}),
    "export type": ("POST", "import/linkedin", {"content": b"a", "headers": PLAIN}),
}  # fmt: skip


@pytest.fixture(scope="module")
def german(module_running: Running) -> Iterator[httpx.Client]:
    with module_running.http(**{"Accept-Language": "de-CH, en;q=0.5"}) as client:
        yield client


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_told_in_german_from_its_first_to_its_last_word(
    german: httpx.Client, name: str
) -> None:
    method, path, sent = REFUSED[name]
    reply = german.request(method, f"/v1/{path}", **sent)
    assert reply.status_code >= 400
    message = reply.json()["error"]["message"]
    assert not ENGLISH.search(COMMANDS.sub("", message)), message


def test_what_fails_inside_is_told_in_german(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running.http(**{"Accept-Language": "de"}) as http:
        running.registry.model = None
        assert http.get("/v1/bulk").json()["error"]["message"].startswith("Es gibt kein Modell")

        def fails(*_: object) -> None:
            raise StoreFull

        monkeypatch.setattr(running.store, "counts", fails)
        assert http.get("/v1/status").json()["store"]["problem"].startswith("Die Festplatte ist")
        monkeypatch.setattr(running.store, "current_labels", lambda: 1 / 0)
        monkeypatch.setattr(running.store, "score_bins", lambda: 1 / 0)
        broken = http.get("/v1/insights")
        assert broken.status_code == 500
        assert broken.json()["error"]["message"].startswith("In Doorstep ist etwas")


def test_each_caller_is_answered_in_their_own_language(module_running: Running) -> None:
    def ask(language: str) -> set[str]:
        with module_running.http(**{"Accept-Language": language}) as http:
            replies = [http.get("/v1/train/none").json() for _ in range(20)]
        return {reply["error"]["message"] for reply in replies}

    with ThreadPoolExecutor(len(LANGUAGES)) as pool:
        told = dict(zip(LANGUAGES, pool.map(ask, LANGUAGES), strict=True))
    assert told == {
        language: {Sentence("server", "error.no_such_training", {}).told(language)}
        for language in LANGUAGES
    }


def test_reasons_follow_the_header_and_the_body_goes_before_it(
    german: httpx.Client, module_running: Running
) -> None:
    languages = module_running.registry.active().languages
    languages.clear()
    for said in ({}, {"language": "fr"}):
        german.post("/v1/score", json={"messages": [TEXT], "explain": True, **said})
    assert languages == ["de", "fr"]
