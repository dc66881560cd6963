"""Examples in a batch: no more padding than needed, and noise that knows where a clip ends."""

import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import Augment, Examples, examples
from frontear.dsp.signals import rms, silence, to_db, tone

RATE = 16_000


def long_and_short():
    return examples([Clip(tone(440, seconds=seconds), RATE, label="tone") for seconds in (1.0, 0.25, 0.5)])


@pytest.mark.parametrize("chosen", [slice(1, 3), torch.tensor([2, 1]), torch.tensor([False, True, True])])
def test_some_of_them_are_padded_no_further_than_the_longest_of_these(chosen):
    some = long_and_short()[chosen]
    assert some.waveforms.shape == (2, RATE // 2)
    assert sorted(some.lengths.tolist()) == [RATE // 4, RATE // 2]


def test_noise_is_as_loud_as_asked_within_each_clip_and_absent_behind_it():
    clips = long_and_short()
    noisy = Augment(snr_db=(10, 10))(clips.waveforms, torch.Generator().manual_seed(0), clips.lengths)
    for clean, loud, length in zip(clips.waveforms, noisy, clips.lengths, strict=True):
        snr_db = to_db(rms(clean[:length]) / rms((loud - clean)[:length]))
        torch.testing.assert_close(snr_db, torch.tensor(10.0), atol=0.3, rtol=0)
        assert not loud[length:].any()


def test_noise_and_gain_are_as_loud_as_asked():
    batch, generator = torch.stack([tone(440), tone(440, amplitude=0.01)]), torch.Generator().manual_seed(0)
    noisy = Augment(snr_db=(10, 10))(batch, generator)
    torch.testing.assert_close(
        20 * torch.log10(rms(batch) / rms(noisy - batch)), torch.tensor([10.0, 10.0]), atol=0.2, rtol=0
    )
    quiet = Augment(gain_db=(-30, -30))(batch, generator)
    torch.testing.assert_close(quiet, batch * 10**-1.5)
    assert Augment()(batch, generator) is batch
    assert not Augment(snr_db=(0, 0))(silence()[None], generator).any()


def test_gains_are_drawn_evenly_from_their_range_for_each_clip():
    gain_db = to_db(Augment(gain_db=(-30, -10))(torch.ones(2_000, 1), torch.Generator().manual_seed(0))[:, 0])
    tenths = torch.histc(gain_db, 10, -30, -10)
    assert tenths.sum() == 2_000  # none outside
    assert ((tenths - 200).abs() < 5 * 200**0.5).all()


def test_noise_comes_before_the_gain():
    batch = tone(440)[None]
    noisy, quiet = (
        Augment(snr_db=(10, 10), gain_db=gain)(batch, torch.Generator().manual_seed(0)) for gain in (None, (-20, -20))
    )
    torch.testing.assert_close(quiet, 0.1 * noisy)


def test_examples_have_one_rate_and_known_labels():
    clips = [Clip(tone(440, sample_rate=8_000), 8_000, label="a"), Clip(tone(440), RATE, label="b")]
    with pytest.raises(ValueError, match="sample rates"):
        examples(clips)
    with pytest.raises(ValueError, match="allowed are b"):
        examples(clips[:1], classes=["b"])
    some = long_and_short()[torch.arange(2)]
    assert len(some) == 2
    assert some.classes == ("tone",)


def test_classes_are_the_labels_in_alphabetical_order_unless_given():
    clips = [Clip(tone(440), RATE, label=label) for label in "bab"]
    assert (examples(clips).classes, examples(clips).labels.tolist()) == (("a", "b"), [1, 0, 1])
    told = examples(clips, classes=["b", "c", "a"])
    assert (told.classes, told.labels.tolist()) == (("b", "c", "a"), [0, 2, 0])


@pytest.mark.parametrize(
    "make",
    [
        lambda: Examples(torch.zeros(2, 5), torch.tensor([5, 5]), torch.tensor([0, 2]), ("a", "b")),
        lambda: Examples(torch.zeros(2, 5), torch.tensor([5, 5]), torch.tensor([-1, 1]), ("a", "b")),
        lambda: Examples(torch.zeros(2, 5), torch.tensor([5]), torch.tensor([0, 1]), ("a", "b")),
        lambda: Examples(torch.zeros(2, 5), torch.tensor([5, 5]), torch.tensor([0]), ("a", "b")),
        lambda: Examples(torch.zeros(5), torch.tensor([5]), torch.tensor([0]), ("a",)),
        lambda: Examples(torch.zeros(0, 5), torch.zeros(0), torch.zeros(0), ("a",)),
        lambda: examples([]),
        lambda: Augment(snr_db=(10, 0)),
        lambda: Augment(gain_db=(10, 0)),
    ],
)
def test_what_are_no_examples_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        make()


def test_a_batch_has_zeros_after_each_clip_and_labels_that_count_in_its_classes():
    clips = [Clip(tone(200, seconds=0.1), RATE, "b"), Clip(tone(100, seconds=0.2, sample_rate=8_000), 8_000, "a")]
    batch = examples(clips, sample_rate=RATE)
    assert batch.waveforms.shape == (2, 3_200)
    assert batch.waveforms.dtype == torch.float32
    assert batch.lengths.tolist() == [1_600, 3_200]
    assert batch.waveforms[0, 1_600:].abs().max() == 0
    torch.testing.assert_close(batch.waveforms[0, :1_600], clips[0].waveform)
    assert batch.classes == ("a", "b")
    assert batch.labels.tolist() == [1, 0]


def test_the_test_batch_can_count_in_the_classes_of_the_training_batch():
    clips = [Clip(torch.zeros(10), RATE, "b")]
    assert examples(clips, classes=("a", "b", "c")).labels.tolist() == [1]
    with pytest.raises(ValueError, match=r"'b'\], allowed are a, c"):
        examples(clips, classes=("a", "c"))
    with pytest.raises(ValueError, match="allowed is one"):
        examples([])
