"""Keeps docs/architecture.md true: who may import, fetch, press, speak SQL or open a model file."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "extension"
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

SQL = re.compile(
    r"\b(SELECT\s+.+\s+FROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|CREATE\s+(TABLE|INDEX)|PRAGMA\s+\w+)\b",
    re.DOTALL,
)
LONGEST_FILE = 400


def tracked() -> list[Path]:
    """Files git tracks, plus new ones it does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def js_files() -> list[Path]:
    return sorted(EXTENSION.rglob("*.js"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def code_of(path: Path) -> str:
    """JavaScript without its comments, so that a rule may be explained beside what it forbids."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"(^|\s)//[^\n]*", r"\1", text)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", python_files("model"), ids=lambda p: p.name)
def test_the_model_knows_no_web_no_sql_and_no_server(path: Path) -> None:
    forbidden = {
        "server", "fastapi", "starlette", "uvicorn", "sqlite3", "socket", "http", "urllib",
        "requests", "httpx", "platformdirs", "click",
    }  # fmt: skip
    assert not forbidden & set(imports(path))


def test_only_the_store_speaks_sql() -> None:
    speakers = [
        path
        for path in python_files("server")
        if "sqlite3" in imports(path) or any(SQL.search(text) for text in strings(path))
    ]
    allowed = re.compile(r"^(store(_\w+)?|migrations)\.py$")
    assert names([path for path in speakers if not allowed.match(path.name)]) == []
    assert speakers


def test_only_persistence_opens_model_files() -> None:
    openers = [
        path
        for folder in ("server", "model")
        for path in python_files(folder)
        if {"joblib", "pickle", "dill", "cloudpickle", "marshal"} & set(imports(path))
    ]
    assert names(openers) == ["model/persistence.py"]


@pytest.mark.parametrize("path", python_files("server/routes"), ids=lambda p: p.name)
def test_routes_hold_no_rules(path: Path) -> None:
    """A route parses, calls and replies: no loops over rules, at most one branch, 25 lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        branches = [n for n in ast.walk(node) if isinstance(n, ast.If | ast.While | ast.Match)]
        assert len(branches) <= 1, f"{path.name}: {node.name} decides {len(branches)} things"
        if not any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) for n in node.body):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= 25, f"{path.name}: {node.name} has {length} lines"


def test_only_the_encoder_knows_which_encoder_it_is() -> None:
    users = [
        path
        for folder in ("server", "model")
        for path in python_files(folder)
        if "onnxruntime" in imports(path) and "finetune" not in path.parts
    ]
    assert names(users) == ["model/encoder.py"]


def test_no_middleware_that_costs_latency_and_no_cors() -> None:
    text = "\n".join(path.read_text() for path in python_files("server"))
    for name in ("CORSMiddleware", "BaseHTTPMiddleware", "@app.middleware", "Access-Control-"):
        assert name not in text, name


def test_training_data_holds_no_code() -> None:
    held = {path.suffix for path in (ROOT / "training_data").rglob("*") if path.is_file()}
    assert held <= {".jsonl", ".json", ".md"}


# --- Extension ------------------------------------------------------------------------------------


def test_only_the_client_fetches() -> None:
    callers = re.compile(r"\b(fetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon)")
    assert names([p for p in js_files() if callers.search(code_of(p))]) == [
        "extension/lib/client.js"
    ]


def test_the_client_fetches_from_this_computer_alone() -> None:
    addresses = re.findall(r"fetch\(\s*[`\"'](.*?)\$", code_of(EXTENSION / "lib" / "client.js"))
    assert addresses == ["http://127.0.0.1:"]


def test_only_decline_presses() -> None:
    presses = re.compile(r"\.click\s*\(|dispatchEvent\s*\(|requestSubmit\s*\(|\.submit\s*\(")
    content = [
        p for p in js_files() if p.parent.name in {"content", "adapters", "composers", "picker"}
    ]
    assert names([p for p in content if presses.search(code_of(p))]) == [
        "extension/content/decline.js"
    ]


def test_content_scripts_neither_know_the_service_nor_scroll_nor_open() -> None:
    for path in (p for p in js_files() if {"content", "picker"} & set(p.parts)):
        code = code_of(path)
        for word in ("127.0.0.1", "13667", "Bearer", "token", "scrollTo", "scrollIntoView"):
            assert word not in code, f"{path.name}: {word}"
        assert "window.open" not in code, path.name
        assert "postMessage" not in code, path.name


def test_page_text_enters_only_as_text() -> None:
    html = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(")
    assert names([p for p in js_files() if html.search(code_of(p))]) == []


def test_words_in_a_sites_page_are_drawn() -> None:
    """A text in a closed root can be found by the page; a font it can name, seen in use."""
    texts = re.compile(r"\.(?:textContent|innerText)\s*=[^=]|createTextNode|insertAdjacentText")
    ours = [p for p in js_files() if p.parent.name in {"content", "picker"}]
    assert names([p for p in ours if texts.search(code_of(p))]) == [
        "extension/content/badge-style.js",  # a style element, where the browser takes no sheets
        "extension/content/words.js",
    ]
    styles = "\n".join(code_of(p) for p in ours if p.name.endswith("style.js"))
    stacks = re.findall(r"\bfont: [^;]*?/[\d.]+ ([^;]+);", styles)
    assert stacks
    assert set(", ".join(stacks).split(", ")) == {"system-ui", "sans-serif", "monospace"}


def test_shadow_roots_are_closed() -> None:
    text = "\n".join(code_of(p) for p in js_files())
    modes = re.findall(r"attachShadow\(\s*\{\s*mode:\s*\"(\w+)\"", text)
    assert modes
    assert set(modes) == {"closed"}


def test_the_manifest_exposes_nothing_to_pages() -> None:
    assert "web_accessible_resources" not in MANIFEST
    assert "externally_connectable" not in MANIFEST
    text = "\n".join(code_of(p) for p in js_files())
    assert "onMessageExternal" not in text
    assert "onConnectExternal" not in text


def test_every_content_script_is_in_the_manifest_and_exists() -> None:
    (entry,) = MANIFEST["content_scripts"]
    present = {p.relative_to(EXTENSION).as_posix() for p in (EXTENSION / "content").rglob("*.js")}
    assert set(entry["js"]) == present
    assert entry["js"][0] == "content/namespace.js"
    assert entry["js"][-1] == "content/main.js"


def test_a_site_is_one_file_of_data_a_folder_of_saved_pages_and_a_test() -> None:
    pages = [p.name for p in (ROOT / "tests" / "pages").iterdir() if p.is_dir()]
    tests = [p.stem for p in (ROOT / "tests" / "extension" / "sites").glob("test_*.py")]
    readme = (ROOT / "README.md").read_text().lower()
    adapters = {p.stem: p for p in (EXTENSION / "content" / "adapters").glob("*.js")}
    assert adapters
    for name, file in adapters.items():
        site, place = name.split("-", 1)
        assert any(page.startswith(f"{name}-") for page in pages), name
        assert f"test_{name.replace('-', '_')}" in tests, name
        assert site in readme, name
        assert place in readme, name
        assert f'id: "{name}",\n    site: "{site}",' in file.read_text(), name
    unclaimed = [page for page in pages if not any(page.startswith(f"{a}-") for a in adapters)]
    assert unclaimed == []


@pytest.mark.parametrize(
    "path", sorted((EXTENSION / "content" / "adapters").glob("*.js")), ids=lambda p: p.stem
)
def test_an_adapter_is_data(path: Path) -> None:
    code = code_of(path)
    assert code.count("=>") == 1, "the block around it is the only function"
    assert code.count("app.") == 1
    assert "app.engine.define({" in code
    for word in ("function", "document", "window", "return", "if (", "for (", "chrome"):
        assert word not in code, word


def test_a_composer_is_data() -> None:
    for path in (EXTENSION / "content" / "composers").glob("*.js"):
        code = code_of(path)
        assert code.count("=>") == 1, "the block around it is the only function"
        assert f'app.composers.define({{\n    site: "{path.stem}",' in code
        for word in ("function", "document", "window", "return", "if (", "for (", "chrome"):
            assert word not in code, word


def test_the_list_of_sites_and_the_manifest_agree() -> None:
    listed = (EXTENSION / "lib" / "sites.js").read_text()
    sites = re.findall(r'id: "(\w+)".*origins: \["([^"]+)"\], optional: (true|false)', listed)
    hosts = [origin for _, origin, optional in sites if optional == "false"]
    asked = [origin for _, origin, optional in sites if optional == "true"]
    assert ["http://127.0.0.1/*", *hosts] == MANIFEST["host_permissions"]
    # The last one lets us ask for a site the user teaches, each by its own address.
    assert [*asked, "https://*/*"] == MANIFEST["optional_host_permissions"]
    assert hosts == MANIFEST["content_scripts"][0]["matches"]
    files = (EXTENSION / "content" / "adapters").glob("*.js")
    assert {name for name, _, _ in sites} == {path.stem.split("-")[0] for path in files}


def test_pages_load_only_their_own_files() -> None:
    for page in (EXTENSION / "pages").glob("*.html"):
        text = page.read_text()
        for target in re.findall(r'(?:src|href)="([^"#]+)"', text):
            if target.endswith((".js", ".css", ".svg", ".png")):
                assert (page.parent / target).resolve().is_file(), f"{page.name}: {target}"
        assert not re.search(r"<script(?![^>]*src=)", text), f"{page.name}: inline script"
        assert not re.search(r"\son\w+=", text), f"{page.name}: inline handler"


# --- One truth ------------------------------------------------------------------------------------


def test_versions_agree() -> None:
    assert MANIFEST["version"] == PROJECT["project"]["version"]


def test_both_sides_speak_the_same_protocol() -> None:
    from server.schemas import PROTOCOL

    client = (EXTENSION / "lib" / "client.js").read_text()
    found = re.search(r"\bPROTOCOL\s*=\s*\"?(\d+)", client)
    assert found
    assert int(found.group(1)) == PROTOCOL


def test_the_extension_id_the_service_expects_is_the_manifest_key() -> None:
    import base64
    import hashlib

    digest = hashlib.sha256(base64.b64decode(MANIFEST["key"])).hexdigest()[:32]
    identity = "".join(chr(ord("a") + int(c, 16)) for c in digest)
    sources = "\n".join(path.read_text() for path in python_files("server"))
    assert identity in sources


def test_every_dependency_has_its_reason() -> None:
    documented = (ROOT / "docs" / "dependencies.md").read_text()
    wanted = list(PROJECT["project"]["dependencies"])
    for group in PROJECT["dependency-groups"].values():
        wanted += group
    wanted += json.loads((ROOT / "package.json").read_text())["devDependencies"]
    bare = [re.split(r"[<>=~\[ ]", name)[0] for name in wanted]
    missing = [name for name in bare if f"`{name}`" not in documented]
    assert missing == []


def test_every_permission_has_its_reason_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    hosts = [*MANIFEST["host_permissions"], *MANIFEST["optional_host_permissions"]]
    for permission in [*MANIFEST["permissions"], *hosts]:
        assert f"`{permission}`" in readme, permission


def test_every_command_is_documented() -> None:
    from server.cli import main

    reference = (ROOT / "docs" / "reference" / "cli.md").read_text()
    missing = [name for name in main.commands if f"doorstep {name}" not in reference]
    assert missing == []


# --- Tidiness -------------------------------------------------------------------------------------


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in {".py", ".js", ".css"}
        and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_path_of_one_machine_and_no_registry_host_is_in_the_tree() -> None:
    hosts = ["pypi" + ".org", "registry.npm" + "js.org", "files.python" + "hosted.org"]
    places = ["/wo" + "rk/", "/ro" + "ot/", "/fa" + "rm/"]
    found = []
    for path in tracked():
        if path.suffix in {".png", ".jsonl", ".npz", ".onnx"}:
            continue
        text = path.read_text()
        words = hosts if "lock" in path.name or "requirements" in path.parts else []
        found += [f"{path.relative_to(ROOT)}: {w}" for w in [*words, *places] if w in text]
    assert found == []


def test_every_requirement_is_locked_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        blocks = re.split(r"\n(?=\S)", path.read_text().strip())
        unlocked = [block.split()[0] for block in blocks if "--hash=sha256:" not in block]
        assert unlocked == [], path.name
