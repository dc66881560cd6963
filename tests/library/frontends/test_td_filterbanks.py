from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from frontear.dsp.signals import noise
from frontear.filterbanks import FreeFilterbank
from frontear.frontends import leaf, td_filterbanks
from frontear.layers.compression import Log
from frontear.layers.energy import Floor

GOLDEN = np.load(Path(__file__).parents[2] / "data" / "leaf_audio_reference.npz")


def relative_error(got, expected):
    return np.abs(got.detach().numpy() - expected).max() / np.abs(expected).max()


def test_td_filterbanks_equal_googles_whose_low_pass_does_not_look_beyond_the_sound():
    kernel = torch.from_numpy(GOLDEN["TimeDomainFilterbanks/tfbanks.tfbanks_complex_conv.kernel"])[:, 0]  # (401, 80)
    taps = torch.complex(kernel[:, 0::2], kernel[:, 1::2]).T.flip(-1)  # theirs correlate
    frontend = td_filterbanks()
    frontend.filterbank = FreeFilterbank(taps)
    low_pass = torch.from_numpy(GOLDEN["TimeDomainFilterbanks/tfbanks.learnable_pooling.conv2d.kernel"]).flatten()
    energy = frontend[:2](torch.from_numpy(GOLDEN["x"]))
    inside = F.conv1d(energy.flatten(0, 1)[:, None], low_pass[None, None], stride=160).view(2, 40, 98)
    assert relative_error(Log()(Floor()(inside)).mT, GOLDEN["TimeDomainFilterbanks"]) <= 1e-4


def test_ours_gives_the_same_frames_wherever_the_low_pass_stays_inside_the_sound():
    frontend, waveform = td_filterbanks(), noise()[None]
    energy = frontend[:2](waveform)[..., 40:]  # frame 1 of ours starts at sample 1 · 160 − 120
    inside = F.conv1d(energy.flatten(0, 1)[:, None], frontend.pooling.taps[None, None], stride=160)
    torch.testing.assert_close(frontend[:3](waveform)[0, :, 1:98], inside[:, 0, :97], rtol=1e-4, atol=1e-5)


def test_they_start_as_leaf_and_learn_every_tap():
    frontend = td_filterbanks()
    assert torch.equal(frontend.filterbank.impulse_responses(), leaf().filterbank.impulse_responses())
    assert sum(parameter.numel() for parameter in frontend.parameters()) == 40 * 2 * 401 + 401
