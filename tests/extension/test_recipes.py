"""What may be a recipe: hypothesis writes JSON, the real module in a real Chromium reads it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extension.installed import Installed

RECIPE = json.loads(
    (Path(__file__).parents[1] / "browser" / "taught" / "recipe.json").read_text("utf-8")
)
READ = """async (texts) => {
  const { RecipeFault, parseRecipe } = await import(chrome.runtime.getURL("lib/recipes.js"));
  return texts.map((text) => {
    try {
      return { recipe: parseRecipe(text) };
    } catch (error) {
      if (!(error instanceof RecipeFault)) return { crash: String(error) };
      return { field: error.field, rule: error.rule, limit: error.limit };
    }
  });
}"""
OURS = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def read(extension: Installed, *values: Any) -> list[dict[str, Any]]:
    texts = [json.dumps(value) for value in values]
    return list(extension.home.evaluate(READ, texts))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to every value within a value."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def changed(place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    whole = copy.deepcopy(RECIPE)
    at = whole
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return whole


@given(values=st.lists(JSON, min_size=1, max_size=20))
@OURS
def test_anything_else_is_refused_with_field_and_rule(
    extension: Installed, values: list[Any]
) -> None:
    for told in read(extension, *values):
        assert set(told) == {"field", "rule", "limit"}
        assert told["field"]
        assert told["rule"]


@given(changes=st.lists(st.tuples(st.sampled_from(places(RECIPE)), JSON), min_size=1, max_size=20))
@OURS
def test_one_changed_value_is_kept_as_it_is_or_refused_by_name(
    extension: Installed, changes: list[tuple[tuple[Any, ...], Any]]
) -> None:
    wholes = [changed(place, value) for place, value in changes]
    for (place, _), whole, told in zip(changes, wholes, read(extension, *wholes), strict=True):
        assert "crash" not in told
        if "recipe" in told:
            assert told["recipe"] == whole
        elif place:
            assert told["field"].startswith(str(place[0])), (place, told)


@given(
    place=st.sampled_from([p for p in places(RECIPE) if p == () or p[-1] != "attributes"]),
    name=st.text(min_size=1, max_size=10),
)
@OURS
def test_a_field_too_many_is_refused(
    extension: Installed, place: tuple[Any, ...], name: str
) -> None:
    whole = copy.deepcopy(RECIPE)
    at = whole
    for key in place:
        at = at[key]
    if not isinstance(at, dict) or name in {*at, "role", "attributes", "hosts", "shadow"}:
        return
    at[name] = "x"
    (told,) = read(extension, whole)
    assert told["rule"] == "unknown"
    assert told["field"].endswith(name)


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        (("origin",), "http://requests.example", "origin"),
        (("origin",), "https://*", "origin"),
        (("origin",), "https://requests.example/", "origin"),
        (("origin",), "https://requests.example:8443", "origin"),
        (("origin",), "https://127.0.0.1", "origin"),
        (("origin",), "https://localhost", "origin"),
        (("origin",), "javascript:alert(1)", "origin"),
        (("path",), "/requests/(a+)+", "path"),
        (("path",), "/in/ann-1234", "path"),
        (("format",), 2, "format"),
        (("name",), "x" * 61, "text"),
        (("decline",), [], "missing"),
        (("decline", 0, "label"), "Kontaktanfrage von {name} annehmen", "accept"),
        (("decline", 0, "words"), "Accept", "accept"),
        (("decline", 0, "label"), "x" * 81, "text"),
        (("sender", 0, "tag"), "div,button", "tag"),
        (("sender", 0, "nth"), 1, "number"),
        (("sender", 0, "of"), -1, "number"),
        (("sender",), [RECIPE["sender"][0]] * 21, "list"),
        (("sender", 0, "shadow"), False, "true"),
        (("card", "hosts"), [{"tag": "x-app"}] * 9, "list"),
        (("card", "hosts"), [{"tag": "x app"}], "tag"),
        (("text", 2, "attributes", "class"), "note", "attribute"),
        (("text", 2, "attributes", "data-qa"), "row-12", "value"),
        (("text", 2, "attributes", "data-qa"), '"] *', "value"),
        (("card", "shape", "role"), "list item", "role"),
    ],
)
def test_a_rule_is_told(
    extension: Installed, place: tuple[Any, ...], value: Any, rule: str
) -> None:
    (told,) = read(extension, changed(place, value))
    assert told.get("rule") == rule
    assert told["field"].startswith(place[0])


def test_what_stands_in_open_roots_is_kept_as_it_is(extension: Installed) -> None:
    whole = changed(("sender", 0, "shadow"), True)
    whole["card"]["hosts"] = [{"tag": "x-app"}, {"tag": "x-list", "role": "list"}]
    assert read(extension, whole) == [{"recipe": whole}]


def test_what_is_too_long_is_not_looked_at(extension: Installed) -> None:
    (told,) = extension.home.evaluate(READ, [" " * 20_001])
    assert (told["rule"], told["limit"]) == ("long", 20_000)
    (told,) = extension.home.evaluate(READ, ["{"])
    assert told["rule"] == "json"
