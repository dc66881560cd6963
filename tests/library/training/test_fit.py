import copy
from inspect import signature

import pytest
import torch
from torch import nn

from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import noise, tone
from frontear.frontends import leaf, log_mel, mel_pcen
from frontear.layers.padding import frame_mask
from frontear.models.backends import BACKENDS, MaxMean
from frontear.models.classifier import paradigm_classifier
from frontear.training import checkpoints
from frontear.training.fit import fit
from frontear.training.losses import Binary
from frontear.training.optimizers import keep_in_range, parameter_groups
from frontear.training.scoring import accuracy, confusion, scores

RATE = 8_000


def tones(n=24, seconds=0.2):
    """Low and high tones in a little noise, told apart by any front-end."""
    hz = [300.0 if number % 2 else 2_000.0 for number in range(n)]
    sounds = [tone(at, seconds=seconds, sample_rate=RATE) for at in hz]
    sounds = [
        sound + noise(seconds=seconds, sample_rate=RATE, seed=seed, amplitude=0.05) for seed, sound in enumerate(sounds)
    ]
    return examples(
        [Clip(sound, RATE, label="low" if at < 1_000 else "high") for sound, at in zip(sounds, hz, strict=True)]
    )


def small(frontend=None, seed=0):
    frontend = frontend or leaf(sample_rate=RATE, n_filters=8)
    return paradigm_classifier("small-rectangular", frontend, n_classes=2, seed=seed)


def run(model, **settings):
    return list(fit(model, tones(), **{"epochs": 3, "batch_size": 8, **settings}))


def same(first, second):
    return all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )


def test_two_kinds_of_tones_are_learned():
    model = small()
    steps = run(model, epochs=8)
    assert [step.step for step in steps] == list(range(1, 25))
    assert {step.n_steps for step in steps} == {24}
    assert [step.epoch for step in steps[::3]] == list(range(1, 9))
    assert steps[-1].loss < steps[0].loss
    assert accuracy(scores(model, tones()), tones().labels) == 1.0


def test_equal_seeds_give_equal_runs_and_others_do_not():
    augment = Augment(snr_db=(0, 20), gain_db=(-20, 0))
    first, again, other = small(), small(), small()
    runs = [run(model, seed=seed, augment=augment) for model, seed in ((first, 1), (again, 1), (other, 2))]
    assert [step.loss for step in runs[0]] == [step.loss for step in runs[1]] != [step.loss for step in runs[2]]
    assert same(first, again)
    assert not same(first, other)


def test_a_watcher_changes_nothing_and_is_not_changed():
    watched, alone = small(), small()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    for _ in fit(watched, tones(), epochs=3, batch_size=8):
        scores(watched, tones())
    assert torch.equal(torch.rand(3), expected)
    for _ in fit(alone, tones(), epochs=3, batch_size=8):
        torch.rand(7)
    assert same(watched, alone)


@pytest.mark.parametrize("stop_after", [1, 3, 4, 8])
def test_a_run_that_is_stopped_and_resumed_ends_equal_to_the_last_bit(tmp_path, stop_after):
    whole, augment = small(), Augment(snr_db=(0, 20))
    steps = run(whole, augment=augment, filter_rate=30)
    path, settings = tmp_path / "run.pt", {"epochs": 3, "batch_size": 8, "augment": augment, "filter_rate": 30}
    first = fit(small(), tones(), checkpoint=path, **settings)
    for _ in range(stop_after):
        next(first)
    first.close()
    resumed = small(seed=9)  # whatever it begins with, the file has it
    rest = list(fit(resumed, tones(), checkpoint=path, **settings))
    assert same(whole, resumed)
    assert [step.loss for step in rest] == [step.loss for step in steps[stop_after:]]
    assert list(fit(resumed, tones(), checkpoint=path, **settings)) == []


@pytest.mark.parametrize("stop_after", [4, 5, 6])  # within the second epoch, closed; at its end; and on the way on
def test_what_is_no_number_any_more_gets_into_no_checkpoint(tmp_path, stop_after):
    model, path = small(), tmp_path / "run.pt"
    steps = fit(model, tones(), epochs=3, batch_size=8, checkpoint=path)
    for step in steps:
        if step.step == 3:
            kept = path.read_bytes()
            with torch.no_grad():
                next(model.parameters()).fill_(torch.nan)
        if step.step == stop_after:
            steps.close()
    assert path.read_bytes() == kept


def test_pausing_is_asking_for_no_more_steps():
    paused, whole = small(), small()
    generator = fit(paused, tones(), epochs=3, batch_size=8)
    next(generator)
    run(small(seed=3))  # something else goes on meanwhile
    list(generator)
    run(whole)
    assert same(paused, whole)


def mel_pcen_of_eight():
    return small(mel_pcen(sample_rate=RATE, n_filters=8))


def frozen():
    model = small()
    model.frontend.filterbank.requires_grad_(False)
    return model


OTHERWISE = {
    "epochs": 2,
    "batch_size": 7,
    "learning_rate": 1e-3,
    "filter_rate": 2.0,
    "falling": False,
    "optimizer": "adagrad",
    "loss": Binary(),
    "seed": 1,
    "augment": Augment(snr_db=(0.0, 20.0)),
    "patience": 2,
}
NO_ARGUMENTS = {"model", "data", "validation", "checkpoint"}  # what these are is compared itself


@pytest.mark.parametrize("name", sorted(signature(fit).parameters.keys() - NO_ARGUMENTS))
def test_a_checkpoint_forgets_no_argument_of_fit(tmp_path, name):
    """Whoever adds an argument adds it to OTHERWISE, or this fails."""
    shape = {"checkpoint": tmp_path / "run.pt", "validation": tones(4), "epochs": 1}
    run(small(), **shape)
    with pytest.raises(ValueError, match="run whose arguments differ"):
        run(small(), **shape | {name: OTHERWISE[name]})


@pytest.mark.parametrize(
    ("differs", "again"),
    [
        ("arguments", lambda path: run(small(), epochs=2, checkpoint=path)),
        ("model", lambda path: run(mel_pcen_of_eight(), epochs=1, checkpoint=path)),
        ("model", lambda path: run(frozen(), epochs=1, checkpoint=path)),
        ("examples", lambda path: list(fit(small(), tones(seconds=0.21), epochs=1, batch_size=8, checkpoint=path))),
        ("validation", lambda path: run(small(), epochs=1, checkpoint=path, validation=tones())),
    ],
    ids=["arguments", "front-end", "frozen", "sounds", "validation"],
)
def test_the_checkpoint_of_another_run_is_refused_and_stays_whole(tmp_path, differs, again):
    path = tmp_path / "run.pt"
    run(small(), epochs=1, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"run whose {differs} differ, allowed"):
        again(path)
    assert path.read_bytes() == before


def test_a_checkpoint_of_before_epochs_were_kept_is_refused(tmp_path):
    path = tmp_path / "run.pt"
    run(small(), epochs=1, checkpoint=path)
    state = checkpoints.load(path)
    del state["epochs"], state["identity"]["format"]
    checkpoints.save(path, state)
    with pytest.raises(ValueError, match="run whose format differ, allowed is that of an equal run"):
        run(small(), epochs=1, checkpoint=path)


def test_a_checkpoint_that_cannot_be_written_leaves_the_earlier_one_and_nothing_beside_it(tmp_path):
    path = tmp_path / "run.pt"
    checkpoints.save(path, {"step": 1})
    with pytest.raises(AttributeError):
        checkpoints.save(path, {"step": lambda: 2})
    assert checkpoints.load(path) == {"step": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_could_run_code_or_is_damaged_is_refused(tmp_path):
    path = tmp_path / "run.pt"
    torch.save(nn.Linear(2, 2), path)  # a whole object: reading it would run what it names
    with pytest.raises(ValueError, match="allowed"):
        checkpoints.load(path)
    checkpoints.save(path, {"weights": torch.zeros(1_000)})
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ValueError, match="allowed"):
        checkpoints.load(path)
    with pytest.raises(ValueError, match="allowed"):
        checkpoints.load(tmp_path / "none.pt")


def test_a_file_in_which_anything_was_changed_is_refused_or_read_as_it_was_saved(tmp_path):
    path, state = tmp_path / "run.pt", {"weights": torch.arange(100.0), "step": 3}
    checkpoints.save(path, state)
    whole, refused = path.read_bytes(), 0
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            read = checkpoints.load(path)
        except ValueError:
            refused += 1
        else:
            assert torch.equal(read["weights"], state["weights"])
            assert read["step"] == 3
    assert refused > 100


def test_filters_learn_at_a_rate_of_their_own_that_counts_in_widths():
    model = small(leaf(n_filters=8))
    groups = {group["name"]: group for group in parameter_groups(model, learning_rate=0.01, filter_rate=30)}
    sigma = model.frontend.filterbank.sigma_samples.median().item()
    assert groups["sigma_samples"]["lr"] == pytest.approx(0.3 * sigma)
    assert groups["center_rad"]["lr"] == pytest.approx(0.3 / sigma)
    assert groups["others"]["lr"] == 0.01
    held = [parameter for group in groups.values() for parameter in group["params"]]
    assert len(held) == len(set(map(id, held))) == len(list(model.parameters()))


def test_frozen_stages_do_not_move_and_the_others_do():
    model = small()
    model.frontend.filterbank.requires_grad_(False)
    before = copy.deepcopy(model.frontend)
    run(model)
    assert same(before.filterbank, model.frontend.filterbank)
    assert not same(before.compression, model.frontend.compression)
    assert "center_rad" not in {group["name"] for group in parameter_groups(model)}


def test_a_front_end_without_filters_to_learn_is_trained_too():
    run(small(log_mel(sample_rate=RATE, n_filters=8)), epochs=1)


class OneNumber(nn.Module):
    """Its scores never change, so that every step has the same gradient, of which Adam moves a number by its rate."""

    def __init__(self):
        super().__init__()
        self.number = nn.Parameter(torch.zeros(1))

    def forward(self, waveform, lengths):
        return (self.number - self.number.detach()).expand(len(waveform), 2) * torch.tensor([1.0, -1.0])


def test_the_rates_fall_evenly_towards_0_at_the_end():
    model, places = OneNumber(), [0.0]
    data = tones(16)[torch.arange(0, 16, 2)]  # all of one class
    for _ in fit(model, data, epochs=5, batch_size=4, learning_rate=0.01):
        places.append(model.number.item())
    moves = torch.tensor(places).diff().abs()
    torch.testing.assert_close(moves, 0.01 * torch.linspace(1, 0.1, 10), rtol=1e-4, atol=0)


def test_rates_that_do_not_fall_stay():
    model, places = OneNumber(), [0.0]
    data = tones(16)[torch.arange(0, 16, 2)]  # all of one class
    for _ in fit(model, data, epochs=5, batch_size=4, learning_rate=0.01, falling=False):
        places.append(model.number.item())
    torch.testing.assert_close(torch.tensor(places).diff().abs(), torch.full((10,), 0.01), rtol=1e-4, atol=0)


def test_after_every_step_of_learning_all_numbers_are_within_their_ranges():
    """Adam's first step moves each by its rate, here by 1: out of 0…1, whichever way."""
    model = small()
    pcen, started = model.frontend.compression, model.frontend.compression.smooth.clone()
    for _ in fit(model, tones(), epochs=1, batch_size=8, learning_rate=1.0):
        assert (pcen.smooth != started).all()
        assert ((pcen.smooth >= 0) & (pcen.smooth <= 1) & (pcen.alpha >= 0) & (pcen.alpha <= 1)).all()
        assert ((pcen.delta > 0) & (pcen.root >= 1)).all()
        assert (model.frontend.filterbank.center_rad.abs() <= torch.pi).all()
        assert (model.frontend.pooling.width <= 0.5).all()


def test_what_learning_carries_out_of_range_is_brought_back():
    model = small()
    with torch.no_grad():
        for parameter in model.frontend.parameters():
            parameter.fill_(1e6)
    keep_in_range(model)
    bank, pcen = model.frontend.filterbank, model.frontend.compression
    assert bank.center_rad.max() <= torch.pi
    assert bank.sigma_samples.max() < 201
    assert model.frontend.pooling.width.max() == 0.5
    assert pcen.smooth.max() == pcen.alpha.max() == 1


def test_silence_behind_a_clip_does_not_change_its_scores():
    features, backend = torch.rand(2, 3, 5, 20), MaxMean(3, 4)
    longer = nn.functional.pad(features, (0, 9), value=7.0)
    mask = frame_mask(torch.tensor([20, 20]), hop_length=1, n_frames=29)
    torch.testing.assert_close(backend(longer, mask), backend(features))


def test_max_mean_is_its_formula():
    features, backend = torch.rand(2, 3, 5, 20), MaxMean(3, 4)
    over_time = features.mean(2)
    expected = backend.scores(over_time.max(2).values + over_time.mean(2))
    torch.testing.assert_close(backend(features), expected)
    assert BACKENDS["max-mean"] is MaxMean


def test_the_confusion_matrix_counts_rows_of_truth():
    answers = torch.eye(3)[[0, 1, 1, 2]]
    assert confusion(answers, torch.tensor([0, 0, 1, 2])).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    "make",
    [
        lambda: run(small(), epochs=0),
        lambda: run(small(), batch_size=0),
        lambda: run(small(), learning_rate=0),
    ],
)
def test_training_that_makes_no_sense_is_refused(make):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        make()
