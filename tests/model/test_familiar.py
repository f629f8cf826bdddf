"""A language the judge was not taught: noticed, said, and judged with restraint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.corpus import read_corpus
from model.familiar import common_words, is_familiar
from model.trained import TrainedModel
from tests.model.conftest import TRAINING_DATA, message

# One and the same letter, so that nothing but the language differs: a talk was heard, a question.
UNTAUGHT = {
    "sv": "Hej! Jag hörde din föreläsning om broar förra veckan och undrar hur ni löste det.",
    "da": "Hej, jeg hørte dit oplæg om broer og ville gerne spørge, hvordan I løste det.",
    "pl": "Dzień dobry, słuchałem pana wykładu o mostach i chciałbym zapytać, jak to rozwiązano.",
    "tr": "Merhaba, geçen hafta konuşmanızı dinledim, köprüler hakkında bir sorum olacaktı.",
    "fi": "Hei, kuuntelin esityksesi silloista ja haluaisin kysyä, miten ratkaisitte sen.",
    "ro": "Bună ziua, am ascultat prezentarea despre poduri și vreau să vă întreb cum ați făcut.",
    "hu": "Üdvözlöm, hallottam az előadását a hidakról, és szeretném megkérdezni, hogyan lett.",
    "id": "Halo, saya mendengar presentasi Anda tentang jembatan dan ingin bertanya caranya.",
    "ru": "Здравствуйте, я слушал ваш доклад о мостах и хотел спросить, как вы решили эту задачу.",
    "ja": "先日の橋についての講演を拝聴しました。どのように解決されたのかお伺いしたいです。",
}
TAUGHT = {
    "en": "Hello, I heard your talk on bridges last week and wonder how you solved it.",
    "de": "Guten Tag, ich habe Ihren Vortrag über Brücken gehört und frage mich, wie das ging.",
    "fr": "Bonjour, j'ai écouté votre exposé sur les ponts et je me demande comment c'était.",
    "es": "Hola, escuché su charla sobre los puentes y quería preguntarle cómo lo hicieron.",
    "pt": "Olá, ouvi a sua palestra sobre as pontes e queria perguntar como o resolveu.",
    "it": "Buongiorno, ho sentito la sua conferenza sui ponti e mi chiedo come avete fatto.",
    "nl": "Hallo, ik heb je praatje over de bruggen gehoord en vraag me af hoe het ging.",
}


@pytest.fixture(scope="module")
def common() -> dict[str, frozenset[str]]:
    found = common_words(read_corpus(TRAINING_DATA))
    return {language: frozenset(words) for language, words in found.items()}


def test_it_knows_which_languages_it_was_taught(common: dict[str, frozenset[str]]) -> None:
    assert set(common) == set(TAUGHT)


@pytest.mark.parametrize("language", UNTAUGHT)
def test_a_language_it_was_not_taught_is_noticed(
    language: str, common: dict[str, frozenset[str]]
) -> None:
    assert not is_familiar(UNTAUGHT[language], common)


@pytest.mark.parametrize("language", TAUGHT)
def test_a_language_it_was_taught_is_known(
    language: str, common: dict[str, frozenset[str]]
) -> None:
    assert is_familiar(TAUGHT[language], common)


def test_hardly_any_text_of_the_corpus_is_taken_for_another_language(
    common: dict[str, frozenset[str]],
) -> None:
    rows = [row for row in read_corpus(TRAINING_DATA) if row.lang in common and row.has_note]
    strange = [row for row in rows if not is_familiar(row.text, common)]
    assert len(strange) < 0.002 * len(rows)


@given(st.text())
def test_any_text_is_told_one_way_or_the_other(text: str) -> None:
    assert is_familiar(text, {})
    assert is_familiar(text, {"en": frozenset({"the"})}) in (True, False)


def test_a_few_words_are_given_the_benefit_of_the_doubt() -> None:
    common = {"en": frozenset({"the"})}
    assert is_familiar("och det är", common)
    assert not is_familiar("och det är inte så", common)
    assert not is_familiar("Привет", common)


@pytest.mark.parametrize(
    "fragment",
    [
        "nom . 4417 tescott vol 20,000 mmbtu gas flow confirm desk",
        "B/L draft consignee tel missing weight 21,480",
        "zag zag zag zag zag zag zag zag",
    ],
)
def test_fragments_and_lists_are_in_no_other_language(
    fragment: str, common: dict[str, frozenset[str]]
) -> None:
    assert is_familiar(fragment, common)


@pytest.mark.parametrize("language", UNTAUGHT)
def test_what_it_was_not_taught_it_judges_with_restraint_and_says_so(
    language: str, starter: TrainedModel
) -> None:
    text = UNTAUGHT[language]
    score = starter.score([message(text)], explain=True)[0]
    (told,) = [reason for reason in score.reasons if reason.signal == "unknown_language"]
    bold = 100 * float(starter.calibration.probability(starter.raw([text]))[0])
    assert score.score is not None
    assert abs(score.score - 50) < abs(bold - 50)
    assert told.effect == pytest.approx(score.score - bold, abs=0.11)
    assert told.span is None


@pytest.mark.parametrize("language", TAUGHT)
def test_what_it_was_taught_it_judges_freely(language: str, starter: TrainedModel) -> None:
    text = TAUGHT[language]
    (score,) = starter.score([message(text)], explain=True)
    assert not [reason for reason in score.reasons if reason.signal == "unknown_language"]
    assert starter.hold([text]).tolist() == [1.0]
