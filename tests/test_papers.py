"""The papers name tests as proofs: each of them is there. And what they link to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = ("SECURITY.md", "PRIVACY.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = sorted(
    str(page.relative_to(ROOT)) for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)


@pytest.mark.parametrize(
    "paper",
    ["SECURITY.md", "PRIVACY.md", "docs/explanation/faults.md", "docs/explanation/goals.md"],
)
def test_every_test_named_as_a_proof_exists(paper: str) -> None:
    text = (ROOT / paper).read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    assert len(named) == text.count("::") > 10
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (path := ROOT / "tests" / file).is_file()
        or not re.search(rf"^def {test}\(", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target, place in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", text):
        found = (ROOT / page).parent / target if target else ROOT / page
        assert found.exists(), target
        if place:
            titles = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
            assert place in map(anchor, titles), f"{target}#{place}"


def anchor(title: str) -> str:
    """How GitHub names the place of a title."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_the_readme_links_them_all() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [paper for paper in PAPERS if f"]({paper})" not in readme] == []
