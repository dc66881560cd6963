import numpy as np
import pytest
import torch
from scipy.signal import welch
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut
from sklearn.preprocessing import StandardScaler

from frontear.analysis.tasks import LABELS, TASKS, Ripple, accuracy, rippled, sensitivity, task
from frontear.dsp.scales import SCALES
from frontear.dsp.signals import rms
from frontear.dsp.spectrogram import spectrogram
from frontear.filterbanks import mel_matrix
from frontear.frontends import log_mel
from frontear.layers.compression import Log

RATE = 16_000


@pytest.fixture(params=TASKS)
def name(request):
    return request.param


def batch(clips):
    return torch.stack([clip.waveform for clip in clips]), [clip.label for clip in clips]


def density(waveforms):
    """Mean energy at every tenth Hz, (801,)."""
    _, power = welch(waveforms.numpy(), RATE, nperseg=1_600, axis=-1)
    return torch.from_numpy(power).mean(0)


def heard(name, *, seed=0, n_fft=512, win_length=400, hop_length=160, **bank):
    """Accuracy and best d′ of mean log energies."""
    waveforms, labels = batch(task(name, seed=seed))
    energy = spectrogram(waveforms, n_fft=n_fft, win_length=win_length, hop_length=hop_length)
    summaries = Log()(mel_matrix(n_fft=n_fft, **bank) @ energy).mean(-1)
    return accuracy(summaries, labels), sensitivity(summaries, labels).max().item()


# ---- the tasks


def test_a_seed_always_gives_the_same_clips_and_no_two_are_equal(name):
    first, again, other = (batch(task(name, n_clips=3, seed=seed))[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert len(torch.unique(torch.cat([first, other]), dim=0)) == 12


def test_both_classes_have_equal_numbers_lengths_and_levels(name):
    clips = task(name, n_clips=5, seconds=1.25)
    waveforms, labels = batch(clips)
    assert labels == [LABELS[0]] * 5 + [LABELS[1]] * 5
    assert waveforms.shape == (10, 20_000)
    torch.testing.assert_close(rms(waveforms), torch.full((10,), 0.1))


def test_the_classes_differ_in_the_band_and_nowhere_else(name):
    waveforms, _ = batch(task(name, n_clips=60))
    first, second = density(waveforms[:60]), density(waveforms[60:])
    ratio_db = 10 * torch.log10(first / second)
    hz, ripple = torch.arange(801) * 10.0, TASKS[name]
    inside = (hz >= ripple.low_hz) & (hz <= ripple.high_hz)
    beyond = (hz > 20) & ((hz < ripple.low_hz - 30) | (hz > ripple.high_hz + 30))  # welch smears 20 Hz
    assert ratio_db[inside].abs().max() > 3
    assert ratio_db[beyond].abs().max() < 1.5
    assert abs(10 * torch.log10(first[inside].sum() / second[inside].sum())) < 0.2


def test_a_ripple_has_its_peaks_where_the_inverted_one_has_valleys():
    ripple = Ripple(2_000, 4_000, periods=4)
    peaks_hz, valleys_hz = torch.tensor([2_500, 3_000, 3_500]), torch.tensor([2_750, 3_250])
    for inverted, weak in ((False, valleys_hz), (True, peaks_hz)):
        spectrum = density(rippled(ripple, inverted=inverted, seconds=20)[None])
        strong = peaks_hz if not inverted else valleys_hz
        assert spectrum[strong // 10].min() > 3 * spectrum[weak // 10].max()


# ---- what hears them


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("settings", [{}, {"n_mels": 20}, {"scale": "mel-htk"}, {"scale": "bark"}])
def test_the_usual_bank_guesses(name, seed, settings):
    share, best = heard(name, seed=seed, **settings)
    assert share < 0.7
    assert best < 1.2


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("settings", [{"scale": "linear"}, {"n_mels": 128}, {"low_hz": 4_000, "high_hz": 8_000}])
def test_another_scale_number_or_range_hears_above_5_khz(seed, settings):
    share, best = heard("above 5 kHz", seed=seed, **settings)
    assert share > 0.97
    assert best > 2.5


@pytest.mark.parametrize("periods", [6, 8, 10])
def test_the_claim_does_not_hang_on_how_fine_the_ripple_is(monkeypatch, periods):
    monkeypatch.setitem(TASKS, "above 5 kHz", Ripple(5_000, 7_800, periods=periods, depth=0.5))
    assert heard("above 5 kHz", scale="linear")[0] > heard("above 5 kHz")[0] + 0.2


@pytest.mark.parametrize("seed", [0, 1])
def test_below_100_hz_takes_a_longer_window_and_filters_there(seed):
    low = {"n_mels": 20, "low_hz": 0, "high_hz": 300}
    long = {"n_fft": 2_048, "win_length": 2_048, "hop_length": 512}
    assert heard("below 100 Hz", seed=seed, **low, **long)[0] > 0.95
    assert heard("below 100 Hz", seed=seed, **low)[0] < 0.85
    assert heard("below 100 Hz", seed=seed, **long)[0] < 0.75


def test_the_log_mel_front_end_guesses_too(name):
    waveforms, labels = batch(task(name))
    assert accuracy(log_mel()(waveforms).mean(-1), labels) < 0.7


# ---- the measures


@pytest.mark.parametrize("counts", [(10, 10), (3, 12), (2, 5, 7)])
def test_accuracy_is_that_of_scikit_learns_ridge_fitted_anew_for_every_clip(counts):
    generator = torch.Generator().manual_seed(sum(counts))
    names = np.repeat(range(len(counts)), counts)
    offsets = torch.from_numpy(names)[:, None] * torch.tensor([0.8, 0.0, 0.3])
    summaries = torch.randn(len(names), 3, generator=generator) * torch.tensor([1.0, 5.0, 0.1]) + offsets
    scores = StandardScaler().fit_transform(summaries.double().numpy())
    targets = np.eye(len(counts))[names] - np.array(counts) / sum(counts)
    right = 0
    for rest, (one,) in LeaveOneOut().split(scores):
        ridge = Ridge(alpha=0.1 * 3, fit_intercept=False).fit(scores[rest], targets[rest])
        right += ridge.predict(scores[[one]])[0].argmax() == names[one]
    assert accuracy(summaries, [str(name) for name in names]) == pytest.approx(right / len(names))


def test_accuracy_is_chance_where_there_is_nothing_to_hear():
    labels = ["a"] * 40 + ["b"] * 40
    shares = [accuracy(torch.randn(80, 40, generator=torch.Generator().manual_seed(s)), labels) for s in range(60)]
    assert sum(shares) / 60 == pytest.approx(0.5, abs=0.04)


def test_a_filter_that_never_changes_counts_for_nothing():
    summaries, labels = torch.randn(20, 3, generator=torch.Generator().manual_seed(0)), ["a", "b"] * 10
    padded = torch.cat([summaries, torch.full((20, 2), -11.51293)], dim=1)
    assert accuracy(padded, labels) == accuracy(summaries, labels)
    torch.testing.assert_close(sensitivity(padded, labels), torch.cat([sensitivity(summaries, labels), torch.zeros(2)]))


def test_sensitivity_is_the_distance_in_standard_deviations():
    noise = torch.randn(4_000, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([1.0, 10.0, 0.1])
    labels = ["near"] * 2_000 + ["far"] * 2_000
    noise[2_000:] += torch.tensor([0.0, 10.0, -0.3])
    torch.testing.assert_close(sensitivity(noise, labels), torch.tensor([0.0, 1.0, 3.0]), atol=0.1, rtol=0)


@pytest.mark.parametrize("scale", [scale for scale in SCALES if scale != "log"])  # which has hardly a filter up there
def test_empty_filters_are_no_trouble(scale):
    share, best = heard("above 5 kHz", n_mels=128, n_fft=512, low_hz=0, scale=scale)
    assert share > 0.8
    assert best < float("inf")


@pytest.mark.parametrize(
    "make",
    [
        lambda: task("between"),
        lambda: task("above 5 kHz", n_clips=0),
        lambda: task("above 5 kHz", sample_rate=8_000),
        lambda: task("below 100 Hz", seconds=0.02),
        lambda: Ripple(100, 50, periods=2),
        lambda: Ripple(0, 50, periods=2),
        lambda: Ripple(10, 50, periods=1),
        lambda: Ripple(10, 50, periods=2, depth=0),
        lambda: Ripple(10, 50, periods=2, depth=1.1),
        lambda: accuracy(torch.ones(4, 3, 2), ["a", "a", "b", "b"]),
        lambda: accuracy(torch.ones(4, 3), ["a", "a", "b"]),
        lambda: accuracy(torch.ones(4, 3), ["a", "a", "a", "a"]),
        lambda: accuracy(torch.ones(4, 3), ["a", "a", "a", "b"]),
        lambda: sensitivity(torch.ones(6, 3), ["a", "a", "b", "b", "c", "c"]),
    ],
)
def test_what_is_no_task_is_refused(make):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        make()
