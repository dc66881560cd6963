"""Every panel of the lessons: its function over the whole range of its controls, its charts, its code."""

import sys
from base64 import b64decode
from dataclasses import fields, replace

import ipywidgets
import numpy as np
import plotly.graph_objects as go
import pytest
import torch

from every_panel import PANELS, without_reference
from frontear.data.clip import Clip, clip
from frontear.dsp.signals import tone
from frontear.dsp.spectrogram import spectrogram
from frontear.frontends import FRONTENDS
from frontear_widgets import Chart, Picture
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.core.controls import CONTROL
from frontear_widgets.lessons.gate.live_gate import InThePage
from frontear_widgets.lessons.learning import replay
from frontear_widgets.lessons.mel_and_gabor.leaf_stages import leaf_stages
from frontear_widgets.lessons.shared import spectrograms, stages
from frontear_widgets.lessons.windowing import resolution, sampling, window_shapes
from played import LEVEL_DB, clips_of, played

SIGNED = {"amplitude", "correlation", "difference", "weight"}  # what is drawn from as far below 0 as above it
SQUARE = {"correlation", "count"}  # matrices of filters, or of classes, by themselves
EACH = pytest.mark.parametrize("make", PANELS, ids=lambda make: make.__name__)


def reachable(field):
    """Values a person can bring the control to: both ends, or every option."""
    widget = field.metadata[CONTROL].make()
    if isinstance(widget, ipywidgets.Checkbox):
        return [False, True]
    if isinstance(widget, SoundChooser):
        return widget.options
    if hasattr(widget, "min"):
        return [widget.min, widget.max]
    return [option[1] if isinstance(option, tuple) else option for option in widget.options]


def shown_or_refused(function, settings):
    """Run the panel's function; where it refuses, the refusal has to say what is allowed."""
    try:
        function(settings)
    except ValueError as refusal:
        if "allowed" not in str(refusal):
            raise


@EACH
def test_every_end_of_every_control_is_shown_or_refused_in_a_sentence(make):
    settings_class, function = PANELS[make]
    first = settings_class()
    for field in fields(first):
        for value in reachable(field):
            shown_or_refused(function, replace(first, **{field.name: value}))


@EACH
def test_all_ends_together_are_shown_or_refused_in_a_sentence(make):
    settings_class, function = PANELS[make]
    for end in (0, -1):
        shown_or_refused(function, settings_class(**{f.name: reachable(f)[end] for f in fields(settings_class)}))


def axes(value):
    """The words at the axes of a chart."""
    layout = value.figure["layout"]
    return [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis") if "title" in layout[axis]]


@EACH
def test_what_is_shown_is_valid_plotly_finite_sound_described_pictures_of_frames_that_begin_at_0_and_decibels_over_what(
    make,
):
    settings_class, function = PANELS[make]
    shown = function(settings_class())
    for levels, peak in played(clips_of(shown)):
        assert peak < 1
        assert levels.max() == pytest.approx(LEVEL_DB, abs=4 if make is window_shapes.window_shape else 3)  # 25 ms
    for value in shown.values():
        match value:
            case Chart():
                assert not without_reference(axes(value))
                assert go.Figure(value.figure).data
                assert value.alt
            case Picture():
                assert not without_reference([value.x.name, value.y.name, f"{value.name} ({value.unit})"])
                assert value.title in value.describe()
                assert value.signed == (value.name in SIGNED and value.unit != "× mean")
                assert value.square == (value.name in SQUARE)
                if value.x.unit == "s" and make is not leaf_stages:  # whose first stages are samples, not frames
                    assert value.x.start == pytest.approx(value.x.step / 2)
            case list():
                assert all(isinstance(sound, Clip) for sound in value)
            case _:
                assert isinstance(value, str | Clip | InThePage)


@pytest.mark.parametrize(
    ("stage", "make"),
    [(stage, stages.stages) for stage in ("spectrum", "mel")]
    + [(stage, leaf_stages) for stage in ("energy", "pooling", "floor")],
)
def test_a_tone_at_full_scale_is_0_dbfs_after_every_stage_that_is_drawn_in_decibels(stage, make, monkeypatch):
    settings_class, function = PANELS[make]
    spec = settings_class(stage=stage).build().spec
    module, hz = sys.modules[settings_class.__module__], spec.center_hz[20].item() if stage != "spectrum" else 1_000
    monkeypatch.setattr(module, "sound", lambda name: Clip(tone(hz, amplitude=1.0), 16_000))
    picture = function(settings_class(stage=stage))["picture"]
    middle = picture.values[:, picture.values.shape[1] // 2]
    assert picture.unit == "dBFS"
    assert middle.max() == pytest.approx(0, abs=1 if stage == "mel" else 0.1)  # a triangle takes less beside its peak


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_the_replay_tells_how_hard_each_stage_was_pulled_at_the_moment(percent):
    settings = replay.Replay(percent=percent)
    moments = replay.RUNS[settings.run].moments
    now = moments[replay.place(replay.RUNS[settings.run], percent)]
    shown = replay.replay_shown(settings)["gradients"]
    curves = {curve["name"]: np.frombuffer(b64decode(curve["y"]["bdata"]), "<f4") for curve in shown.figure["data"]}
    assert curves.keys() == moments[-1].gradients.keys()
    for name, norms in curves.items():
        np.testing.assert_allclose(norms, [moment.gradients[name] for moment in moments], rtol=1e-6)
        assert (f"{name} {now.gradients[name]:.2g}" in shown.alt) == (percent > 0)


def test_a_tone_above_half_the_sample_rate_is_heard_at_its_alias():
    _, heard = sampling.aliasing_shown(sampling.Aliasing(tone_hz=3_000, sample_rate=4_000))["sound"]
    assert loudest_hz(heard) == pytest.approx(1_000, abs=2)


def test_a_low_pass_before_sampling_leaves_silence_instead_of_an_alias():
    _, heard = sampling.aliasing_shown(sampling.Aliasing(tone_hz=3_000, sample_rate=4_000, low_pass=True))["sound"]
    assert heard.waveform[4_800:-4_800].abs().max() < 1e-3


def loudest_hz(sound):
    return torch.fft.rfft(sound.waveform).abs().argmax().item() * sound.sample_rate / len(sound.waveform)


def test_a_full_scale_tone_stands_at_zero_decibels_in_the_picture():
    tone = torch.sin(2 * torch.pi * 1_000 * torch.arange(16_000) / 16_000)
    levels = spectrograms.levels_db(tone, shape="hann", length=400, hop=160, n_fft=400)
    assert levels[25, 50].item() == pytest.approx(0, abs=0.01)  # 1 kHz is bin 25 of 400


def test_the_walk_of_one_bin_ends_where_the_fft_says():
    settings = sampling.OneBin(tone_hz=430.0, bin_number=5)
    wave = np.cos(2 * np.pi * 430 / 6_400 * np.arange(64))
    assert f"<b>{abs(np.fft.rfft(wave)[5]):.2f}</b>" in sampling.one_bin_shown(settings)["words"]


@pytest.mark.parametrize("stage", stages.STAGES)
def test_each_stage_of_a_front_end_has_a_picture_with_an_axis_of_its_size(stage):
    picture = stages.stages_shown(stages.Stages(frontend="mfcc", stage=stage))["picture"]
    sizes = {"framing": 400, "window": 400, "spectrum": 257, "mel": 40, "compression": 40, "cosines": 20}
    assert picture.values.shape == (sizes[stage], 100)


def test_a_stage_that_a_front_end_lacks_is_a_sentence():
    with pytest.raises(ValueError, match="log-mel ends with compression; allowed for cosines is mfcc"):
        stages.stages_shown(stages.Stages(stage="cosines"))


def test_the_cosines_of_the_stages_are_those_of_the_front_end_and_named():
    shown = stages.stages_shown(stages.Stages(frontend="mfcc", stage="cosines"))
    features = FRONTENDS["mfcc"]()(clip("yes", sample_rate=16_000).waveform[None])[0]
    np.testing.assert_allclose(shown["picture"].values, features.numpy(), atol=1e-4)
    assert shown["picture"].y.names[:2] == ("c0", "c1")


def test_the_spectrum_stage_shows_the_energy_that_the_library_computes_against_a_tone_at_full_scale():
    """Such a tone has (Σw / 2)² = 100² in its bin: a Hann window of 400 samples sums to 200."""
    picture = stages.stages_shown(stages.Stages(stage="spectrum"))["picture"]
    energy = spectrogram(clip("yes", sample_rate=16_000).waveform[None])[0]
    np.testing.assert_allclose(picture.values, 10 * np.log10(energy.numpy() / 100**2 + 1e-12), atol=0.01)


@pytest.mark.parametrize(
    ("settings", "solved", "word"),
    [
        ({}, False, "The tones still look like one"),
        ({"length_ms": 46, "hop_ms": 4}, True, "short for the clicks"),
        ({"length_ms": 100, "hop_ms": 4}, False, "The clicks still look like one"),
        ({"length_ms": 46, "hop_ms": 4, "gap_hz": 200}, False, "Leave the tones"),
    ],
)
def test_the_exercise_of_lesson_01_is_solved_by_a_window_in_between_only(settings, solved, word):
    start = resolution.TimeOrFrequency(gap_hz=50, gap_ms=30, length_ms=10, hop_ms=10)
    verdict, sentence = resolution.parts_both(replace(start, **settings))
    assert verdict == solved
    assert word in sentence


def test_as_the_window_grows_two_tones_part_once_and_for_all():
    told = [resolution.two_tones_words(resolution.TwoTones(length_ms=length)) for length in range(5, 105, 5)]
    parted = ["two tones." in words for words in told]
    assert parted == sorted(parted)
    assert parted[0] < parted[-1]


@pytest.mark.parametrize(
    ("shape", "verdict"), [("rectangular", "drowns"), ("blackman", "two tones."), ("kaiser", "two tones.")]
)
def test_a_quiet_tone_drowns_in_high_side_lobes_and_stands_beside_low_ones(shape, verdict):
    settings = resolution.TwoTones(gap_hz=200, second_db=-50, shape=shape)
    assert verdict in resolution.two_tones_words(settings)


def test_windows_that_add_up_flat_may_still_weigh_energies_unevenly():
    words = window_shapes.overlap_shown(window_shapes.Overlap(shape="hann", length_ms=32, hop_ms=16))["words"]
    assert "varies by <b>0.00 dB</b>. The sum of squares" in words
    assert "varies by <b>3.01 dB</b>" in words


def test_a_setting_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(ValueError, match=r"Sound is 'clok'; allowed: yes, sentence"):
        spectrograms.any_spectrogram(name="clok")
    with pytest.raises(ValueError, match=r"Window is 'Hann'; allowed: rectangular, hann"):
        spectrograms.any_spectrogram().set(shape="Hann")


def test_zero_padding_does_not_part_two_tones_but_a_longer_window_does():
    told = [
        resolution.two_tones_shown(resolution.TwoTones(**settings))["words"]
        for settings in ({"zero_padding": 1}, {"zero_padding": 8}, {"zero_padding": 1, "length_ms": 100})
    ]
    assert ["two tones." in words for words in told] == [False, False, True]
