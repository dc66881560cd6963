import copy
from math import pi

import pytest
import torch

from frontear.dsp.scales import spaced
from frontear.frontends import FRONTENDS, leaf, log_mel
from frontear.frontends.base import waveform


def test_hop_and_times_are_those_of_the_frames():
    spec = log_mel(sample_rate=8_000, hop_ms=20).spec
    assert (spec.sample_rate, spec.hop_length, spec.hop_seconds) == (8_000, 160, 0.02)
    torch.testing.assert_close(spec.frame_seconds(3), torch.tensor([0.01, 0.03, 0.05]))


def test_rows_of_mel_are_centred_evenly_on_the_scale():
    spec = log_mel(n_filters=20, low_hz=100, high_hz=4_000, scale="erb").spec
    torch.testing.assert_close(spec.center_hz, spaced("erb", 22, low_hz=100, high_hz=4_000)[1:-1])
    assert spec.scale == "erb"


def test_learned_filters_are_told_where_they_are_now():
    frontend = leaf(n_filters=4)
    frontend.filterbank.center_rad.data.copy_(torch.tensor([1_000.0, 2_000.0, 3_000.0, 500.0]) * 2 * pi / 16_000)
    moved = torch.tensor([1_000.0, 2_000.0, 3_000.0, 500.0])
    torch.testing.assert_close(frontend.spec.center_hz, moved, atol=2, rtol=0)
    twin = copy.deepcopy(frontend)
    twin.filterbank.center_rad.data.fill_(pi / 2)
    torch.testing.assert_close(twin.spec.center_hz, torch.full((4,), 4_000.0), atol=2, rtol=0)
    torch.testing.assert_close(frontend.spec.center_hz, moved, atol=2, rtol=0)


@pytest.mark.parametrize("name", FRONTENDS)
def test_every_recipe_names_its_unit_and_one_centre_or_name_for_each_row_or_neither(name):
    spec = FRONTENDS[name](n_filters=8).spec
    assert spec.unit
    assert len(spec.center_hz if spec.center_hz is not None else spec.names or range(8)) == spec.n_rows == 8


def test_the_waveform_itself_has_no_rows_and_a_hop_of_one_sample():
    spec = waveform(sample_rate=360).spec
    assert (spec.sample_rate, spec.hop_length, spec.n_rows, spec.center_hz) == (360, 1, 0, None)


def test_a_part_of_a_frontend_has_no_spec():
    with pytest.raises(ValueError, match=r"got .*framing, window.* no spec"):
        _ = log_mel()[:2].spec
