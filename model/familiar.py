"""Whether a text is in a language the judge was not taught; there its opinion is held back.

Told by the commonest words: those of the languages in the corpus, counted there, and those of the
languages below, known to anybody who speaks them. A text that holds more of the second is not in a
language of the first. Fragments, tables and lists hold few of either and pass.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from model.records import Message
from model.signals import Reading, readings_of

TAUGHT = 250
"""Messages from which a language counts as taught."""

COMMON = 100
"""How many of a language's commonest words are looked for."""

LEAST_WORDS = 5
"""Words below which too little can be told."""

LEAST_OTHER = 2
"""Common words of another language that a text must hold before it is taken for that language."""

HELD_BACK = 0.5
"""Share of the log-odds that is kept for a text in another language; see ``docs/judgement.md``."""

OTHERS = {
    "sv": "och att det jag som är på för med den har inte av om vi du ett till din hej",
    "da": "og at det jeg som er på for med den har ikke af om vi du et til din hej",
    "no": "og at det jeg som er på for med den har ikke av om vi du et til din hei å",
    "is": "og að ég er ekki það sem við þú til á í fyrir með um en hef þinn sæll",
    "fi": "ja on että ei se oli olen mutta kun niin tai sinun minun teidän kanssa hei kiitos joka",
    "et": "ja on ei et see ma oli ning kui teie tere aga või mis mul sul kas ka",
    "lv": "un ir ka ar es no par uz jūs labdien bet kā vai jūsu mani lai",
    "lt": "ir yra kad su į iš ne ar labas jūsų aš tai bet kaip dėl apie laba",
    "pl": "i w nie się na do to że jest z jak co dla od pan pani czy jestem dzień o",
    "cs": "a v se na je že to jsem pro jak s z do ale dobrý den jste si by o",
    "sk": "a v sa na je že to som pre ako s z do ale dobrý deň ste si by o",
    "sl": "in je na se da za sem so kako vi ste ali od ni dober dan smo kaj pri vaš",
    "hr": "i je u na se da za sam su što kako vi ste ili ali od nije dobar dan smo",
    "hu": "a az és hogy nem is egy van meg de ha én ön kedves vagy mint volt szeretném",
    "ro": "și în de la cu pe nu este sunt că pentru am o ce din vă bună ați mai să",
    "sq": "dhe të në një për me është nuk unë që si ju përshëndetje e i jam ka",
    "tr": "ve bir bu için ile çok da de ben siz merhaba olarak sizin gibi ne var hakkında nasıl",
    "vi": "và là của có không cho tôi bạn được với một trong những xin chào anh chị em",
    "id": "yang dan di saya untuk dengan ini anda tidak adalah dari ke kami akan halo itu ada pada",
    "tl": "ang ng sa na ako po mga ay ka ko hindi para kumusta ikaw niyo",
    "sw": "na ya wa kwa ni katika hii habari mimi wewe lakini kama ili sana",
    "eu": "eta da ez bat zure naiz dut kaixo nire zen dira baina",
    "cy": "a yn y mae i ar o dda eich fi gyda chi wedi am",
    "ga": "agus an a na is ar tá mé do go le sé bhí conas",
}
"""Common words of languages with Latin letters that the corpus does not hold, by their codes."""

_SPOKEN: dict[str, list[str]] = defaultdict(list)
"""Those languages by their common words."""
for _language, _found in OTHERS.items():
    for _word in set(_found.split()):
        _SPOKEN[_word].append(_language)

_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile(r"[^\0-\u024f]")


def common_words(messages: Iterable[Message]) -> dict[str, list[str]]:
    """Give the commonest words of each language there are enough messages in, by its code."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    for message in messages:
        language = message.lang or ""
        texts[language] += 1
        found[language].update(_words(message.text))
    return {
        language: [word for word, _ in counts.most_common(COMMON)]
        for language, counts in sorted(found.items())
        if language and texts[language] >= TAUGHT
    }


def is_familiar(text: str | Reading, common: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether ``text`` may be in one of the languages with these common words.

    Short texts are given the benefit of the doubt, unless most letters are of another script; so is
    every text where no language is known.
    """
    words = _words(text)
    if not common or not words:
        return True
    letters = "".join(words)
    if not letters.isascii() and 2 * len(_BEYOND_LATIN.findall(letters)) > len(letters):
        return False
    if len(words) < LEAST_WORDS:
        return True
    heard = [_SPOKEN[word] for word in words if word in _SPOKEN]
    known = 0
    for some in common.values():
        known = max(known, sum(map(some.__contains__, words)))
        if known >= len(heard):  # No single one of those languages can have more.
            return True
    most = max(Counter(chain.from_iterable(heard)).values())
    return most < LEAST_OTHER or known >= most


def _words(text: str | Reading) -> list[str]:
    (reading,) = readings_of([text])
    return [
        word
        for part in reading.parts[1::2]
        for word in ([part] if part.isalpha() else _WORD.findall(part))
    ]
