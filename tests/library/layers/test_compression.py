from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from frontear.layers.compression import PCEN, Decibel, Log, Root, moving_average

GOLDEN = np.load(Path(__file__).parents[2] / "data" / "leaf_audio_reference.npz")
COMPRESSIONS = {"log": Log, "decibel": Decibel, "decibel-80": lambda: Decibel(top_db=80), "root": Root}
COMPRESSIONS["pcen"] = lambda: PCEN(4)
PCEN_SETTINGS = [
    {},
    {"smooth": 0.025, "alpha": 0.98, "floor": 1e-6},
    {"smooth": 0.5, "alpha": 0.5, "delta": 10.0, "root": 4.0, "floor": 1e-3},
    {"smooth": 0.001, "alpha": 0.8, "delta": 0.1, "root": 1.5, "floor": 1e-6},
    {"smooth": 1.0, "alpha": 1.0, "delta": 1.0, "root": 1.0, "floor": 1e-6},
    {"smooth": 0.0},
]


def energies(n_frames=6_000, n_filters=4, seed=0):
    """Two clips whose level runs through twelve orders of magnitude."""
    energy = np.random.default_rng(seed).exponential(size=(2, n_filters, n_frames))
    return torch.from_numpy(energy * np.logspace(-6, 6, n_frames)).float()


def relative_error(got, expected):
    return np.abs(got - expected).max() / np.abs(expected).max()


def pcen_loop(energy, smooth, alpha, delta, root, floor):
    level, out = energy[..., 0], np.zeros_like(energy)
    for t in range(energy.shape[-1]):
        level = (1 - smooth) * level + smooth * energy[..., t]
        out[..., t] = (energy[..., t] / (floor + level) ** alpha + delta) ** (1 / root) - delta ** (1 / root)
    return out


@pytest.mark.parametrize("name", COMPRESSIONS)
@pytest.mark.parametrize("level", [0.0, 1e-38, 1e-12, 1.0, 1e9])
@pytest.mark.parametrize("n_frames", [1, 100])
def test_output_and_gradients_are_finite_at_every_level(name, level, n_frames):
    module, energy = COMPRESSIONS[name](), torch.full((2, 4, n_frames), level, requires_grad=True)
    out = module(energy)
    out.sum().backward()
    assert out.shape == energy.shape
    assert out.isfinite().all()
    assert energy.grad.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in module.parameters())


@pytest.mark.parametrize("name", COMPRESSIONS)
def test_more_energy_is_never_less(name):
    energy = torch.logspace(-8, 4, 200)[:, None, None].expand(-1, 4, 1)
    assert (COMPRESSIONS[name]()(energy).diff(dim=0) >= -1e-6).all()


@pytest.mark.parametrize("name", COMPRESSIONS)
def test_the_rest_of_the_batch_changes_nothing(name):
    module, energy = COMPRESSIONS[name](), energies(200)
    torch.testing.assert_close(module(energy)[1:], module(energy[1:]))


def test_log_and_root_follow_their_formulas():
    energy = energies(50).double()
    torch.testing.assert_close(Log(floor=1e-3)(energy), torch.log(energy + 1e-3))
    torch.testing.assert_close(Root(power=0.5)(energy), (energy + 1e-5).sqrt() - 1e-5**0.5)
    assert Root()(torch.zeros(1, 1, 1)).item() == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("top_db", [None, 80.0, 10.0])
def test_decibels_equal_librosa(top_db):
    energy = energies(300)[:1]
    expected = librosa.power_to_db(energy.numpy(), ref=1.0, amin=1e-8, top_db=top_db)
    assert relative_error(Decibel(floor=1e-8, top_db=top_db)(energy).numpy(), expected) <= 1e-5


@pytest.mark.parametrize("start", PCEN_SETTINGS)
def test_pcen_equals_librosa(start):
    energy, module = energies(), PCEN(4, **start)
    smooth, alpha, delta, root = (
        getattr(module, name)[0].item() for name in ("smooth", "alpha", "delta", "root")
    )  # float32, as learned
    double = energy.numpy().astype(float)
    expected = librosa.pcen(
        double, b=smooth, gain=alpha, bias=delta, power=1 / root, eps=module.floor, zi=(1 - smooth) * double[..., :1]
    )
    assert relative_error(module(energy).detach().numpy(), expected) <= 1e-5


@pytest.mark.parametrize("n_frames", [1, 2, 63, 64, 65, 129, 4_097])
def test_pcen_equals_a_plain_loop_in_double_precision(n_frames):
    energy = energies(n_frames)
    expected = pcen_loop(energy.numpy().astype(float), 0.04, 0.96, 2.0, 2.0, 1e-12)
    assert relative_error(PCEN(4)(energy).detach().numpy(), expected) <= 1e-5


def test_pcen_equals_googles_leaf_code_with_its_own_numbers_per_filter():
    module = PCEN(40)
    names = {"smooth": "EMA.smooth", "alpha": "alpha", "delta": "delta", "root": "root"}
    numbers = {name: torch.from_numpy(GOLDEN[f"leaf/leaf.PCEN.{theirs}"]) for name, theirs in names.items()}
    module.load_state_dict(numbers)
    pooled = torch.from_numpy(GOLDEN["leaf_pooled"]).mT.clamp(min=1e-5)  # (batch, filters, frames)
    assert relative_error(module(pooled).mT.detach().numpy(), GOLDEN["leaf"]) <= 1e-5


def test_the_trace_of_pcen_shows_its_equation_stage_by_stage():
    module, energy = PCEN(4, smooth=0.1, alpha=0.8, delta=3.0, root=4.0, floor=1e-6), energies(100)
    with torch.no_grad():
        stages = dict(module.trace(energy))
        assert list(stages) == ["energy", "level", "gain", "normalised", "root"]
        assert stages["energy"] is energy
        torch.testing.assert_close(stages["level"], moving_average(energy, torch.full((4,), 0.1)))
        torch.testing.assert_close(stages["gain"], (1e-6 + stages["level"]) ** -0.8)
        torch.testing.assert_close(stages["normalised"], energy * stages["gain"])
        bent = (stages["normalised"] + 3) ** 0.25 - 3**0.25
        torch.testing.assert_close(stages["root"], bent, atol=1e-6, rtol=1e-5)
        assert torch.equal(stages["root"], module(energy))


@pytest.mark.parametrize("gain_db", [-30, 20])
def test_pcen_with_alpha_one_hears_no_gain_where_log_does(gain_db):
    energy, gain = energies(500) + 1e-3, 10 ** (gain_db / 10)
    pcen, log = PCEN(4, alpha=1.0, floor=1e-12), Log()
    torch.testing.assert_close(pcen(gain * energy), pcen(energy), atol=1e-4, rtol=1e-4)
    assert (log(gain * energy) - log(energy)).abs().mean() > 2


def test_pcen_with_alpha_zero_and_root_one_changes_nothing():
    energy = energies(100)
    torch.testing.assert_close(PCEN(4, alpha=0.0, root=1.0)(energy), energy)


def test_pcen_learns_four_numbers_per_filter_and_shares_none():
    first, second = PCEN(40), PCEN(40)
    assert sum(parameter.numel() for parameter in first.parameters()) == 160
    first(energies(10, n_filters=40)).sum().backward()
    assert all((parameter.grad != 0).any() for parameter in first.parameters())
    assert all(parameter.grad is None for parameter in second.parameters())


@pytest.mark.parametrize(
    ("name", "beyond", "end"),
    [
        ("smooth", -0.5, 0),
        ("smooth", 1.5, 1),
        ("alpha", -0.5, 0),
        ("alpha", 1.5, 1),
        ("root", 0.3, 1),
        ("delta", -3, 0),
    ],
)
def test_pcen_uses_a_number_beyond_its_range_as_the_end_it_is_brought_back_to(name, beyond, end):
    """As the end itself computes, but for δ, which comes as near to its end 0 as 10⁻⁶."""
    at_end, out, brought_back = PCEN(4), PCEN(4), PCEN(4)
    for module, value in ((at_end, end or (1e-6 if name == "delta" else 0)), (out, beyond), (brought_back, beyond)):
        getattr(module, name).data[1] = value
    brought_back.keep_in_range()
    assert torch.equal(getattr(brought_back, name), getattr(at_end, name))
    assert out.at_limit().tolist() == brought_back.at_limit().tolist() == [False, True, False, False]
    energy = energies(100)
    assert torch.equal(out(energy), at_end(energy))
    assert not torch.equal(out(energy)[:, 1], PCEN(4)(energy)[:, 1])


def test_pcen_stays_finite_where_learning_leaves_the_ranges():
    module = PCEN(4)
    for name, value in {"smooth": -1.0, "alpha": 3.0, "delta": -5.0, "root": 0.0}.items():
        getattr(module, name).data.fill_(value)
    energy = energies(300).requires_grad_()
    out = module(energy)
    out.sum().backward()
    assert out.isfinite().all()
    assert energy.grad.isfinite().all()


@settings(max_examples=25, deadline=None)
@given(smooth=st.floats(0, 1, width=32), n_frames=st.integers(1, 300))
def test_the_moving_average_is_the_recurrence(smooth, n_frames):
    energy = energies(n_frames, seed=n_frames)
    expected = [energy[..., 0].double()]
    for t in range(1, n_frames):
        expected.append((1 - smooth) * expected[-1] + smooth * energy[..., t].double())
    got = moving_average(energy, torch.full((4,), smooth))
    torch.testing.assert_close(got.double(), torch.stack(expected, dim=-1), atol=1e-12, rtol=1e-4)


def test_the_moving_average_has_the_gradient_of_the_recurrence():
    energy = torch.rand(1, 2, 150, dtype=torch.float64, requires_grad=True)
    smooth = torch.tensor([0.3, 0.04], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(moving_average, (energy, smooth), fast_mode=True)


def test_the_moving_average_of_a_constant_is_the_constant_after_an_hour():
    constant = torch.full((1, 1, 360_000), 7.0)
    torch.testing.assert_close(moving_average(constant, torch.tensor([0.04])), constant, atol=0, rtol=1e-5)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Log(floor=0),
        lambda: Decibel(floor=-1),
        lambda: Decibel(top_db=0),
        lambda: Root(power=0),
        lambda: Root(power=1.5),
        lambda: Root(floor=float("nan")),
        lambda: PCEN(4, smooth=1.1),
        lambda: PCEN(4, alpha=-0.1),
        lambda: PCEN(4, delta=0),
        lambda: PCEN(4, root=0.5),
        lambda: PCEN(4, floor=0),
        lambda: PCEN(4)(torch.ones(2, 5, 10)),
        lambda: PCEN(4)(torch.ones(4, 10)),
    ],
)
def test_what_cannot_compress_is_refused(make):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        make()
