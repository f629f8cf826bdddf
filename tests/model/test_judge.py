"""The measuring stick: figures, intervals, slices, kept runs and how two of them differ."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model import bootstrap, judge
from model.ablation import ablation
from model.bootstrap import FIGURES, RESAMPLES, auc, figures, interval, resamples
from model.calibration import Thresholds
from model.corpus import HoldoutRow, Reading
from model.curve import learning_curve
from model.evaluate import figures as plain_figures
from model.features import Features
from model.runs import Row, Run, comparison, measured, table
from model.slices import Slice, corpus_slices, far_slices, holdout_slices, sliced
from model.train import train
from tests.model.conftest import THINGS, labelled, row

BANDS = Thresholds(leaflet=0.3, relationship=0.7)


def once(truth) -> np.ndarray:
    return np.ones((1, len(truth)))


def random_slice(n: int, seed: int = 0, told: float = 1.0, name: str = "some") -> Slice:
    random = np.random.default_rng(seed)
    truth = np.arange(n) % 2 == 0
    raw = random.normal(np.where(truth, told, -told))
    return Slice(name, np.array([f"k{i}" for i in range(n)]), 1 / (1 + np.exp(-raw)), truth)


def outside(number: int, text: str, label: str, lang: str = "en", sure: bool = True) -> HoldoutRow:
    return HoldoutRow(
        id=f"h{number}", text=text, label=label, lang=lang, sure=sure, kind="inbox_message"
    )


# --- Figures --------------------------------------------------------------------------------------


def test_the_figures_of_five_messages_worked_out_by_hand() -> None:
    probability = np.array([0.2, 0.2, 0.8, 0.1, 0.9])
    truth = np.array([True, False, True, False, False])
    found = dict(zip(FIGURES, figures(probability, truth, BANDS, once(truth))[0], strict=True))
    # Pairs: .2 ties .2, beats .1, loses to .9; .8 beats .2 and .1, loses to .9: 3.5 of 6.
    assert found["auc"] == pytest.approx(3.5 / 6)
    assert found["brier"] == pytest.approx((0.64 + 0.04 + 0.04 + 0.01 + 0.81) / 5)
    assert found["ece"] == pytest.approx((abs(0.4 - 1) + 0.2 + 0.1 + 0.9) / 5)
    assert found["lost"] == pytest.approx(1 / 2)
    assert found["found"] == pytest.approx(2 / 3)


def test_figures_agree_with_those_of_the_service() -> None:
    some = random_slice(300)
    ours = figures(some.probability, some.truth, BANDS, once(some.truth))[0]
    theirs = plain_figures(some.probability, some.truth)
    assert ours[:3] == pytest.approx([theirs.auc, theirs.brier, theirs.ece], abs=1e-4)


def test_a_weight_counts_a_message_so_many_times() -> None:
    probability, truth = np.array([0.3, 0.6, 0.5]), np.array([False, True, False])
    twice = figures(probability, truth, BANDS, np.array([[2.0, 1.0, 1.0]]))
    again = figures(np.append(probability, 0.3), np.append(truth, False), BANDS, once("four"))
    assert twice == pytest.approx(again)


def test_one_label_alone_has_no_auc_and_no_share_of_the_other() -> None:
    truth = np.array([True, True])
    found = figures(np.array([0.1, 0.9]), truth, BANDS, once(truth))[0]
    assert np.isnan(found[[0, 4]]).all()
    assert found[3] == 0.5


# --- Intervals ------------------------------------------------------------------------------------


def test_a_resample_keeps_the_number_of_either_label() -> None:
    truth = np.array([True] * 3 + [False] * 7)
    drawn = np.concatenate(list(resamples(truth)))
    assert drawn.shape == (RESAMPLES, 10)
    assert (drawn[:, truth].sum(axis=1) == 3).all()
    assert (drawn[:, ~truth].sum(axis=1) == 7).all()


def auc_interval(some: Slice) -> tuple[float, float]:
    low, high = interval(lambda w: auc(some.probability, some.truth, w), some.truth)
    return float(low), float(high)


def test_an_interval_holds_the_estimate_and_shrinks_with_more_messages() -> None:
    wide = []
    for n in (40, 400, 4000):
        some = random_slice(n)
        low, high = auc_interval(some)
        assert low < auc(some.probability, some.truth, once(some.truth))[0] < high
        wide.append(high - low)
    assert wide[0] > 2 * wide[1] > 4 * wide[2]


def test_an_interval_is_about_as_wide_as_the_formula_says() -> None:
    """Standard error of AUC by Hanley and McNeil (1982), on 86 messages and AUC near 0.9."""
    some = random_slice(86, told=0.9)
    low, high = auc_interval(some)
    area, n = float(auc(some.probability, some.truth, once(some.truth))[0]), 43
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (n - 1) * (one - area**2) + (n - 1) * (two - area**2)
    assert high - low == pytest.approx(2 * 1.96 * (spread / n**2) ** 0.5, rel=0.2)


def test_the_same_set_gives_the_same_interval() -> None:
    assert auc_interval(random_slice(60)) == auc_interval(random_slice(60))


# --- Slices ---------------------------------------------------------------------------------------


def test_the_holdout_is_sliced_and_each_text_scored_once(tiny) -> None:
    rows = [
        outside(1, "We met at the fair.", "relationship"),
        outside(2, "Our platform boosts sales. " * 4, "leaflet", sure=False),
        outside(3, "Unser Angebot. " * 20, "leaflet", lang="de"),
        outside(4, "  ", "leaflet"),
    ]
    found = {part.name: part for part in holdout_slices(rows, tiny)}
    assert {name: len(part.truth) for name, part in found.items()} == {
        "holdout": 3,
        "English, clear": 1,
        "English, all": 2,
        "other languages, clear": 1,
        "other languages, all": 1,
        "inbox messages, clear": 2,
        "inbox messages, all": 3,
        "language: de": 1,
        "language: en": 2,
        "under 60 characters": 1,
        "60–200 characters": 1,
        "over 200 characters": 1,
    }
    assert found["language: de"].probability == tiny.probabilities([rows[2].text])
    assert found["over 200 characters"].keys == found["language: de"].keys


def test_a_text_met_twice_has_two_keys() -> None:
    rows = [labelled("Hello", "leaflet"), labelled("hello ", "relationship")]
    first, second = sliced("two", rows, np.array([0.1, 0.2])).keys
    assert second == f"{first}.2"


def test_far_messages_come_by_set(tiny, tmp_path) -> None:
    file = tmp_path / "far.jsonl"
    rows = [{**labelled(f"note {n}", "leaflet").model_dump(), "set": "ab"[n % 2]} for n in range(3)]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert [(s.name, len(s.truth)) for s in far_slices(file, tiny)] == [
        ("far: a", 2),
        ("far: b", 1),
    ]
    assert far_slices(None, tiny) == []


def test_every_writer_is_judged_by_a_fit_that_never_saw_them(tiny, tiny_corpus) -> None:
    whole, a, b, *types = corpus_slices([*tiny_corpus, row("a", 99, " ", "leaflet")], tiny)
    metrics = tiny.metadata["metrics"]
    assert (whole.name, a.name, b.name, types) == (
        "left-out writers, all",
        "left-out writer a",
        "left-out writer b",
        [],
    )
    assert measured(whole, BANDS).figures["brier"] == pytest.approx(
        metrics["out_of_fold"]["brier"], abs=1e-4
    )
    assert measured(b, BANDS).figures["auc"] == pytest.approx(
        metrics["writers"]["b"]["auc"], abs=1e-4
    )


def test_the_worst_types_come_first_and_are_set_against_the_other_label(tiny_corpus, fake) -> None:
    many = [
        row(writer, n, text.format(THINGS[n % 8], n), label).model_copy(update={"type": kind})
        for writer in "ab"
        for n in range(12)
        for text, label, kind in (
            ("We met at the {} fair on day {}.", "relationship", "met"),
            ("Our {} platform boosts sales {} times.", "leaflet", "sale"),
            ("We met at the {} fair of platform sales {}.", "leaflet", "feigned"),
        )
    ]
    parts = corpus_slices(many, train(many, encoder=fake))[3:]
    assert {part.name for part in parts} == {
        "type met (24 relationships) against the rest",
        "type sale (24 leaflets) against the rest",
        "type feigned (24 leaflets) against the rest",
    }
    areas = [measured(part, BANDS).figures["auc"] for part in parts]
    assert areas == sorted(areas)
    sizes = {part.name.split()[1]: len(part.truth) for part in parts}
    assert sizes == {"met": 72, "sale": 48, "feigned": 48}


# --- Runs -----------------------------------------------------------------------------------------


def run(*parts: Slice, bands: Thresholds = BANDS) -> Run:
    return Run(model={}, bands=bands, rows=[measured(part, bands) for part in parts])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_shows_every_figure_and_a_dash_where_there_is_none() -> None:
    part = Slice("one side", np.array(["x"]), np.array([0.2]), np.array([True]))
    head, rule, line = table([measured(part, BANDS)])
    assert len(cells(head)) == len(cells(rule)) == len(cells(line))
    assert cells(line) == ["one side", "1", "–", "–", "0.640", "0.800", "100.0%", "–"]


def test_a_run_survives_being_kept(tmp_path) -> None:
    kept = run(random_slice(30))
    assert Run.model_validate_json(kept.model_dump_json()) == kept


def test_two_equal_runs_differ_in_nothing() -> None:
    line = list(comparison(run(random_slice(80)), run(random_slice(80))))[2]
    assert cells(line)[:3] == ["some", "80", "+0.000 (+0.000 to +0.000)"]
    assert "better" not in line
    assert "worse" not in line


def test_a_clear_gain_is_called_better_and_a_loss_worse() -> None:
    weak, strong = random_slice(400, told=0.3), random_slice(400, told=2.0)
    up = cells(list(comparison(run(weak), run(strong)))[2])
    down = cells(list(comparison(run(strong), run(weak)))[2])
    assert up[2].endswith("better")
    assert up[3].startswith("-")
    assert up[3].endswith("better")
    assert down[2].endswith("worse")
    assert down[3].endswith("worse")


def test_a_small_gain_on_few_messages_is_called_nothing() -> None:
    some = random_slice(86)
    noise = np.random.default_rng(4).normal(0, 0.04, 86)
    other = Slice("some", some.keys, np.clip(some.probability + noise, 0, 1), some.truth)
    cell = cells(list(comparison(run(some), run(other)))[2])[2]
    assert not cell.startswith(("+0.000", "-0.000"))
    assert cell.endswith(")")


def test_only_messages_judged_by_both_and_labelled_alike_are_compared() -> None:
    some = random_slice(50)
    flipped = some.truth.copy()
    flipped[0] = not flipped[0]
    other = Slice("some", some.keys, some.probability, flipped).part("some", np.arange(50) < 40)
    lines = list(comparison(run(some, random_slice(20, name="gone")), run(other)))
    assert cells(lines[2])[1] == "39"
    assert lines[3] == "In one run only: gone"


def test_runs_over_other_messages_are_only_subtracted() -> None:
    some = random_slice(50)
    other = Slice("some", np.char.add(some.keys, "z"), some.probability, some.truth)
    line = cells(list(comparison(run(some), run(other)))[2])
    assert line[1:3] == ["0", "+0.000 (not paired)"]


def test_each_run_is_held_to_its_own_bands() -> None:
    some = random_slice(200)
    wider = Thresholds(leaflet=0.5, relationship=0.7)
    line = cells(list(comparison(run(some), run(some, bands=wider)))[2])
    assert line[2].startswith("+0.000")
    assert line[5].endswith("worse")
    assert line[6].endswith("better")


# --- The learning curve and the command -----------------------------------------------------------


def test_the_learning_curve_ends_where_the_starter_is(tiny, tiny_corpus, fake) -> None:
    tests = [outside(n, f"We met over {t}.", "relationship") for n, t in enumerate(THINGS)]
    tests += [outside(n, f"Our {t} sale: book now.", "leaflet") for n, t in enumerate(THINGS)]
    one, both = learning_curve(tiny_corpus, tests, Features(fake))
    assert (one.writers, both.writers) == (1, 2)
    assert one.least <= one.auc <= one.most
    whole = measured(holdout_slices(tests, tiny)[0], BANDS)
    assert both.auc == pytest.approx(whole.figures["auc"])


def test_a_part_that_is_left_out_is_what_is_missing(corpus, holdout, memo) -> None:
    """The signals alone tell far less than the attributes; all is what the starter is."""
    parts = {part.name: part for part in ablation(corpus, holdout, Features(memo))}
    whole, signals = parts["all (what ships)"], parts["signals alone"]
    assert signals.high < parts["attributes alone"].auc
    assert whole.low < whole.auc < whole.high
    assert "without specific" in parts


def test_perfect_probabilities_show_some_error_on_few_messages() -> None:
    few, many = (bootstrap.chance_error(np.linspace(0.02, 0.98, n)) for n in (40, 4000))
    assert 0 < many[0] < many[1] < 0.05 < few[0] < few[1] < 0.4
    assert bootstrap.chance_error(np.array([0.0, 1.0])) == (0, 0)


def test_doubted_labels_are_settled_by_the_readers(tiny_corpus) -> None:
    corpus = [row for row in tiny_corpus if row.has_note]
    truth = np.array([row.label == "relationship" for row in corpus])
    left_out = np.where(truth, 0.9, 0.1)
    held, fell = np.flatnonzero(truth)[:2]
    left_out[[held, fell]] = 0.02
    readings = [
        Reading(id=corpus[held].id, score=90, attributes=frozenset()),
        Reading(id=corpus[fell].id, score=5, attributes=frozenset()),
        Reading(id=corpus[fell].id, score=20, attributes=frozenset(), reader=2),
    ]
    (told,) = judge.doubted_rows(corpus, left_out, readings)
    assert f"2 of {len(corpus)}; no reader shares the doubt in 1, most do in 1" in told
    assert told.endswith(f": {corpus[fell].id}")


@pytest.fixture
def folder(tiny_corpus, tmp_path, monkeypatch, fake):
    (tmp_path / "corpus").mkdir()
    for writer in "ab":
        rows = [r.model_dump_json() for r in tiny_corpus if r.writer == writer]
        (tmp_path / "corpus" / f"{writer}.jsonl").write_text("\n".join(rows))
    rows = [outside(1, "We met.", "relationship"), outside(2, "Book a sale.", "leaflet")]
    (tmp_path / "holdout.jsonl").write_text("\n".join(r.model_dump_json() for r in rows))
    (tmp_path / "readings.jsonl").write_text('{"id": "a1", "score": 5, "attributes": []}')
    monkeypatch.setattr(judge, "train", lambda corpus: train(corpus, encoder=fake))
    return tmp_path


def test_the_command_prints_keeps_and_draws(folder, capsys) -> None:
    kept, drawn = folder / "new" / "run.json", folder / "deep" / "plots"
    assert judge.main([str(folder), "--json", str(kept), "--plots", str(drawn)]) == 0
    printed = capsys.readouterr().out
    assert "| holdout | 2 |" in printed
    assert "| leaflets (1) |" in printed
    assert "ECE: 95 % interval" in printed
    found = Run.model_validate_json(kept.read_text())
    assert isinstance(found.rows[0], Row)
    assert found.rows[0].keys
    assert sorted(p.name for p in drawn.iterdir()) == [
        "ablation.svg",
        "learning.svg",
        "reliability.svg",
        "roc.svg",
        "scores.svg",
    ]
    assert judge.main(["--compare", str(kept), str(kept)]) == 0
    assert "| holdout | 2 | +0.000" in capsys.readouterr().out


def test_the_command_wants_a_folder_or_two_runs(capsys) -> None:
    with pytest.raises(SystemExit):
        judge.main([])
    assert "training_data" in capsys.readouterr().err


def test_a_missing_far_file_is_told_before_anything_is_trained(folder, capsys) -> None:
    with pytest.raises(SystemExit):
        judge.main([str(folder), "--far", str(folder / "none.jsonl")])
    assert "none.jsonl" in capsys.readouterr().err
