import warnings

import pytest
import torch

from frontear.dsp.scales import SCALES
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import INITIALISATIONS, initial
from frontear.frontends.leaf import leaf


@pytest.mark.parametrize("name", INITIALISATIONS)
@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 48_000])
def test_every_start_lies_within_its_range(name, sample_rate):
    center_hz, bandwidth_hz = initial(name, 30, sample_rate=sample_rate, low_hz=100, high_hz=3_500)
    assert center_hz.shape == bandwidth_hz.shape == (30,)
    assert ((center_hz >= 90) & (center_hz <= 3_500)).all()  # a bin of 48 kHz is 94 Hz wide
    assert (center_hz.diff() >= 0).all()
    assert (bandwidth_hz > 0).all()


@pytest.mark.parametrize(
    ("name", "scale"), [("mel", "mel-htk"), ("bark", "bark"), ("erb", "erb"), ("linear", "linear")]
)
def test_centres_are_evenly_spaced_on_their_scale(name, scale):
    steps = SCALES[scale].from_hz(initial(name, 20)[0]).diff()
    torch.testing.assert_close(steps, steps.mean().expand(19))


def test_the_analytic_sigma_is_half_the_rate_over_the_base_of_the_triangle():
    center_hz, bandwidth_hz = initial("mel", 10)
    bank = GaborFilterbank(center_hz, bandwidth_hz, kernel_size=401, sample_rate=16_000)
    corners_hz = SCALES["mel-htk"].to_hz(torch.linspace(*SCALES["mel-htk"].from_hz(torch.tensor([60.0, 7_800.0])), 12))
    torch.testing.assert_close(
        bank.sigma_samples.detach(), 8_000 / (corners_hz[2:] - corners_hz[:-2]), rtol=2e-3, atol=0
    )


def test_constant_starts_all_filters_as_one():
    center_hz, bandwidth_hz = initial("constant", 5, low_hz=1_000, high_hz=3_000)
    assert center_hz.tolist() == [2_000.0] * 5
    assert len(bandwidth_hz.unique()) == 1


def test_constant_is_as_wide_as_linear_and_uniform_as_mel():
    for name, as_wide in (("constant", "linear"), ("uniform", "mel")):
        widths = (initial(each, 7, low_hz=200, high_hz=3_000)[1] for each in (name, as_wide))
        torch.testing.assert_close(*widths)


@pytest.mark.parametrize(("sample_rate", "high_hz"), [(44_100, 7_800), (16_000, 7_800), (8_000, 3_900), (250, 121.875)])
def test_without_an_upper_end_filters_reach_to_7800_hz_or_nearly_to_half_the_rate(sample_rate, high_hz):
    without, told = (initial("mel", 9, sample_rate=sample_rate, low_hz=20, high_hz=end) for end in (None, high_hz))
    assert torch.equal(torch.stack(without), torch.stack(told))


def test_uniform_is_drawn_by_its_seed():
    first, again, other = (initial("uniform", 200, seed=seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.mean().item() == pytest.approx((60 + 7_800) / 2, rel=0.1)


@pytest.mark.parametrize(("n_filters", "beyond", "coincide"), [(40, 0, 0), (64, 4, 0), (80, 5, 2), (128, 41, 12)])
def test_the_quantised_start_warns_where_filters_begin_beyond_their_range_or_coincide(n_filters, beyond, coincide):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        leaf(initialisation="mel-quantised", n_filters=n_filters)
    said = " ".join(str(warning.message) for warning in warned)
    assert (f"{beyond} of {n_filters} filters start beyond their range" in said) == (beyond > 0)
    assert ("coincide" in said) == (coincide > 0)


def test_a_constant_start_warns_that_filters_coincide():
    with pytest.warns(UserWarning, match="40 filters start at 1 different places"):
        leaf(initialisation="constant")


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "random"},
        {"n_filters": 0},
        {"low_hz": 9_000},
        {"high_hz": 8_001},
        {"low_hz": -1},
        {"high_hz": float("nan")},
    ],
)
def test_starts_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        initial(**{"name": "mel", **settings})
