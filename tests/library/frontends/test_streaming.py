import pytest
import torch
from torch import nn

from frontear.dsp.processor import in_blocks
from frontear.dsp.signals import noise, tone
from frontear.frontends import FRONTENDS, Frontend, Spec, Streaming, log_mel
from frontear.frontends.base import waveform as as_it_is
from frontear.layers import PCEN, Decibel, without_mean

RATE = 16_000
SOUND = torch.stack([noise(seconds=0.4), tone(440, seconds=0.4)])  # two channels of 6,400 samples


def recipe(name, **settings):
    return FRONTENDS[name](n_filters=8, **({"method": "direct"} if name == "leaf" else {}), **settings)


def streamed(frontend, sound, length):
    return torch.cat(list(in_blocks(Streaming(frontend), sound, length=length)), dim=-1)


@torch.no_grad()
@pytest.mark.parametrize("name", FRONTENDS)
@pytest.mark.parametrize("length", [1, 100, 6_400])
def test_frames_of_blocks_of_any_length_are_those_of_the_whole_that_need_no_sound_to_come(name, length):
    sound = SOUND[:, :1_200] if length == 1 else SOUND
    frontend = recipe(name).eval()
    whole, frames = frontend(sound), streamed(frontend, sound, length)
    n_whole = (sound.shape[1] - 1 - Streaming(frontend).look_ahead) // 160 + 1
    assert frames.shape == (2, frontend.spec.n_rows, n_whole)
    torch.testing.assert_close(frames, whole[..., :n_whole], rtol=0, atol=2e-6 * float(whole.abs().max().clamp(min=1)))


@torch.no_grad()
@pytest.mark.parametrize("name", FRONTENDS)
def test_a_frame_hears_sound_to_come_and_none_behind_its_look_ahead(name):
    frontend, frame = recipe(name).eval(), 10
    first, look_ahead = frame * 160, Streaming(frontend).look_ahead
    whole = frontend(SOUND[:1])[..., frame]
    for sample, is_heard in ((look_ahead // 3, True), (look_ahead + 1, False)):  # windows end near 0
        changed = SOUND[:1].clone()
        changed[0, first + sample :] = noise(seconds=1, seed=3)[: changed.shape[1] - first - sample]
        assert bool((frontend(changed)[..., frame] != whole).any()) == is_heard


@pytest.mark.parametrize(("window_ms", "hop_ms", "look_ahead"), [(25, 10, 279), (10, 5, 119), (5, 10, 119)])
def test_log_mel_looks_ahead_by_the_part_of_its_window_behind_the_start_of_its_hop(window_ms, hop_ms, look_ahead):
    assert Streaming(log_mel(window_ms=window_ms, hop_ms=hop_ms)).look_ahead == look_ahead


@pytest.mark.parametrize("sample_rate", [8_000, 44_100])
def test_other_rates_and_hops_longer_than_windows_stream_too(sample_rate):
    frontend = log_mel(sample_rate=sample_rate, n_filters=8, window_ms=8, hop_ms=20)
    frames = streamed(frontend, SOUND, 77)
    torch.testing.assert_close(frames, frontend(SOUND)[..., : frames.shape[-1]], rtol=0, atol=1e-5)


def test_what_is_remembered_does_not_grow():
    ear, state = Streaming(log_mel(n_filters=8)), None
    lengths = set()
    for block in noise(seconds=1)[None].split(160, dim=-1):
        _, state = ear.step(block, state)
        lengths.add(state.waveform.shape[-1])
    assert max(lengths) <= 2 * 160 + 279 + 160


def test_a_block_of_nothing_gives_no_frame_and_the_next_one_goes_on():
    ear = Streaming(log_mel(n_filters=8))
    features, state = ear.step(torch.zeros(2, 0))
    assert features.shape == (2, 8, 0)
    features, _ = ear.step(SOUND, state)
    torch.testing.assert_close(features, log_mel(n_filters=8)(SOUND)[..., :39], rtol=0, atol=2e-6)


def test_the_waveform_itself_comes_out_as_it_comes():
    frames = streamed(as_it_is(), SOUND, 100)
    torch.testing.assert_close(frames, SOUND, rtol=0, atol=0)


class WithoutMean(nn.Module):
    def forward(self, features):
        return without_mean(features, None)


@pytest.mark.parametrize("stage", [WithoutMean(), Decibel(top_db=80), nn.Sequential(PCEN(8))])
def test_a_stage_that_hears_the_whole_sound_is_refused(stage):
    spec = Spec(sample_rate=RATE, hop_length=160, n_rows=8, unit="")
    with pytest.raises(ValueError, match=f"got a stage {type(stage).__name__}, allowed are"):
        Streaming(Frontend(spec=spec, **dict(log_mel(n_filters=8)[:4].named_children()), last=stage))
