"""The icons are of the size they say, and drawn from their source."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Browser

from tests.draw_icons import draw, sizes

# The sizes of two pictures, and by how much any channel of any pixel of them differs.
DIFFERENCE = """async (sources) => {
  const pixels = await Promise.all(sources.map(async (source) => {
    const picture = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, picture.width, picture.height);
  }));
  const [one, other] = pixels;
  const most = one.data.reduce((most, v, i) => Math.max(most, Math.abs(v - other.data[i])), 0);
  return [...pixels.flatMap(({ width, height }) => [width, height]), most];
}"""


@pytest.mark.parametrize("size", sizes())
def test_an_icon_is_what_its_source_says(chromium_for_pages: Browser, size: int) -> None:
    pictures = [sizes()[size].read_bytes(), draw(chromium_for_pages, size)]
    sources = [f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in pictures]
    page = chromium_for_pages.new_page()
    *measures, most = page.evaluate(DIFFERENCE, sources)
    page.close()
    assert measures == [size] * 4
    # Edges are smoothed a little differently from one Chromium to the next.
    assert most <= 48
