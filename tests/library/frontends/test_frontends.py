import warnings

import pytest
import torch
from torch import nn

from frontear.dsp.signals import noise, silence, tone
from frontear.frontends import FRONTENDS, log_mel, mel_pcen
from frontear.frontends.base import Frontend, odd_samples, samples

RATE = 16_000
pytestmark = pytest.mark.filterwarnings("ignore:.*filters start beyond")  # at 4 kHz 25 ms are short for 40 filters


@pytest.fixture(params=FRONTENDS)
def recipe(request):
    return FRONTENDS[request.param]


@pytest.mark.parametrize("sample_rate", [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.001, 0.01, 0.5, 1.003])
def test_features_are_filters_by_ceil_of_time_over_hop(recipe, sample_rate, seconds):
    waveform = noise(seconds=seconds, sample_rate=sample_rate)[None].expand(2, -1)
    hop_length = round(0.01 * sample_rate)
    frontend = recipe(sample_rate=sample_rate)
    features, spec = frontend(waveform), frontend.spec
    assert features.shape == (2, spec.n_rows, -(-waveform.shape[1] // hop_length))
    assert spec.n_rows == 40 or spec.names
    assert (spec.hop_length, spec.sample_rate) == (hop_length, sample_rate)
    assert features.isfinite().all()


@pytest.mark.parametrize("waveform", [silence(), silence(seconds=1 / RATE), torch.ones(1), noise(seconds=60)])
def test_silence_one_sample_and_a_minute_have_finite_features_and_gradients(recipe, waveform):
    frontend, batch = recipe(n_filters=8), waveform[None].clone().requires_grad_()
    features = frontend(batch)
    features.sum().backward()
    assert features.shape == (1, 8, -(-len(waveform) // 160))
    assert features.isfinite().all()
    assert batch.grad.isfinite().all()
    learned = [parameter for parameter in frontend.parameters() if parameter.requires_grad]
    assert all(parameter.grad.isfinite().all() for parameter in learned)


def test_two_front_ends_of_one_recipe_share_nothing_that_learns(recipe):
    both = recipe(), recipe()  # kept, so that no memory is used again
    first, second = ({tensor.data_ptr() for tensor in each.parameters()} for each in both)
    assert not first & second


@pytest.mark.parametrize("waveform", [torch.ones(4_000), -torch.ones(4_000), noise(seconds=0.25).sign()])
def test_full_scale_has_finite_features(recipe, waveform):
    assert recipe()(waveform[None]).isfinite().all()


def test_the_trace_begins_with_the_waveform_and_ends_in_the_output(recipe):
    frontend, waveform = recipe(), noise(seconds=0.2)[None]
    trace = dict(frontend.trace(waveform))
    assert list(trace) == ["waveform", *dict(frontend.named_children())]
    assert trace["waveform"] is waveform
    torch.testing.assert_close(list(trace.values())[-1], frontend(waveform), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("recipe", [log_mel, mel_pcen])
def test_the_trace_of_mel_shows_every_stage(recipe):
    trace = dict(recipe().trace(noise()[None]))
    assert list(trace) == ["waveform", "framing", "window", "spectrum", "mel", "compression"]
    assert [tuple(output.shape[1:]) for output in trace.values()] == [
        (16_000,),
        (100, 400),
        (100, 400),
        (257, 100),
        (40, 100),
        (40, 100),
    ]


def test_two_front_ends_of_a_recipe_share_no_state(recipe):
    first, second = recipe(), recipe()
    stores = [{tensor.data_ptr() for tensor in (*fe.parameters(), *fe.buffers())} for fe in (first, second)]
    assert not stores[0] & stores[1]
    assert not set(map(id, first.modules())) & set(map(id, second.modules()))


@pytest.mark.parametrize("recipe", [recipe for recipe in FRONTENDS.values() if recipe().spec.center_hz is not None])
def test_a_tone_is_loudest_in_the_filter_around_it(recipe):
    for hz, next_hz in ((300, 1_000), (1_000, 3_000), (3_000, 6_000)):
        low, high = (recipe()(tone(at)[None])[0, :, 50].argmax() for at in (hz, next_hz))
        assert low < high


def test_mel_filters_are_never_empty_at_any_rate():
    for sample_rate in (4_000, 8_000, 16_000, 44_100, 48_000):
        assert (log_mel(sample_rate=sample_rate).mel.matrix.sum(1) > 0).all()


@pytest.mark.parametrize("name", ["log-mel", "mel-pcen", "mfcc"])
def test_mel_filters_between_two_bins_are_counted_in_one_warning(name):
    with pytest.warns(UserWarning, match=r"23 of 128 mel filters .* 512 points at 44100 Hz .* longer window") as said:
        frontend = FRONTENDS[name](sample_rate=44_100, n_filters=128, window_ms=10)
    assert len(said) == 1
    assert int((frontend.mel.matrix.sum(dim=1) == 0).sum()) == 23
    with warnings.catch_warnings(action="error"):
        FRONTENDS[name](sample_rate=44_100, n_filters=128, window_ms=25)


def test_pcen_features_hardly_change_with_gain_where_log_features_do():
    waveform = noise(seconds=2)[None]
    changes = [(make()(0.1 * waveform) - make()(waveform)).abs().mean() for make in (mel_pcen, log_mel)]
    assert changes[0] < 0.1 < 4 < changes[1]


def test_silence_before_the_end_shifts_no_frame(recipe):
    waveform = noise(seconds=0.5)[None]
    longer = nn.functional.pad(waveform, (0, 4_321))
    frontend = recipe()
    torch.testing.assert_close(frontend(longer)[..., :48], frontend(waveform)[..., :48])


def test_rows_of_a_batch_do_not_touch(recipe):
    frontend, batch = recipe(), torch.stack([noise(seed=1), noise(seed=2)])
    torch.testing.assert_close(frontend(batch)[1:], frontend(batch[1:]))


def test_only_pcen_is_learned():
    assert [name for name, _ in log_mel().named_parameters()] == []
    assert [name for name, _ in mel_pcen().named_parameters()] == [
        "compression.smooth",
        "compression.alpha",
        "compression.delta",
        "compression.root",
    ]


def test_a_part_of_a_front_end_is_a_front_end():
    frontend, waveform = log_mel(), noise()[None]
    part = frontend[:4]
    assert isinstance(part, Frontend)
    assert torch.equal(part(waveform), dict(frontend.trace(waveform))["mel"])


def test_a_front_end_needs_a_stage():
    with pytest.raises(ValueError, match="stage"):
        Frontend()


def test_durations_are_rounded_to_samples_and_never_none():
    assert samples(25, RATE) == 400
    assert samples(10, 11_025) == 110
    assert odd_samples(25, RATE) == 401
    with pytest.raises(ValueError, match="sample"):
        samples(0.01, RATE)
    with pytest.raises(ValueError, match="sample"):
        odd_samples(0.1, RATE)


@pytest.mark.parametrize("settings", [{"hop_ms": 0}, {"window_ms": -1}, {"high_hz": 9_000}, {"n_filters": 0}])
def test_settings_that_make_no_sense_are_refused(recipe, settings):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        recipe(**settings)


@pytest.mark.parametrize(
    "waveform", [torch.zeros(800), torch.zeros(1, 0), torch.zeros(0, 800), torch.zeros(1, 800).int()]
)
@pytest.mark.parametrize("recipe", FRONTENDS)
def test_what_is_no_waveform_is_refused_in_a_sentence(recipe, waveform):
    with pytest.raises(ValueError, match=r"got a waveform of shape .*allowed is \(batch, time\)"):
        FRONTENDS[recipe](n_filters=4)(waveform)


@pytest.mark.parametrize("milliseconds", [0, 0.03125, -1, float("nan"), float("inf")])
def test_less_than_a_sample_and_what_is_no_duration_is_refused(milliseconds):
    with pytest.raises(ValueError, match=r"got .* ms at 16000 Hz, allowed is one sample or more"):
        samples(milliseconds, 16_000)


@pytest.fixture
def float64_by_default():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def test_float32_is_computed_whatever_the_default_type(recipe, float64_by_default):
    frontend, waveform = recipe(n_filters=8), noise(seconds=0.3)[None].requires_grad_()
    features = frontend(waveform)
    features.sum().backward()
    held = [waveform, features, *frontend.parameters(), *frontend.buffers()]
    assert {tensor.dtype for tensor in held if tensor.is_floating_point()} == {torch.float32}
