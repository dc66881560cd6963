import pytest
import torch

from frontear.analysis.clip_length import in_pieces, parts_reversed, prefix_scores, within_silence
from frontear.frontends import log_mel
from frontear.models.backends import VARIABLE_LENGTH
from frontear.models.classifier import paradigm_classifier
from lived import lived


def made(backend, length=None):
    front_end = log_mel(sample_rate=8_000, n_filters=16)
    shape = {"n_classes": 3, "width": 0.25}
    return lived(paradigm_classifier("small-rectangular", front_end, backend=backend, length=length, **shape))


def noise(length):
    return 0.1 * torch.randn(length, generator=torch.Generator().manual_seed(0))


def test_silence_stands_before_and_behind():
    assert within_silence(torch.tensor([1.0, 2.0]), before=1, behind=2).tolist() == [0, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("length", "expected"), [(1, [5, 4, 3, 2, 1]), (2, [5, 3, 4, 1, 2]), (3, [4, 5, 1, 2, 3]), (9, [1, 2, 3, 4, 5])]
)
def test_parts_come_last_first_and_each_of_them_forwards(length, expected):
    assert parts_reversed(torch.arange(1, 6), length).tolist() == expected


def test_pieces_overlap_by_half_and_reach_the_end():
    model, waveform = made("feed-forward", length=4_000), noise(9_000)
    scores = in_pieces(model, waveform, 4_000)
    starts = (0, 2_000, 4_000, 6_000)
    filled = within_silence(waveform, behind=1_000)
    alone = torch.cat([model(filled[None, start : start + 4_000]) for start in starts])
    torch.testing.assert_close(scores, alone, atol=1e-4, rtol=0)


@pytest.mark.parametrize("length", [1_000, 4_000])
def test_a_clip_no_longer_than_a_piece_is_one_piece(length):
    assert in_pieces(made("feed-forward", length=4_000), noise(length), 4_000).shape == (1, 3)


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
def test_in_the_end_so_far_is_all_of_it(backend):
    model, waveform = made(backend), noise(8_000)
    scores = prefix_scores(model, waveform)
    assert scores.shape == (13, 3)  # 100 frames, eight to one of the map
    torch.testing.assert_close(scores[-1:], model(waveform[None]))


def test_what_is_still_to_come_has_no_influence_beyond_what_a_frame_hears():
    model, waveform = made("recurrent"), noise(8_000)
    other = torch.cat([waveform[:4_000], waveform[:4_000]])
    torch.testing.assert_close(prefix_scores(model, waveform)[:4], prefix_scores(model, other)[:4])


def test_a_fixed_length_has_no_answer_so_far():
    with pytest.raises(ValueError, match="made for one length of clip"):
        prefix_scores(made("feed-forward", length=8_000), noise(8_000))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: within_silence(torch.zeros(3), before=-1),
        lambda: parts_reversed(torch.zeros(3), 0),
        lambda: in_pieces(None, torch.zeros(3), 1),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(ask):
    with pytest.raises(ValueError, match=r"got .*allowed (is|are)"):
        ask()
