import pytest
import torch

from frontear.models.classifier import n_parameters
from frontear.models.tagging import TAGGERS, tagger
from frontear.models.tagging.recurrent import between_marks


def clips(n=5, seed=0):
    return torch.randint(0, 256, (n, 10, 128), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("linear", {"hidden": 32}, 1_280 * 32 + 32 + 32 + 1),
        ("conv-1d", {"layers": 2}, (3 * 8 + 8) + 1_278 * 8 + 1),
        ("conv-1d", {"layers": 3}, (3 * 8 + 8) + (3 * 8 * 16 + 16) + 1_276 * 16 + 1),
        ("conv-1d", {"layers": 5}, (3 * 8 + 8) + (3 * 8 * 16 + 16) + 638 * 16 + 1),
        ("conv-1d", {"layers": 8}, (3 * 8 + 8) + (3 * 8 * 16 + 16) + (3 * 16 * 128 + 128) + 636 * 128 + 1),
        ("conv-2d", {}, (4 * 4 + 4) + 2 * (4 * 4 * 4 + 4) + 2 * 744 + (744 * 32 + 32) + 33),  # 10 × 128 → 4 × 3 × 62
        ("lstm", {"hidden": 128}, 4 * 128 * (128 + 128 + 2) + 129),
        ("transformer", {"hidden": 512}, 4 * (128 * 128 + 128) + (2 * 128 * 512 + 640) + 4 * 128 + 129),
        ("attention", {"hidden": 256}, (128 * 256 + 256) + (256 * 256 + 256) + 2 * 257),
    ],
)
def test_it_has_as_many_numbers_as_counting_by_hand_gives(name, options, expected):
    assert n_parameters(tagger(name, **options)) == expected


@pytest.mark.parametrize("name", TAGGERS)
def test_every_clip_gets_a_score_for_every_tag_and_all_numbers_learn(name):
    model = tagger(name, n_tags=3)
    scores = model(clips())
    assert scores.shape == (5, 3)
    scores.square().sum().backward()
    assert all(parameter.grad is not None and parameter.grad.isfinite().all() for parameter in model.parameters())


@pytest.mark.parametrize("name", TAGGERS)
def test_what_stands_behind_a_clips_end_does_not_count(name):
    model, lengths = tagger(name).eval(), torch.tensor([10, 7, 3, 1, 9])
    one, other = clips(), clips()
    for clip, length in enumerate(lengths):
        other[clip, length:] = 99
    torch.testing.assert_close(model(one, lengths), model(other, lengths))
    alone = torch.cat([model(one[at : at + 1, :length]) for at, length in enumerate(lengths)])
    torch.testing.assert_close(model(one, lengths), alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", TAGGERS)
def test_a_seed_always_gives_the_same_network(name):
    assert all(map(torch.equal, tagger(name, seed=3).parameters(), tagger(name, seed=3).parameters()))
    assert any(
        not torch.equal(*pair)
        for pair in zip(tagger(name).parameters(), tagger(name, seed=3).parameters(), strict=True)
    )


def test_only_to_transformer_and_attention_the_order_of_the_seconds_is_nothing():
    order = torch.randperm(10, generator=torch.Generator().manual_seed(0))
    for name in TAGGERS:
        model = tagger(name, mean=torch.full((128,), 127.5), deviation=torch.full((128,), 74.0)).eval()
        same = torch.allclose(model(clips()), model(clips()[:, order]), atol=1e-5)
        assert same == (name in ("transformer", "attention")), name


def test_standardised_numbers_give_what_the_bare_network_makes_of_them():
    mean, deviation = torch.arange(128.0), torch.arange(1.0, 129.0)
    model, bare = tagger("linear", mean=mean, deviation=deviation), tagger("linear")
    torch.testing.assert_close(model(clips()), bare((clips() - mean) / deviation))


def test_the_rows_of_an_lstm_stand_between_one_of_minus_1_and_one_of_minus_2():
    sounding = torch.arange(10) < torch.tensor([10, 4])[:, None]
    marked = between_marks(clips(2).float() * sounding[..., None], sounding)
    assert marked.shape == (2, 12, 128)
    assert (marked[:, 0] == -1).all()
    assert (marked[0, 11] == -2).all()
    assert (marked[1, 5] == -2).all()
    assert torch.equal(marked[1, 1:5], clips(2)[1, :4].float())


def test_the_weights_of_a_clips_seconds_add_up_to_one_and_silent_ones_have_none():
    model = tagger("attention", n_tags=2).eval()
    rows = model.rows(clips(), torch.tensor([10, 7, 3, 1, 9]))
    weights = model.network.attention(*rows)
    torch.testing.assert_close(weights.sum(1), torch.ones(5, 2))
    assert (weights[2, 3:] == 0).all()
    assert (weights[3, 0] == 1).all()


def test_seven_and_eight_layers_of_the_convolution_are_the_same_network():
    seven, eight = (tagger("conv-1d", layers=layers).eval() for layers in (7, 8))
    torch.testing.assert_close(seven(clips()), eight(clips()))


def test_the_largest_kernels_allowed_fit_a_clip():
    for name, kernel_size in (("conv-1d", 320), ("conv-2d", 3)):
        assert tagger(name, kernel_size=kernel_size)(clips()).shape == (5, 1)


def test_what_no_network_can_take_is_refused():
    model = tagger("linear")
    for wrong in (clips()[:, :, :64], torch.zeros(2, 11, 128), clips()[0]):
        with pytest.raises(ValueError, match=r"got .*allowed are \(batch, 1…10, 128\)"):
            model(wrong)
    for lengths in ([0, 1, 1, 1, 1], [11, 1, 1, 1, 1]):
        with pytest.raises(ValueError, match=r"got lengths .*allowed are 1…10"):
            model(clips(), torch.tensor(lengths))
    with pytest.raises(ValueError, match="got the tagger 'mlp', allowed are linear"):
        tagger("mlp")
    for name, wrong, allowed in (
        ("linear", {"layers": 2}, "got layers for the tagger 'linear', allowed are hidden$"),
        ("linear", {"hidden": 0}, "got hidden 0 for the tagger 'linear', allowed are whole numbers from 1"),
        ("lstm", {"layers": 1.5}, "got layers 1.5 .*whole numbers from 1"),
        ("lstm", {"dropout": float("nan")}, "got dropout nan .*numbers 0…1"),
        ("conv-1d", {"layers": 9}, "got layers 9 .*2…8"),
        ("conv-1d", {"kernel_size": 321}, "got kernel_size 321 .*1…320"),
        ("conv-2d", {"kernel_size": 4}, "got kernel_size 4 .*1…3"),
        ("conv-2d", {"channels": 0}, "got channels 0 .*from 1"),
        ("transformer", {"heads": 3}, "got heads 3 .*1…128 that divide 128"),
    ):
        with pytest.raises(ValueError, match=allowed):
            tagger(name, **wrong)
    with pytest.raises(ValueError, match="got 0 tags"):
        tagger("linear", n_tags=0)
