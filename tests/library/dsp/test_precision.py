import pytest
import torch
from torch import nn

from frontear.dsp import convolve, griffin_lim, istft, mel_to_spectrum, noise, spectrogram, stft
from frontear.dsp.precision import Stage, in_float32
from frontear.dsp.spectrogram import frames
from frontear.filterbanks import mel_matrix
from frontear.layers import PCEN, Decibel, Root, moving_average

WAVEFORM = noise(seconds=0.05, amplitude=0.5)[None]
ENERGY = spectrogram(WAVEFORM)
BANK = mel_matrix()
MEL_ENERGY = BANK @ ENERGY
COMPUTATIONS = {
    "frames": lambda: frames(WAVEFORM, win_length=400, hop_length=160),
    "stft": lambda: stft(WAVEFORM),
    "istft": lambda: istft(stft(WAVEFORM)),
    "griffin_lim": lambda: griffin_lim(ENERGY.sqrt(), iterations=2),
    "convolve": lambda: convolve(WAVEFORM, torch.linspace(0, 1, 9)),
    "mel_to_spectrum": lambda: mel_to_spectrum(MEL_ENERGY, matrix=BANK, iterations=2),
    "moving_average": lambda: moving_average(1e6 * ENERGY, torch.full((257,), 0.1)),
    "PCEN": lambda: PCEN(257)(1e6 * ENERGY),
    "Decibel": lambda: Decibel(top_db=60)(ENERGY),
    "Root": lambda: Root()(ENERGY),
}


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_inside_autocast_the_same_comes_out(computation, half):
    expected = COMPUTATIONS[computation]()
    with torch.autocast("cpu", dtype=half):
        own = COMPUTATIONS[computation]()
    torch.testing.assert_close(own, expected, rtol=1e-6, atol=1e-6)


def test_halves_become_float32_inside_autocast_alone():
    twice = in_float32(lambda signal, *, other: signal @ other)
    ones = torch.ones(2, 2, dtype=torch.bfloat16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert twice(ones, other=ones).dtype == torch.float32
    assert twice(ones, other=ones).dtype == torch.bfloat16


def test_autocast_goes_on_behind_a_stage():
    class Squared(Stage):
        def forward(self, signal):
            return signal @ signal.mT

    model = nn.Sequential(Squared(), nn.Linear(3, 3))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert model[0](torch.ones(3, 3)).dtype == torch.float32
        assert model(torch.ones(3, 3)).dtype == torch.bfloat16
