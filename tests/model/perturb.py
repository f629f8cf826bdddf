"""Ways to change how a message looks and not what it says, and messages to try them on."""

from __future__ import annotations

import random
from collections.abc import Callable

MESSAGES = (
    "Hi {name}, your talk on tide gauges in Utrecht answered a question we had for years. "
    "Which sensor survived the frost?",
    "Hello {name}, we help companies like yours grow revenue with our platform. "
    "Do you have fifteen minutes this week?",
    "{name}, you and I shared the late shift at the Bramhall clinic in 2011. I moved "
    "to Leeds since. "
    "How is the ward?",
    "Dear {name}, I came across your profile and was impressed by your experience. "
    "I would like to add you to my network.",
    "Good morning {name}. We have several openings for forklift technicians, 38 thousand a year, "
    "apply through the link below.",
    "Thanks {name}, that answers it. I will send the corrected figures on Monday, "
    "the second column "
    "was mine.",
    "Hi {name}! Your post about closing the library early made me change our plan. Could I ask how "
    "the staff took it?",
    "Dear {name}, as a certified coach I have supported over 300 leaders. Book your free session "
    "today and unlock your potential.",
    "{name}, Maria Sandoval said you are the one who understands the old boiler "
    "contracts. Would you "
    "look at one page of ours?",
    "Hello {name}, I publish a newsletter on leadership. Subscribe and share it with "
    "your colleagues!",
    "Hi {name}, I read your answer on the beekeepers' forum about moving hives in "
    "spring. I tried it "
    "and lost none.",
    "Dear {name}, our agency places backlinks on strong websites at a fair price. "
    "Shall I send our list?",
)

LEAFLETS = tuple(
    message.format(name="there")
    for message in MESSAGES
    if any(word in message for word in ("platform", "profile", "openings", "coach", "newsletter"))
)

NAMES = (
    "Emily", "James", "Mohammed", "Fatima", "Wei", "Mei-Ling", "Oluwaseun", "Chiamaka", "Priya",
    "Rajesh", "Santiago", "Valentina", "Yuki", "Hiroshi", "Aleksandr", "Svetlana", "Lakisha",
    "Jamal", "Nguyen", "Thabo", "Aaliyah", "Björn", "Ingrid", "Zsófia",
)  # fmt: skip

LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")


def typos(text: str) -> str:
    """Swap two neighbouring letters in every eighth word."""
    rng = random.Random(7)
    words = text.split(" ")
    for at in range(3, len(words), 8):
        word = words[at]
        if len(word) > 4:
            cut = rng.randrange(1, len(word) - 2)
            words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def foreign(text: str) -> str:
    """Leave out articles, as writers whose language has none do."""
    return " ".join(word for word in text.split(" ") if word.lower() not in {"the", "a", "an"})


WALL = 19_000
"""Characters of the walls: with the message, as long as a text may be (20,000)."""

WALLS: dict[str, Callable[[str], str]] = {
    "white space": lambda text: text + " " * WALL,
    "empty lines": lambda text: "\n" * WALL + text,
    "invisible characters": lambda text: text + "\u200b" * WALL,
    "dots": lambda text: text + "\n" + "." * WALL,
    "emoji": lambda text: text + " " + "😀🚀" * (WALL // 2),
    "a letter held down": lambda text: text + " " + "x" * WALL,
    "the message again and again": lambda text: (text + "\n") * (WALL // (len(text) + 1)),
}
"""Ways to bury a message under much of nothing."""


CHANGES: dict[str, Callable[[str], str]] = {
    "typos": typos,
    "foreign grammar": foreign,
    "lower case": str.lower,
    "capitals": str.upper,
    "emoji": lambda text: text + " 🙂🚀",
    "padding": lambda text: "\n\n\n   " + text.replace(" ", "   ") + "   \n\n",
    "invisible characters": lambda text: text.replace("e", "e\u200b"),
    "tags": lambda text: text + "".join(chr(0xE0061 + i) for i in range(20)),
    "lookalike letters": lambda text: text.translate(LOOKALIKES),
    "marks over letters": lambda text: "".join(c + "\u0301\u0323" * c.isalpha() for c in text),
    "signature": lambda text: text + "\n\nBest regards,\nKim",
}

BRIBES: dict[str, Callable[[str], str]] = {
    "the name twice": lambda text: f"Dear Robin, {text} Robin, I mean it.",
    "a polite question": lambda text: f"{text} How are you today?",
    "a polite question by name": lambda text: f"How is your week going, Robin? {text}",
    "anybody's question": lambda text: f"{text} What inspired you to go into your field?",
    "praise of a post": lambda text: f"I loved your recent post! {text}",
    "a question about a thing": lambda text: f"{text} Which sensor survived the frost?",
}
"""Ways in which a leaflet may try to pass for more than it is."""

FEEBLE = tuple(BRIBES)[:-1]
"""Those that say nothing of the recipient; the last one would, if it were true."""
