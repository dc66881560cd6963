"""What the words of the lessons claim, held against what the library computes."""

import pytest
import torch

from frontear.analysis.invariance import gain_curve, noise_curve
from frontear.data.clip import clip, sample_names
from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.signals import noise, tone
from frontear_widgets.core.kept import Kept
from frontear_widgets.lessons.compression.compressions import ENERGIES, FRONTEND, KINDS, Compression, minds_neither
from frontear_widgets.lessons.compression.invariances import Invariance
from frontear_widgets.lessons.compression.told_apart import CHANGES, ToldApart, told_apart_shown
from frontear_widgets.lessons.filtering.pitch_discrimination import PitchDiscrimination, own_scale, pair
from frontear_widgets.lessons.filtering.ripple_tasks import RippleTasks, SolvesBoth, hears
from frontear_widgets.lessons.shared.spectrograms import levels_db
from frontear_widgets.results import RESULTS, read


@pytest.mark.parametrize(("scale", "below"), [("mel-slaney", 13), ("linear", 4)])
def test_a_third_of_forty_mel_filters_lies_below_1_khz_and_a_tenth_of_linear_ones(scale, below):
    centers_hz = spaced(scale, 42, low_hz=60, high_hz=7_800)[1:-1]
    assert (centers_hz < 1_000).sum() == below


@pytest.fixture(scope="module")
def compressions():
    return Invariance().modules()


@torch.no_grad()
def test_pcen_minds_level_least_of_the_compressions(compressions):
    energy = ENERGIES(clip("sentence").waveform[None])
    moved = {
        kind: gain_curve(module, energy, gains_db=torch.tensor([-30.0])).item() for kind, module in compressions.items()
    }
    assert min(moved, key=moved.get) == "PCEN"


@torch.no_grad()
@pytest.mark.parametrize(("snr_db", "order"), [(20.0, ["root", "PCEN", "log"]), (0.0, ["PCEN", "root", "log"])])
def test_in_faint_noise_a_root_moves_least_and_in_loud_noise_pcen_does(compressions, snr_db, order):
    moved = {
        kind: noise_curve(
            compressions[kind], clip("sentence").waveform, energies=ENERGIES, snrs_db=torch.tensor([snr_db])
        ).item()
        for kind in order
    }
    assert sorted(moved, key=moved.get) == order


def test_from_10_to_100_ms_white_noise_falls_by_10_db_and_a_tone_stays():
    """In dBFS; 1 kHz is in the middle of a bin for both windows."""
    levels = {}
    for length in (160, 1_600):
        framing = {"shape": "hann", "length": length, "hop": length, "n_fft": length}
        hiss = levels_db(noise(seconds=4, amplitude=0.1), **framing)[2:-2, 1:-1]
        pure = levels_db(tone(1_000, seconds=4, amplitude=0.1), **framing)[:, 1:-1]
        levels[length] = 10 * (10 ** (hiss / 10)).mean().log10().item(), pure.max().item()
    assert levels[160][0] - levels[1_600][0] == pytest.approx(10, abs=0.2)
    assert levels[160][1] == pytest.approx(-20, abs=0.05)
    assert levels[1_600][1] == pytest.approx(-20, abs=0.05)


def test_a_thousand_hertz_are_a_thousand_mel_by_htk_and_15_by_slaney():
    assert [SCALES[name].from_hz(torch.tensor(1_000.0)).item() for name in ("mel-htk", "mel-slaney")] == pytest.approx(
        [1_000, 15], rel=1e-4
    )


def test_the_stages_have_257_rows_of_400_samples_and_112_zeros():
    assert (FRONTEND.get_submodule("framing").win_length, FRONTEND.get_submodule("spectrum").n_fft) == (400, 512)
    assert dict(FRONTEND.trace(noise()[None]))["spectrum"].shape[1] == 257


@torch.no_grad()
def test_by_change_alone_no_compression_would_be_best_in_faint_noise(compressions):
    moved = {
        kind: noise_curve(module, clip("sentence").waveform, energies=ENERGIES, snrs_db=torch.tensor([20.0])).item()
        for kind, module in compressions.items()
    }
    assert min(moved, key=moved.get) == "none"
    assert round(moved["none"], 3) == 0.007
    louder = gain_curve(compressions["none"], ENERGIES(clip("sentence").waveform[None]), gains_db=torch.tensor([30.0]))
    assert round(louder.item()) == 243


def test_the_digits_are_told_apart_as_the_table_says_and_no_compression_moves_least_and_tells_less_than_pcen():
    rows = read(RESULTS / "compressions.csv")
    at = {(row["compression"], row["what"], row["db"]): row for row in rows}
    assert len(rows) == 5 * (1 + len(CHANGES))
    told = {place: [f"{at[kind, *place]['apart']:.2f}" for kind in ("none", "log", "root", "PCEN")] for place in TOLD}
    assert told == TOLD
    for what, db in CHANGES.values():
        assert max(KINDS, key=lambda kind: at[kind, what, db]["apart"]) == "PCEN"
    for db in (40, 30, 20, 10, 0):  # in noise louder than the speech it is PCEN that moves least
        assert min(KINDS, key=lambda kind: at[kind, "noise", db]["change"]) == "none"
    assert min(KINDS, key=lambda kind: at[kind, "noise", -10]["change"]) == "PCEN"
    assert (round(at["none", "noise", 20]["change"], 3), round(at["none", "level", 30]["change"])) == (0.004, 161)


TOLD = {
    ("none", 0): ["0.45", "0.77", "0.66", "0.86"],
    ("noise", 20): ["0.44", "0.24", "0.53", "0.59"],
    ("level", -30): ["0.29", "0.42", "0.35", "0.71"],
}


def test_the_panel_of_both_measures_has_a_point_and_a_row_for_every_compression_at_every_change():
    rows = read(RESULTS / "compressions.csv")
    for change in CHANGES:
        shown = told_apart_shown(ToldApart(change=change), rows)
        assert [curve["name"] for curve in shown["chart"].figure["data"]] == list(KINDS)
        assert shown["words"].count("<tr>") == 1 + len(KINDS)
    assert "PCEN: moves by 0.37, d′ 0.59" in told_apart_shown(ToldApart(), rows)["chart"].alt


@torch.no_grad()
@pytest.mark.parametrize("name", [name for name in sample_names() if "/" not in name])
def test_three_quarters_of_the_cells_and_more_lie_in_the_lowest_hundredth_of_the_range_before_compression(name):
    energy = ENERGIES(clip(name, sample_rate=16_000).waveform[None])
    assert (energy < 0.01 * energy.max()).float().mean() > 0.75


@torch.no_grad()
def test_a_tone_at_full_scale_has_43_db_over_1_under_mel_triangles_and_40_in_its_bin():
    loud = dict(FRONTEND.trace(tone(1_000, amplitude=1.0)[None]))
    in_bin, in_filters = (loud[stage][0, :, 50] for stage in ("spectrum", "mel"))
    assert 10 * in_bin.max().log10().item() == pytest.approx(40, abs=0.1)
    assert 10 * in_filters.sum().log10().item() == pytest.approx(43, abs=0.3)  # triangles add up to 1


@pytest.mark.parametrize(
    ("settings", "solved"),
    [
        ({}, False),
        ({"kind": "PCEN"}, False),
        ({"kind": "PCEN", "smooth": 0.02}, True),
        ({"kind": "root"}, False),
    ],
)
def test_the_exercise_of_lesson_03_is_solved_by_a_long_memory_only(settings, solved):
    assert minds_neither(Compression(name="sentence", **settings))[0] == solved


@pytest.mark.parametrize(
    ("settings", "solved"),
    [
        ({}, False),
        ({"scale": "linear"}, True),
        ({"task": "below 100 Hz"}, False),
        ({"task": "below 100 Hz", "low_hz": 0, "high_hz": 300}, False),
        ({"task": "below 100 Hz", "low_hz": 0, "high_hz": 300, "window_ms": 100}, True),
    ],
)
def test_the_exercise_of_lesson_02_wants_narrow_filters_and_below_100_hz_a_long_window_too(settings, solved):
    assert hears(RippleTasks(**settings))[0] == solved


def test_the_exercise_of_lesson_02_is_solved_once_both_tasks_are():
    check = SolvesBoth()
    assert not check(RippleTasks(scale="linear"))[0]
    assert "Left to hear: below 100 Hz" in check(RippleTasks(scale="linear"))[1]
    assert check(RippleTasks(task="below 100 Hz", low_hz=0, high_hz=300, window_ms=100))[0]


@torch.no_grad()
def test_a_third_of_the_sentence_lies_on_the_floor_of_the_logarithm_30_db_down():
    log, energy = Invariance().modules()["log"], ENERGIES(clip("sentence").waveform[None])
    shift = (log(energy) - log(energy / 1_000)) / torch.log(torch.tensor(1_000.0))
    assert (shift < 0.5).float().mean().item() == pytest.approx(1 / 3, abs=0.005)


def test_your_own_ear_keeps_a_round_while_another_frequency_is_tried():
    ear = PitchDiscrimination()
    ear.answer(ear._higher_first)
    ear.answer(ear._higher_first)
    level = ear.staircase.level
    ear.base.value = 500
    ear.base.value = 1_000
    assert ear.staircase.level == level


def listen(ear, base_hz, threshold):
    """Answer a whole round as someone who hears differences from that share of the frequency on, and no less."""
    ear.base.value = base_hz
    while base_hz not in ear.thresholds:
        hears_it = ear.staircase.level >= threshold * base_hz
        ear.answer(ear._higher_first if hears_it else not ear._higher_first)


def test_what_your_own_ear_has_measured_comes_back_and_is_kept_out_of_the_address(monkeypatch):
    keeper = Kept()
    for module in ("core.kept_settings", "lessons.filtering.pitch_discrimination"):
        monkeypatch.setattr(f"frontear_widgets.{module}.kept", lambda: keeper)
    ear = PitchDiscrimination()
    listen(ear, 1_000, 0.01)
    listen(ear, 500, 0.02)
    keeper.tell()
    assert keeper.state["settings"] == {"your-own-ear": {"base": 500}}
    ear.close()
    again = PitchDiscrimination()
    keeper._hear({"restore": keeper.state}, [])
    assert again.thresholds == pytest.approx(ear.thresholds, rel=1e-3)
    assert again.base.value == 500
    assert "Around 500 Hz you tell" in again.words.value
    assert "your ear" in again.scale.figure


@pytest.mark.parametrize(
    "wrong", ["1000:0", "1000:-3", "1000:501", "1001:3", "1000:nan", "1000", "x:3", "<b>", 3, None]
)
def test_what_no_ear_can_have_measured_is_dropped(monkeypatch, wrong):
    keeper = Kept()
    monkeypatch.setattr("frontear_widgets.lessons.filtering.pitch_discrimination.kept", lambda: keeper)
    ear = PitchDiscrimination()
    keeper._hear({"restore": {"choices": {"your-own-ear": wrong}}}, [])
    assert ear.thresholds == {}


def test_your_own_ear_does_not_take_guessing_for_a_threshold():
    ear = PitchDiscrimination()
    listen(ear, 1_000, 0.3)
    assert "looks like guessing" in ear.words.value


def test_your_own_ear_finds_the_threshold_of_a_listener_and_draws_a_scale_from_two():
    ear = PitchDiscrimination()
    for base_hz in (500, 2_000):
        listen(ear, base_hz, 0.004)
        assert ear.thresholds[base_hz] == pytest.approx(0.004 * base_hz, rel=0.5)
    assert "your ear" in ear.scale.figure


def test_a_listener_of_constant_ratio_has_a_logarithmic_scale():
    hz = torch.tensor([250.0, 500.0, 1_000.0, 2_000.0, 4_000.0]).numpy()
    steps = own_scale({base: 0.01 * base for base in hz}, hz)
    assert steps / steps[-1] == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=1e-3)


def test_a_pair_holds_the_lower_and_the_higher_tone_in_the_order_asked_for():
    def loudest_hz(part):
        return torch.fft.rfft(part, 16_000).abs().argmax().item()

    sound = pair(1_000, 50, higher_first=True).waveform
    assert loudest_hz(sound[:5_600]) == pytest.approx(1_050, abs=2)
    assert loudest_hz(sound[-5_600:]) == pytest.approx(1_000, abs=2)
