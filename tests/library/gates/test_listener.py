import pytest
import torch

from frontear.dsp import in_blocks, noise
from frontear.frontends import FRONTENDS
from frontear.gates import Listener, new_listener


@torch.no_grad()
@pytest.mark.parametrize("frontend", FRONTENDS)
def test_a_listener_hears_blocks_as_the_whole_through_any_front_end(frontend):
    listener = new_listener(frontend=frontend, window_ms=10 if frontend == "gammatone" else 16).eval()
    sound = torch.stack([noise(seconds=0.5), noise(seconds=0.5, seed=1)])
    joined = torch.cat(list(in_blocks(listener, sound, length=700)), dim=1)
    torch.testing.assert_close(joined, listener(sound), rtol=0, atol=1e-5)
    assert listener.look_ahead <= 0.02 * 16_000


@torch.no_grad()
def test_nothing_behind_its_look_ahead_is_heard():
    listener, sound = new_listener(), noise(seconds=1)[None]
    changed = sound.clone()
    changed[:, 8_000 + listener.look_ahead + 1 :] = 0
    same = (listener(changed) == listener(sound))[0]
    assert same[: 8_000 // 100 + 1].all()
    assert not same[8_000 // 100 + 1 :].all()


@torch.no_grad()
def test_it_hears_127_buffers_back_and_no_more():
    listener, sound = new_listener().double(), noise(seconds=2).double()[None]
    changed = sound.clone()
    changed[:, :1_000] = 0  # frames 0 to 10
    same = (listener(changed) - listener(sound)).abs()[0] < 1e-12
    assert same[11 + 126 :].all()
    assert not same[100]


def test_its_convolutions_are_exported_and_heard_outside_as_inside():
    listener = new_listener().eval()
    features, pasts = torch.rand(1, 40, 4), listener._silence(torch.zeros(1, 40, 1))
    inside, after = listener.hear(features, pasts)

    class Outside(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.listener = listener

        def forward(self, features, *pasts):
            return self.listener.hear(features, pasts)

    exported = torch.export.export(Outside(), (features, *pasts))
    outside, states = exported.module()(features, *pasts)
    torch.testing.assert_close(outside, inside)
    assert all(torch.equal(*each) for each in zip(states, after, strict=True))


def test_another_front_end_is_refused():
    with pytest.raises(ValueError, match="got the front-end 'mel', allowed are log-mel, "):
        Listener(frontend="mel")


def test_a_look_ahead_of_more_than_20_ms_is_refused():
    with pytest.raises(ValueError, match=r"got a look-ahead of 27.1 ms, allowed is 20 ms: a shorter window helps"):
        Listener(frontend="gammatone")


@pytest.mark.parametrize("sample_rate", [8_000, 48_000])
def test_other_rates_are_heard_too(sample_rate):
    listener = new_listener(sample_rate=sample_rate)
    assert listener(torch.zeros(1, sample_rate)).shape[1] == (sample_rate - 1 - listener.look_ahead) // 100 + 1
