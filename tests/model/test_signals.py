"""What the signals see in messages of several languages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils import estimator_checks

from model.features import Features
from model.signals import NAMES, SIGNALS, Signals


def read(text: str) -> dict[str, float]:
    return dict(zip(NAMES, Signals().transform([text])[0], strict=True))


# scikit-learn's other checks feed arrays of numbers, which these transformers do not take: their
# input is texts, as their tags say, and `parametrize_with_checks` leaves such estimators out whole.
# These are all the checks that need no numbers.
@pytest.mark.parametrize("estimator", [Signals(), Features()], ids=["Signals", "Features"])
@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_tags_renamed,
        estimator_checks.check_valid_tag_types,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_set_params,
        estimator_checks.check_mixin_order,
        estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
    ],
    ids=lambda check: check.__name__,
)
def test_transformers_keep_the_contract_of_scikit_learn(estimator, check) -> None:
    check(type(estimator).__name__, estimator)


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("your_deeds", "Your article on tides was clear."),
        ("your_deeds", "Vielen Dank für Ihren Vortrag über Deiche."),
        ("your_deeds", "Votre intervention sur le sol était claire."),
        ("your_deeds", "Me gustó lo que contaste en la charla."),
        ("your_deeds", "Gostei do seu artigo sobre solo."),
        ("asks_you", "How did you seal the gate?"),
        ("asks_you", "Wie haben Sie das Tor abgedichtet?"),
        ("wants_your_view", "I was wondering about the second table."),
        ("call_to_action", "Open to a quick call on Thursday?"),
        ("call_to_action", "Hätten Sie 15 Minuten für ein kurzes Gespräch?"),
        ("call_to_action", "¿Tienes 15 minutos para una llamada?"),
        ("offer", "I can send you the drawings."),
        ("shared_context", "We met at the bakery fair."),
        ("shared_context", "Nous nous sommes croisés à Lyon."),
        ("pitch", "Our platform grows your revenue."),
        ("pitch", "Wir steigern Ihren Umsatz."),
        ("stock_phrases", "I'd like to add you to my professional network."),
        ("stock_phrases", "Hi {first_name}, hope this finds you well."),
        ("recruiting", "A vacancy with a good salary."),
        ("crowd", "Dear friends, hello everyone."),
        ("contact_details", "See www.example.com"),
        ("figures", "We saved clients 30% and $2M."),
        ("emphasis", "GREAT NEWS!!! 🚀"),
        ("dates", "See you on Tuesday in March."),
        ("reply", "Thanks Mia, yes that works."),
        ("company_voice", "We are proud of our team."),
    ],
)
def test_a_signal_sees_what_it_is_named_for(signal: str, text: str) -> None:
    plain = read("The weather is mild.")
    assert read(text)[signal] > plain[signal]


def test_a_call_to_action_is_not_a_question_about_you() -> None:
    assert read("Are you open to a quick chat?")["asks_you"] == 0
    assert read("Are you still repairing looms?")["asks_you"] > 0


def test_who_is_it_about() -> None:
    of_sender = read("I founded my firm and I run my own shop.")["about_sender"]
    of_reader = read("You founded your firm and you run your shop.")["about_sender"]
    assert of_sender > 0.7 > 0.3 > of_reader


def test_the_same_text_three_times_over_levels_off() -> None:
    once = Signals().transform(["Our platform grows sales."])
    often = Signals().transform(["Our platform grows sales. " * 30])
    assert (np.abs(often - once) <= 0.5).all()


@given(st.text())
def test_every_text_gives_numbers_from_zero_to_one(text: str) -> None:
    found = Signals().transform([text])
    assert found.shape == (1, len(SIGNALS))
    assert ((found >= 0) & (found <= 1)).all()


def test_no_texts_give_no_rows() -> None:
    assert Signals().transform([]).shape == (0, len(SIGNALS))


def test_every_signal_has_one_name_and_one_direction() -> None:
    assert len(set(NAMES)) == len(SIGNALS)
    assert {signal.leans for signal in SIGNALS} == {-1, 1}
