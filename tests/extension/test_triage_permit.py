"""What the worker asks the service before many are declined."""

from __future__ import annotations

from tests.extension.fake_service import Answer, Arrived, FakeService
from tests.extension.installed import Installed, message


def test_what_many_need_to_be_declined_is_asked_at_once(
    paired: Installed, fake: FakeService
) -> None:
    """How texts are labelled comes in order, in as many requests as it takes."""

    def labels(request: Arrived) -> Answer:
        texts = [each["text"] for each in request.json["messages"]]
        return Answer(body={"labels": ["leaflet" if "7" in text else None for text in texts]})

    fake.override["/v1/labels/current"] = labels
    page = paired.content_script()
    asked = [message(f"Number {number}") for number in range(30)]
    reply = page.ask({"type": "permit", "messages": asked})
    told = ["leaflet" if number in {7, 17, 27} else None for number in range(30)]
    why = "No leaflet has been checked yet."
    permit = {"allowed": False, "why": why, "alarm": None, "labels": told}
    assert reply == {"state": "connected", "permit": permit}
    assert len(fake.bodies("/v1/labels/current")) == 2
    fake.stop()
    assert page.ask({"type": "permit", "messages": asked[:1]})["state"] == "not-running"
