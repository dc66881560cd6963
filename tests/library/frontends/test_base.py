"""What PyTorch may do to a front-end: change its type, move it, differentiate it twice, map it, write it down."""

import io
import pickle
from copy import deepcopy

import onnxruntime
import pytest
import torch
from torch.func import functional_call, grad, hessian, jvp, vmap

from frontear.dsp.signals import noise
from frontear.frontends import FRONTENDS, leaf
from frontear.frontends.sincnet import sincnet

HALVES = (torch.float16, torch.bfloat16)
WAVEFORM = noise(seconds=0.05)[None]
pytestmark = pytest.mark.filterwarnings("ignore:There is a performance drop")  # of what PyTorch has no batches for


@pytest.fixture(params=FRONTENDS)
def name(request):
    return request.param


@pytest.fixture
def frontend(name):
    return FRONTENDS[name](n_filters=4)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
def test_inside_autocast_features_and_slopes_are_those_outside(name, sample_rate, half):
    frontend = FRONTENDS[name](n_filters=40, sample_rate=sample_rate)
    waveform = noise(seconds=0.05, sample_rate=sample_rate, amplitude=0.5)[None].requires_grad_()
    expected = frontend(waveform)
    (slope,) = torch.autograd.grad(expected.sum(), waveform)
    with torch.autocast("cpu", dtype=half):
        features = frontend(waveform)
    (own_slope,) = torch.autograd.grad(features.sum(), waveform)
    torch.testing.assert_close(features, expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(own_slope, slope, rtol=1e-5, atol=1e-5 * slope.abs().max().item())


@pytest.mark.parametrize("half", HALVES)
def test_inside_autocast_each_stage_alone_gives_what_it_gives_outside(frontend, half):
    trace = [output.detach() for _, output in frontend.trace(WAVEFORM)]
    for (stage_name, stage), before, expected in zip(frontend.named_children(), trace, trace[1:], strict=False):
        with torch.autocast("cpu", dtype=half):
            own = stage(before)
        torch.testing.assert_close(own, expected, rtol=1e-6, atol=1e-6, msg=stage_name)


@pytest.mark.parametrize("half", HALVES)
def test_inside_autocast_a_waveform_of_halves_counts_as_float32(frontend, half):
    with torch.autocast("cpu", dtype=half):
        features = frontend(WAVEFORM.to(half))
    torch.testing.assert_close(features, frontend(WAVEFORM.to(half).float()))


@pytest.mark.parametrize("half", HALVES)
def test_halves_are_refused_in_a_sentence(frontend, half):
    with pytest.raises(ValueError, match=rf"got a waveform of .*{half}.*allowed .* float32 or float64"):
        frontend(WAVEFORM.to(half))
    with pytest.raises(ValueError, match=rf"got torch.float32 on cpu for a front-end of {half} .*allowed"):
        frontend.to(half)(WAVEFORM)


def test_in_float64_it_gives_the_same(frontend):
    expected = frontend(WAVEFORM).double()
    torch.testing.assert_close(frontend.double()(WAVEFORM.double()), expected, rtol=1e-4, atol=1e-4)


def test_another_type_of_waveform_is_refused_in_a_sentence(frontend):
    with pytest.raises(ValueError, match=r"got torch.float64 on cpu for a front-end of torch.float32 .*allowed"):
        frontend(WAVEFORM.double())
    with pytest.raises(ValueError, match=r"got torch.float32 on cpu for a front-end of torch.float64 .*allowed"):
        frontend.double()(WAVEFORM)


def test_on_meta_shapes_are_told_or_leaf_says_how(frontend, name):
    shape, frontend = frontend(WAVEFORM).shape, frontend.to("meta")
    with pytest.raises(ValueError, match=r"got torch.float32 on cpu for a front-end of torch.float32 on meta"):
        frontend(WAVEFORM)
    if name == "leaf":
        with pytest.raises(NotImplementedError, match=r"allowed .* method='direct'"):
            frontend(WAVEFORM.to("meta"))
        frontend.method = "direct"
    assert frontend(WAVEFORM.to("meta")).shape == shape


def test_copies_and_what_is_read_back_give_the_same(frontend, name):
    expected, file = frontend(WAVEFORM), io.BytesIO()
    torch.save(frontend.state_dict(), file)
    file.seek(0)
    other = FRONTENDS[name](n_filters=4, window_ms=25)
    for parameter in other.parameters():
        parameter.data += 1
    other.load_state_dict(torch.load(file, weights_only=True))
    for copy in (deepcopy(frontend), pickle.loads(pickle.dumps(frontend)), other):
        assert torch.equal(copy(WAVEFORM), expected)
        assert copy.spec.n_rows == frontend.spec.n_rows


def test_grad_of_functions_is_that_of_tensors(frontend):
    waveform = WAVEFORM.clone().requires_grad_()
    (slope,) = torch.autograd.grad(frontend(waveform).sum(), waveform)
    torch.testing.assert_close(grad(lambda each: frontend(each).sum())(WAVEFORM), slope)


def test_vmap_is_one_after_the_other(frontend):
    batches = torch.stack([WAVEFORM, 0.1 * WAVEFORM])
    torch.testing.assert_close(vmap(frontend)(batches), torch.stack([frontend(each) for each in batches]))


def weighed(features):
    """A sum to which each row adds another share, for the norms of some make all rows' sum 0."""
    return (features * torch.arange(1.0, features.shape[1] + 1)[:, None]).sum()


def test_slopes_by_example_are_those_of_each_alone(frontend):
    held = {name: each.detach() for name, each in frontend.named_parameters()}

    def slopes(held, waveform):
        return grad(lambda held: weighed(functional_call(frontend, held, (waveform,))))(held)

    batches = torch.stack([WAVEFORM, 0.1 * WAVEFORM])
    by_example = vmap(slopes, (None, 0))(held, batches)
    for place, waveform in enumerate(batches):
        for name, slope in slopes(held, waveform).items():
            torch.testing.assert_close(by_example[name][place], slope, rtol=1e-3, atol=1e-3 * slope.abs().max().item())


def test_second_derivatives_are_the_difference_of_first_ones(name):
    """In float64, along one direction of everything that is learned: (g(p + ε) − g(p − ε)) / 2ε."""
    frontend = FRONTENDS[name](n_filters=4).double()
    waveform = WAVEFORM.double()
    numbers = {"waveform": waveform} | {key: each.detach() for key, each in frontend.named_parameters()}
    generator = torch.Generator().manual_seed(0)
    direction = {
        key: 1e-4 * each.abs().mean() * torch.randn(each.shape, generator=generator, dtype=torch.float64)
        for key, each in numbers.items()
    }

    def first(step):
        moved = {key: (each + step * direction[key]).requires_grad_() for key, each in numbers.items()}
        held = {key: each for key, each in moved.items() if key != "waveform"}
        loss = functional_call(frontend, held, (moved["waveform"],)).square().mean()
        slopes = torch.autograd.grad(loss, list(moved.values()), create_graph=True)
        return moved, sum((slope * direction[key]).sum() for key, slope in zip(moved, slopes, strict=True))

    moved, slope = first(0.0)
    second = torch.autograd.grad(slope, list(moved.values()))
    along = sum((each * direction[key]).sum() for key, each in zip(moved, second, strict=True))
    expected = (first(0.01)[1] - first(-0.01)[1]) / 0.02
    torch.testing.assert_close(along.detach(), expected.detach(), rtol=2e-3, atol=0)


def test_second_derivatives_of_sinc_filters_are_numbers_at_their_middle():
    frontend = sincnet(n_filters=8)
    slopes = torch.autograd.grad(weighed(frontend(WAVEFORM)), list(frontend.filterbank.parameters()), create_graph=True)
    for second in torch.autograd.grad(sum(slope.square().sum() for slope in slopes), frontend.filterbank.parameters()):
        assert second.isfinite().all()


def test_fourier_and_direct_have_the_same_second_and_forward_derivatives():
    found = []
    for method in ("fourier", "direct"):
        frontend = leaf(n_filters=8, method=method)
        center_rad = frontend.filterbank.center_rad.detach()

        def mean(center_rad, frontend=frontend):
            return functional_call(frontend, {"filterbank.center_rad": center_rad}, (WAVEFORM,)).mean()

        found.append((hessian(mean)(center_rad), jvp(mean, (center_rad,), (center_rad,))[1]))
    for fourier, direct in zip(*found, strict=True):
        torch.testing.assert_close(fourier, direct, rtol=2e-2, atol=1e-3 * direct.abs().max().item())


def test_what_is_exported_takes_any_length_from_two_frames_on(frontend):
    lengths = torch.export.Dim("time", min=161, max=10_000_000)
    exported = torch.export.export(frontend, (WAVEFORM,), dynamic_shapes=({1: lengths},)).module()
    for n_samples in (161, 2_000, 12_345, 200_000):
        waveform = noise(seconds=n_samples / 16_000)[None]
        torch.testing.assert_close(exported(waveform), frontend(waveform), rtol=1e-3, atol=1e-3)


def test_as_a_file_of_onnx_it_gives_the_same_without_pytorch_for_any_number_of_sounds_of_any_length(frontend, tmp_path):
    shapes = ({0: torch.export.Dim("batch"), 1: torch.export.Dim("time", min=161, max=10_000_000)},)
    with torch.no_grad():
        exported = torch.export.export(frontend.eval(), (WAVEFORM.repeat(2, 1),), dynamic_shapes=shapes)
        torch.onnx.export(exported, dynamo=True, verbose=False).save(tmp_path / "frontend.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "frontend.onnx", providers=["CPUExecutionProvider"])
    (taken,) = session.get_inputs()
    for n_sounds, n_samples in ((1, 161), (3, 12_345)):
        waveform = noise(seconds=n_samples / 16_000)[None].repeat(n_sounds, 1)
        (features,) = session.run(None, {taken.name: waveform.numpy()})
        torch.testing.assert_close(torch.from_numpy(features), frontend(waveform).detach(), rtol=1e-3, atol=1e-3)


def test_what_is_compiled_gives_the_same():
    torch.compiler.reset()
    frontend = FRONTENDS["mel-pcen"](n_filters=4)
    torch.testing.assert_close(torch.compile(frontend, backend="eager", fullgraph=True)(WAVEFORM), frontend(WAVEFORM))
