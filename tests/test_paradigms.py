import pytest
import torch
from frontear.masks import fewer, frame_mask, silenced
from frontear.paradigms import SmallRectangular
from torch import nn


def lived(model):
    """A model in eval mode whose norms have seen something and whose biases are not 0."""
    generator = torch.Generator().manual_seed(1)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            for values, low in ((module.running_mean, -1), (module.running_var, 0.5), (module.weight.data, 0.5)):
                values.copy_(low + 2 * torch.rand(values.shape, generator=generator))
            module.bias.data.copy_(torch.randn(module.bias.shape, generator=generator))
    return model.eval()


@pytest.mark.parametrize("n_frames", [1, 7, 8, 9, 100])
def test_small_rectangular_rounds_its_frames_up_as_the_mask_does(n_frames):
    body = SmallRectangular(40)
    out, lengths = body(torch.rand(2, 40, n_frames))
    assert out.shape == (2, 64, 5, frame_mask(torch.tensor([n_frames * 160]), hop_length=160 * body.stride).shape[1])
    assert lengths is None


def test_a_clip_gives_the_same_map_among_longer_ones_as_alone():
    body = lived(SmallRectangular(40))
    clips = [torch.randn(40, n_frames) for n_frames in (5, 16, 41)]
    batch = torch.stack([nn.functional.pad(clip, (0, 41 - clip.shape[1]), value=9.0) for clip in clips])
    out, lengths = body(batch, torch.tensor([5, 16, 41]))
    assert lengths.tolist() == [1, 2, 6]
    for clip, row, length in zip(clips, out, lengths, strict=True):
        torch.testing.assert_close(row[..., :length], body(clip[None])[0][0], atol=1e-5, rtol=1e-5)
        assert not row[..., length:].any()


def test_silenced_leaves_what_is_sound_and_nothing_else():
    features = torch.ones(2, 3, 4, 5)
    quiet = silenced(features, torch.tensor([2, 5]))
    assert quiet[0, ..., :2].all()
    assert not quiet[0, ..., 2:].any()
    assert quiet[1].all()
    assert silenced(features, None) is features
    assert fewer(torch.tensor([1, 2, 3, 4]), 3).tolist() == [1, 1, 1, 2]


def test_layers_and_pools_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match=r"got 2 layers and 3 pools, allowed are"):
        SmallRectangular(40, channels=(4, 8))
