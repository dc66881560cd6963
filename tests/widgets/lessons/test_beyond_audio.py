"""Lesson 10's records, learner and files of one's own."""

from dataclasses import replace

import pytest
import torch

from frontear.data import Signal
from frontear_widgets.core.controls import shown as shown_controls
from frontear_widgets.lessons.beyond_audio import bands, hear, records, slow_replay, slow_runs
from frontear_widgets.lessons.beyond_audio.own_record import FileButton, OwnRecord
from frontear_widgets.lessons.beyond_audio.slow_plan import FROZEN, SlowPlan, plan_shown
from frontear_widgets.lessons.beyond_audio.slow_trainer import SlowTrainer

LINES = b"time,x\n" + b"\n".join(b"%d,%d" % (n, n % 25) for n in range(2_000))


@pytest.fixture(autouse=True)
def no_own_records():
    yield
    records.OWN.unobserve_all()
    records.OWN.records = {}


def opened(name, data, *, rate="50", unit="m/s²", column=2):
    panel = OwnRecord()
    panel.rate.value, panel.unit.value, panel.column.value = rate, unit, column
    panel._gather(panel.file, {"name": name, "piece": 0, "pieces": 1}, [data])
    return panel


def test_a_csv_of_ones_own_is_in_every_list_with_its_rate_and_unit_and_is_heard_and_seen():
    panel = hear.hear()
    assert "2,000 numbers at 50 Hz, 40 s" in opened("walk.csv", LINES).told.value
    assert "my walk.csv" in panel.controls["record"].options
    own = records.record("my walk.csv")
    assert (own.sample_rate, own.unit, own.waveform[0, 26].item()) == (50, "m/s²", 1)
    shown = hear.heard_shown(hear.Heard(record="my walk.csv", faster=20))
    assert shown["sound"].seconds == pytest.approx(2)
    assert shown["wave"].figure["layout"]["yaxis"]["title"]["text"] == "m/s²"
    assert bands.bands_shown(bands.Bands(record="my walk.csv", high_hz=20.0))["picture"].values.size


def test_a_second_record_of_one_name_gets_a_number():
    opened("walk.csv", LINES)
    opened("walk.csv", LINES)
    assert list(records.OWN.records) == ["my walk.csv", "my walk.csv (2)"]


@pytest.mark.parametrize(
    ("name", "data", "options", "sentence"),
    [
        ("x.csv", LINES, {"rate": ""}, "got no rate, allowed is a number of Hz from 0.01 to 100000"),
        ("x.csv", LINES, {"rate": "fast"}, "got &#x27;fast&#x27;, allowed is a number of Hz"),
        ("x.csv", LINES, {"rate": "nan"}, "allowed is a number of Hz"),
        ("x.csv", LINES, {"rate": "-3"}, "allowed is a number of Hz"),
        ("x.csv", LINES, {"column": 3}, "got column 3 of x.csv, allowed are 1 to 2"),
        ("x.csv", b"1,2\n3", {}, "x.csv: got 1 numbers in line 2, allowed are 2, as before"),
        ("x.csv", b"", {}, "x.csv: got 0 bytes"),
        ("x.csv", b"time\nnothing\n", {}, "got no line of numbers"),
        ("x.mp4", b"1", {}, "got x.mp4, allowed are .csv, .txt, .tsv and .wav"),
        ("x.wav", b"1", {"rate": ""}, "x.wav: not a sound that can be read"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_no_record(name, data, options, sentence):
    panel = opened(name, data, **options)
    assert sentence in panel.told.value
    assert "frontear-bad" in panel.told.value
    assert not records.OWN.records


def test_markup_in_a_file_or_its_name_is_shown_letter_by_letter():
    shown = opened("<b>x</b>.csv", b"1\n<img src=x>").told.value
    assert "<img" not in shown
    assert "<b>" not in shown
    assert "&lt;img src=x&gt;" in shown


def test_a_file_comes_in_pieces_and_none_is_kept_of_one_that_is_too_large(monkeypatch):
    panel = OwnRecord()
    panel.rate.value, panel.column.value = "50", 2
    half = len(LINES) // 2
    panel._gather(panel.file, {"name": "x.csv", "piece": 0, "pieces": 2}, [LINES[:half]])
    assert not records.OWN.records
    panel._gather(panel.file, {"name": "x.csv", "piece": 1, "pieces": 2}, [LINES[half:]])
    assert records.record("my x.csv").waveform.shape == (1, 2_000)
    monkeypatch.setattr("frontear_widgets.lessons.beyond_audio.own_record.LARGEST", 100)
    panel._gather(panel.file, {"name": "y.csv", "piece": 0, "pieces": 2}, [LINES[:half]])
    assert "larger than 0 MB" in panel.told.value
    assert isinstance(panel.file, FileButton)


def test_a_record_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="got the record 'whale', allowed are made heart, regular"):
        records.record("whale")


def test_a_long_record_is_drawn_in_minutes_and_the_cursor_runs_in_them():
    records.OWN.add(Signal(torch.randn(1, 6_000), 10, name="long", unit="°C"))
    picture = hear.heard_shown(hear.Heard(record="my long", faster=60, window_ms=2_000))["picture"]
    assert picture.x.unit == "min"
    assert picture.x.units_per_second == 1  # 60 s a second
    assert picture.x.start + picture.x.step * picture.values.shape[1] == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize("rate", [0.01, 0.2, 4.0])
def test_a_record_of_one_number_a_minute_is_drawn_and_no_bank_is_laid_over_it_and_that_is_said(rate):
    records.OWN.add(Signal(torch.randn(1, 3_000), rate, name="slow", unit="°C"))
    shown = hear.heard_shown(hear.Heard(record="my slow"))
    assert shown["wave"].figure["layout"]["xaxis"]["range"][1] >= 50 / rate
    with pytest.raises(ValueError, match=f"got {rate:g} numbers a second in 'my slow', allowed here are 10 or more"):
        bands.bands_shown(bands.Bands(record="my slow"))


@pytest.fixture
def no_own_runs():
    yield
    slow_runs.SLOW_RUNS.own = {}


def test_ones_own_run_is_played_back_and_its_bank_is_laid_over_a_record_of_its_rate(no_own_runs):
    panel = bands.bands()
    trainer = SlowTrainer(task="made earthquakes", n_filters=8, epochs=2, hop="learns, each its own", price=1.0)
    trainer.start()
    trainer.wait()
    name = "my run 1: made earthquakes"
    assert name in panel.controls["bank"].options
    for percent, words in ((0, "before it learns"), (50, "after <b>1</b> epoch:"), (100, "after <b>2</b> epochs")):
        shown = slow_replay.slow_replay_shown(slow_replay.SlowReplay(run=name, percent=percent))
        assert words in shown["words"]
        assert shown["picture"].values.shape[0] == 8
    assert shown["filters"].figure["layout"]["yaxis2"]["title"]["text"] == "hop (ms)"
    own = bands.Bands(record=records.NEAR, bank=name)
    assert bands.bands_shown(own)["picture"].values.shape[0] == 8
    assert not shown_controls(own)["low_hz"]
    with pytest.raises(ValueError, match="which learned at 100 Hz, allowed for this record is one of 300 Hz"):
        bands.bands_shown(bands.Bands(record=records.REGULAR, bank=name))
    assert "steps = list(fit(model, learned, loss=PricedFrames(frontend.pooling, 1.0), **how))" in bands.bands_code(own)


def test_a_run_that_there_is_not_is_refused_and_one_that_is_frozen_is_not_offered(no_own_runs):
    with pytest.raises(ValueError, match="got the run 'x', allowed are recorded: made hearts, recorded: made earth"):
        slow_runs.SLOW_RUNS["x"]
    hearts = slow_runs.SLOW_RUNS[slow_runs.HEART_RUN]
    slow_runs.SLOW_RUNS.add(replace(hearts, plan=replace(hearts.plan, frontend=FROZEN)))
    assert not slow_runs.SLOW_RUNS.own


def test_a_run_moves_filters_and_hop_and_leaves_a_row():
    trainer = SlowTrainer(task="made earthquakes", n_filters=8, epochs=2, hop_ms=200, price=1.0)
    trainer.start()
    trainer.wait()
    (row,) = trainer.results
    assert row[:3] == ("1: made earthquakes", "LEAF, learned", "0.5 Hz")
    assert float(row[5]) < 1
    assert row[7] != "0.00 Hz"
    assert "of the unseen are right" in trainer.progress.value


def test_a_price_makes_the_hop_longer_and_what_is_frozen_has_none():
    assert "loss" in SlowPlan(price=0.1).how(SlowPlan(price=0.1).model())
    frozen = SlowPlan(frontend=FROZEN, price=0.1)
    assert "loss" not in frozen.how(frozen.model())
    assert not any(part.requires_grad for part in frozen.front_end().parameters())


def test_a_bank_that_cannot_be_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="allowed"):
        plan_shown(SlowPlan(task="made earthquakes", low_hz=60.0))
