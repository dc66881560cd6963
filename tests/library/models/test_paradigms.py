from math import ceil

import pytest
import torch
from torch import nn

from frontear.layers.padding import frame_mask
from frontear.models.paradigms import (
    PARADIGMS,
    PRESETS,
    FrameLevel,
    SampleLevel,
    SmallRectangular,
    SpectrogramShapes,
    paradigm,
)
from lived import lived

VALID = [(name, preset) for name in PARADIGMS for preset in PRESETS[name]]


def inputs(body, n, time, n_filters=40):
    return torch.randn((n, time) if body.takes == "waveform" else (n, n_filters, time))


def parameters(module):
    return sum(parameter.numel() for parameter in module.parameters())


def on_meta(name, preset, n_filters=96):
    with torch.device("meta"):
        return paradigm(name, preset=preset, n_filters=n_filters).eval()


# ---- shapes


@pytest.mark.parametrize("preset", ["class", "compared"])
@pytest.mark.parametrize("name", PARADIGMS)
@pytest.mark.parametrize("strides", [0.001, 1, 1.001, 2.5, 4])
def test_a_map_has_the_channels_rows_and_frames_that_the_paradigm_says(name, preset, strides):
    body = paradigm(name, preset=preset)
    time = ceil(strides * body.stride)
    patterns, lengths = body.eval()(inputs(body, 2, time))
    assert patterns.shape == (2, body.n_channels, body.n_rows, ceil(time / body.stride))
    assert lengths is None


@pytest.mark.parametrize("n_frames", [1, 7, 8, 9, 100])
def test_small_rectangular_rounds_its_frames_up_as_the_mask_does(n_frames):
    body = paradigm("small-rectangular")
    out, _ = body(torch.rand(2, 40, n_frames))
    assert out.shape == (2, 64, 5, frame_mask(torch.tensor([n_frames * 160]), hop_length=160 * body.stride).shape[1])


@pytest.mark.parametrize(("name", "preset"), VALID)
def test_every_preset_of_the_literature_can_be_built_and_run(name, preset):
    body = on_meta(name, preset)
    shape = (1, 16_000) if body.takes == "waveform" else (1, 96, 100)
    patterns, _ = body(torch.empty(shape, device="meta"))
    assert patterns.shape[:3] == (1, body.n_channels, body.n_rows)


def test_maps_yield_each_layer_and_the_last_is_the_paradigms():
    body = paradigm("sample-level", preset="at-scale").eval()
    waveform = torch.randn(1, 2 * 2187)
    maps = [features for features, _ in body.maps(waveform)]
    frames = [ceil(2 * 2187 / 3**layer) for layer in range(1, 8)]
    assert [features.shape[-1] for features in maps] == [*frames, 2, 1, 1]  # three deeper ones, a maximum of 2
    assert torch.equal(maps[-1], body(waveform)[0])


# ---- the literature's numbers


def test_sample_level_decimates_by_powers_of_three():
    assert [on_meta("sample-level", preset).stride for preset in ("elmarc", "sample-cnn")] == [2187, 59_049]
    assert on_meta("sample-level", "at-scale").stride == 2 * 2187  # the middle halves it
    with torch.device("meta"):
        patterns, _ = paradigm("sample-level", preset="sample-cnn").eval()(torch.empty(1, 59_049))
    assert patterns.shape == (1, 512, 1, 1)


@pytest.mark.parametrize(
    ("preset", "channels"), [("at-scale", 29 * 16), ("musicnn", 2 * 204 + 3 * 51), ("elmarc", 3584)]
)
def test_many_shapes_has_as_many_channels_as_the_literature(preset, channels):
    first = on_meta("many-shapes", preset).first_layer()
    assert sum(len(kernels.weights) for kernels in first) == channels
    assert channels in (464, 561, 3584)


def test_filters_at_scale_have_the_shapes_of_the_paper():
    first = on_meta("many-shapes", "at-scale").first_layer()
    assert [(len(weights), *weights.shape[1:]) for weights, _, _ in first] == [
        (16, 86, 7),
        (32, 86, 3),
        (64, 86, 1),
        (16, 38, 7),
        (32, 38, 3),
        (64, 38, 1),
        (16, 1, 165),
        (32, 1, 128),
        (64, 1, 64),
        (128, 1, 32),
    ]
    assert [n_bands for _, n_bands, _ in first] == [86] * 3 + [38] * 3 + [96] * 4
    assert [n_inputs for _, _, n_inputs in first] == [7, 3, 1, 7, 3, 1, 165, 128, 64, 32]


def test_musicnn_slides_its_long_filters_over_every_band():
    shapes = [weights.shape[1:] for weights, _, _ in on_meta("many-shapes", "musicnn").first_layer()]
    assert shapes == [(67, 7), (38, 7), (1, 128), (1, 64), (1, 32)]


def test_the_presets_of_elmarc_have_about_3500_features_in_all_layers():
    """As its paper counts them: the channels of every layer."""
    for name in PARADIGMS:
        if "elmarc" in PRESETS[name]:
            body = on_meta(name, "elmarc")
            shape = (1, 20_000) if body.takes == "waveform" else (1, 96, 1500)
            counts = [features.shape[1] for features, _ in body.maps(torch.empty(shape, device="meta"))]
            assert sum(counts) == pytest.approx(3584, abs=1), name


def test_parameters_are_those_counted_by_hand():
    at_scale = 7 * 86 * 16 + 3 * 86 * 32 + 86 * 64 + 7 * 38 * 16 + 3 * 38 * 32 + 38 * 64  # sliding
    at_scale += 165 * 16 + 128 * 32 + 64 * 64 + 32 * 128  # on the mean
    middle = 7 * 464 * 512 + 2 * 7 * 512 * 512
    norms = 2 * (96 + 464 + 3 * 512)
    assert parameters(on_meta("many-shapes", "at-scale")) == at_scale + middle + norms
    small = 9 * (16 + 16 * 32 + 32 * 64) + 2 * (40 + 16 + 32 + 64)
    assert parameters(paradigm("small-rectangular")) == small
    frame_level = 512 * 64 + 2 * 7 * 64 * 64 + 2 * 3 * 64
    assert parameters(paradigm("frame-level")) == frame_level


def test_width_multiplies_the_channels_of_every_layer():
    narrow, wide = (paradigm("many-shapes", width=width) for width in (1, 2))
    counts = [
        [module.num_features for module in body.modules() if isinstance(module, nn.BatchNorm2d)]
        for body in (narrow, wide)
    ]
    assert [2 * count for count in counts[0]] == counts[1]
    assert paradigm("sample-level", width=0.001).n_channels == 1


# ---- what a filter sees


@pytest.mark.parametrize("name", PARADIGMS)
def test_the_first_layer_is_the_one_that_learns_from_the_input(name):
    body = paradigm(name)
    for weights, n_bands, n_inputs in body.first_layer():
        assert weights.requires_grad
        assert weights.shape[2] == n_inputs
        assert n_bands == (1 if body.takes == "waveform" else n_bands)
    with torch.no_grad():
        for weights, _, _ in body.first_layer():
            weights.zero_()
    one, other = (body.eval()(inputs(body, 1, 20 * body.stride))[0] for _ in range(2))
    assert torch.equal(one, other)  # deaf


def test_a_filter_of_a_frame_level_layer_is_correlated_with_the_waveform_around_its_stride():
    body = FrameLevel(shapes=((1, 8),), stride=4).eval()
    waveform = torch.randn(1, 40)
    (weights, _, _), *_ = body.first_layer()
    expected = [(weights[0, 0] * waveform[0, 4 * t - 2 : 4 * t + 6]).sum().relu() for t in range(1, 9)]
    scale = (1 + 1e-5) ** -0.5  # of a norm that has seen nothing
    torch.testing.assert_close(body(waveform)[0][0, 0, 0, 1:9], scale * torch.stack(expected))


def test_a_vertical_filter_finds_its_pattern_at_any_height():
    """A pattern moved up by a band gives the same maximum over frequency: what timbre is, whatever its pitch."""
    body = SpectrogramShapes(40, sliding=((5, 0.1, 3),)).eval()
    low, high = torch.zeros(2, 1, 40, 9)
    pattern = torch.rand(6, 3)
    low[0, 15:21, 3:6], high[0, 18:24, 3:6] = pattern, pattern
    torch.testing.assert_close(body(low)[0], body(high)[0])


def test_a_filter_on_the_mean_knows_time_and_no_frequency():
    body = SpectrogramShapes(40, on_mean=((5, 9),)).eval()
    features = torch.rand(1, 40, 30)
    torch.testing.assert_close(body(features)[0], body(features.flip(1))[0])
    assert not torch.allclose(body(features)[0], body(features.flip(2))[0])


# ---- lengths


@pytest.mark.parametrize("preset", ["class", "compared"])
@pytest.mark.parametrize("name", PARADIGMS)
def test_a_clip_gives_the_same_map_among_longer_ones_as_alone(name, preset):
    body = lived(paradigm(name, preset=preset))
    lengths = torch.tensor([1, ceil(1.3 * body.stride), 2 * body.stride, 5 * body.stride + 1])
    clips = [inputs(body, 1, int(length)) for length in lengths]
    batch = torch.cat([nn.functional.pad(clip, (0, int(lengths[-1]) - clip.shape[-1]), value=9.0) for clip in clips])
    out, sounding = body(batch, lengths)
    assert sounding.tolist() == [1, 2, 2, 6]
    for clip, row, length in zip(clips, out, sounding, strict=True):
        torch.testing.assert_close(row[..., :length], body(clip)[0][0], atol=1e-5, rtol=1e-5)
        assert not row[..., length:].any()


# ---- what cannot be


@pytest.mark.parametrize(
    "make",
    [
        lambda: paradigm("vgg"),
        lambda: paradigm("frame-level", preset="huge"),
        lambda: paradigm("frame-level", width=0),
        lambda: SmallRectangular(40, channels=(4, 8), pools=((2, 2),)),
        lambda: SampleLevel(channels=()),
        lambda: FrameLevel(shapes=(), stride=160),
        lambda: SpectrogramShapes(40),
        lambda: SpectrogramShapes(40, sliding=((8, 1.5, 3),)),
        lambda: SampleLevel(channels=(8,), deeper=(8, 16)),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"got .*allowed (is|are)"):
        make()
