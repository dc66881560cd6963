import librosa
import pytest
import torch

from frontear.dsp.scales import SCALES, Scale, named, spaced

HZ = torch.linspace(0, 24_000, 2_001, dtype=torch.float64)
ZWICKER_HZ = [100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720]
ZWICKER_HZ += [2000, 2320, 2700, 3150, 3700, 4400, 5300, 6400, 7700, 9500, 12000, 15500]


@pytest.mark.parametrize("name", SCALES)
def test_every_scale_rises_and_leads_back_to_hertz(name):
    units = SCALES[name].from_hz(HZ)
    assert (units.diff() > 0).all()
    torch.testing.assert_close(SCALES[name].to_hz(units), HZ, atol=1e-6, rtol=1e-9)


@pytest.mark.parametrize("name", SCALES)
def test_every_scale_keeps_shape_and_type_and_has_a_finite_slope(name):
    hz = torch.rand(2, 3) * 8_000
    assert SCALES[name].from_hz(hz).shape == (2, 3)
    assert SCALES[name].from_hz(hz).dtype == torch.float32
    edges = torch.tensor([0.0, 1_000.0, 8_000.0], requires_grad=True)
    SCALES[name].to_hz(SCALES[name].from_hz(edges)).sum().backward()
    torch.testing.assert_close(edges.grad, torch.ones(3), atol=1e-4, rtol=0)


@pytest.mark.parametrize(("name", "htk"), [("mel-slaney", False), ("mel-htk", True)])
def test_mel_equals_librosa(name, htk):
    expected = torch.from_numpy(librosa.hz_to_mel(HZ.numpy(), htk=htk))
    torch.testing.assert_close(SCALES[name].from_hz(HZ), expected, atol=1e-9, rtol=1e-9)


def test_one_kilohertz_is_a_thousand_mel_in_htk_and_fifteen_in_slaney():
    assert SCALES["mel-htk"].from_hz(torch.tensor(1_000.0)).item() == pytest.approx(1_000, abs=0.1)
    assert SCALES["mel-slaney"].from_hz(torch.tensor(1_000.0)).item() == pytest.approx(15)


def test_bark_meets_the_edges_of_the_critical_bands():
    bark = SCALES["bark"].from_hz(torch.tensor(ZWICKER_HZ, dtype=torch.float64))
    expected = torch.arange(1.0, 25.0, dtype=torch.float64)
    torch.testing.assert_close(bark, expected, atol=0.05, rtol=0)  # the deviation that Traunmüller states


def test_one_erb_step_is_as_wide_as_glasberg_and_moore_say():
    hz = torch.tensor([100.0, 1_000.0, 4_000.0], dtype=torch.float64)
    erb = SCALES["erb"].from_hz(hz)
    width_hz = SCALES["erb"].to_hz(erb + 0.5) - SCALES["erb"].to_hz(erb - 0.5)
    torch.testing.assert_close(width_hz, 24.7 * (4.37 * hz / 1_000 + 1), atol=0, rtol=5e-3)


@pytest.mark.parametrize("name", SCALES)
def test_spaced_points_are_even_on_the_scale_and_include_both_ends(name):
    hz = spaced(name, 42, low_hz=60, high_hz=7_800)
    assert hz.shape == (42,)
    assert hz[[0, -1]].tolist() == pytest.approx([60, 7_800])
    steps = SCALES[name].from_hz(hz).diff()
    torch.testing.assert_close(steps, steps.mean().expand(41), atol=1e-9, rtol=1e-9)


def test_a_scale_of_ones_own_is_taken_as_it_is():
    square = Scale(from_hz=torch.sqrt, to_hz=torch.square)
    assert named(square) is square
    torch.testing.assert_close(spaced(square, 3, low_hz=0, high_hz=4).float(), torch.tensor([0.0, 1.0, 4.0]))


@pytest.mark.parametrize(
    ("scale", "n", "low_hz", "high_hz"),
    [("octave", 3, 0, 1), ("bark", 1, 0, 1), ("bark", 3, -1, 1), ("bark", 3, 2, 2), ("bark", 3, 0, float("nan"))],
)
def test_what_cannot_be_spaced_is_refused(scale, n, low_hz, high_hz):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        spaced(scale, n, low_hz=low_hz, high_hz=high_hz)
