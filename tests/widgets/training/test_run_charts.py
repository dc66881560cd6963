"""Pictures of what any front-end makes of a sound take their axes from its spec."""

import pytest
import torch

from frontear.data.clip import Clip
from frontear.dsp.signals import noise
from frontear.frontends import FRONTENDS, log_mel, mfcc, wavegram
from frontear.frontends.base import waveform
from frontear_widgets.training.run_charts import features
from frontear_widgets.views.picture import Axis, Rows

SOUND = Clip(noise(seconds=0.2, sample_rate=8_000), 8_000)


@pytest.mark.parametrize("name", FRONTENDS)
def test_any_frontend_is_drawn_with_its_own_hop_and_rows(name):
    shown = features(FRONTENDS[name](sample_rate=8_000, n_filters=8, hop_ms=20), SOUND, title="")
    assert shown.values.shape == (8, 10)
    assert (shown.x.start, shown.x.step) == pytest.approx((0.01, 0.02))


def test_cepstral_coefficients_are_drawn_by_their_names():
    shown = features(mfcc(sample_rate=8_000, n_mfcc=13), SOUND, title="")
    assert shown.y.names == tuple(f"c{row}" for row in range(13))
    assert Rows.of(mfcc().spec).names[:2] == ("c0", "c1")


def test_the_waveform_itself_is_one_row_of_columns_of_10_ms():
    shown = features(waveform(sample_rate=8_000), SOUND, title="")
    assert shown.values.shape == (1, 20)
    assert shown.x.step == pytest.approx(0.01)


@pytest.mark.parametrize(("scale", "drawn"), [("linear", "linear"), ("log", "log"), ("erb", "mel"), ("mel-htk", "mel")])
def test_bands_are_drawn_on_the_scale_they_are_spaced_on(scale, drawn):
    rows = Rows.of(log_mel(n_filters=8, scale=scale).spec)
    assert (rows.scale, rows.unit, len(rows.centers)) == (drawn, "Hz", 8)


def test_rows_without_a_place_in_frequency_are_numbered():
    assert Rows.of(wavegram(n_filters=4).spec).centers.tolist() == [1, 2, 3, 4]


def test_frames_are_drawn_at_their_middle():
    spec = log_mel(sample_rate=8_000, hop_ms=20).spec
    axis, times = Axis.of_frames(spec.hop_seconds), spec.frame_seconds(3)
    torch.testing.assert_close(torch.tensor([axis.start + axis.step * frame for frame in range(3)]), times)
