import pytest
import torch

from frontear import datasets
from frontear.datasets.audioset import EmbeddingBatch
from frontear.models.tagging import TAGGERS
from frontear.training.scoring import accuracy, scores
from frontear.training.tagging import (
    TaggingRun,
    TaggingSettings,
    embeddings,
    load_tagging_run,
    of_target,
    parts,
    save_tagging_run,
    scale,
    tagging_data,
)
from frontear.training.tagging.clips import clean


def batch(n=40, seed=0):
    """Clip i has the label i % 4, and every fifth the label 100 beside; label 3's numbers are higher."""
    generator = torch.Generator().manual_seed(seed)
    frames = torch.randint(0, 200, (n, 10, 128), generator=generator, dtype=torch.uint8)
    labels = torch.zeros(n, 527, dtype=torch.bool)
    labels[torch.arange(n), torch.arange(n) % 4] = True
    labels[::5, 100] = True
    frames[labels[:, 3]] += 40
    return EmbeddingBatch(frames, torch.full((n,), 10), labels)


def data(**chosen):
    return tagging_data(TaggingSettings(**chosen), batch(), batch(20, seed=1))


def learned(**chosen):
    clips = data(**chosen)
    run = TaggingRun(TaggingSettings(**chosen), clips.learned.classes, mean=clips.mean, deviation=clips.deviation)
    return run, clips, list(run.learn(clips.learned, clips.validation))


def same(one, other):
    return all(map(torch.equal, one.model.state_dict().values(), other.model.state_dict().values()))


def test_a_clip_is_positive_with_any_label_of_the_target():
    found = of_target(batch(), (1, 100))
    assert found.labels[:, 0].tolist() == [float(clip % 4 == 1 or clip % 5 == 0) for clip in range(40)]


def test_beside_the_target_all_labels_are_tags_too():
    found = of_target(batch(), (2,), beside=True)
    assert found.labels.shape == (40, 528)
    assert torch.equal(found.labels[:, 0], found.labels[:, 1 + 2])
    assert torch.equal(found.labels[:, 1:], batch().labels.float())
    assert found.classes[:3] == ("target", "0", "1")


def test_a_label_there_is_not_is_refused():
    with pytest.raises(ValueError, match="got the label 527, allowed are 0…526"):
        of_target(batch(), (0, 527))


def test_four_fifths_are_learned_from_and_no_clip_is_in_both():
    for seed in range(3):
        learned, kept = parts(103, seed=seed)
        assert (len(learned), len(kept)) == (82, 21)
        assert sorted([*learned.tolist(), *kept.tolist()]) == list(range(103))
    assert not torch.equal(parts(103, seed=1)[0], parts(103, seed=2)[0])


def test_the_scale_counts_only_seconds_that_sound():
    clips = batch(2)
    clips.frames[0, 4:] = 0
    found = of_target(clips._replace(lengths=torch.tensor([4, 10])), (0,))
    sounding = torch.cat([clips.frames[0, :4], clips.frames[1]]).float()
    mean, deviation = scale(found)
    torch.testing.assert_close(mean, sounding.mean(0))
    torch.testing.assert_close(deviation, sounding.std(0))


def test_a_share_of_the_clips_is_the_beginning_of_what_all_are_and_validation_stays():
    whole, half = data(), data(share=0.5)
    assert (len(whole.learned), len(half.learned)) == (32, 16)
    assert torch.equal(half.learned.inputs, whole.learned.inputs[:16])
    assert torch.equal(half.validation.inputs, whole.validation.inputs)


def test_clean_clips_have_nothing_but_the_target_or_no_voice():
    clips = batch()
    clips.labels[4] = False
    clips.labels[4, 300] = True  # neither target nor voice
    expected = [bool((clip % 4 == 0 and clip % 5 != 0) or clip == 4) for clip in range(40)]
    assert clean(clips, (0,)).tolist() == expected


def test_a_kind_of_speech_is_nothing_else_than_speech():
    labels = torch.zeros(4, 527, dtype=torch.bool)
    labels[0, [0, 1]] = labels[1, [0, 8]] = labels[2, [137, 1]] = labels[3, 137] = True  # 1 is male speech, 8 a shout
    clips = EmbeddingBatch(torch.zeros(4, 10, 128, dtype=torch.uint8), torch.full((4,), 10), labels)
    assert clean(clips, (0,)).tolist() == [True, False, False, True]
    assert clean(clips, (137,)).tolist() == [False, False, False, True]


def test_learning_from_the_evaluation_is_being_judged_by_what_was_learned():
    clips = data(source="evaluation")
    assert clips.learned is clips.validation is clips.evaluation


@pytest.mark.parametrize("name", TAGGERS)
def test_every_network_learns_a_few_clips_by_heart(name):
    """The target is a shift of all numbers by 40: nothing that a network with a slope could miss."""
    rates = {"conv-1d": {"layers": 3, "dropout": 0.0}, "conv-2d": {"dropout": 0.0}}
    chosen = {"tagger": name, "target": (3,), "scale": "standardised", "learning_rate": 3e-3, "batch_size": 8}
    run, clips, steps = learned(**chosen | rates.get(name, {}), epochs=12, patience=None, source="evaluation")
    assert accuracy(scores(run.model, clips.learned), clips.learned.labels) == 1
    assert run.epochs[-1].validation_loss < run.epochs[0].validation_loss
    assert len(steps) == 12 * 3


def test_equal_runs_are_equal_and_a_run_that_was_paused_in_a_file_ends_where_it_would_have(tmp_path):
    chosen = {"tagger": "attention", "beside": 5.0, "mixup": 0.4, "epochs": 3, "hidden": 8, "scale": "standardised"}
    whole, clips, steps = learned(**chosen)
    again = TaggingRun(whole.settings, whole.tags, mean=clips.mean, deviation=clips.deviation)
    path = tmp_path / "run.pt"
    paused = again.learn(clips.learned, clips.validation, checkpoint=path)
    for _ in range(4):
        next(paused)
    paused.close()
    resumed = TaggingRun(whole.settings, whole.tags, mean=clips.mean, deviation=clips.deviation)
    rest = list(resumed.learn(clips.learned, clips.validation, checkpoint=path))
    assert len(rest) == len(steps) - 4
    assert same(resumed, whole)
    ended = TaggingRun(whole.settings, whole.tags, mean=clips.mean, deviation=clips.deviation)
    assert list(ended.learn(clips.learned, clips.validation, checkpoint=path)) == []
    for run in (resumed, ended):
        assert [step.validation_loss for step in run.epochs] == [step.validation_loss for step in whole.epochs]


def test_the_weights_are_those_of_the_epoch_with_the_lowest_loss_on_validation():
    run, clips, _ = learned(learning_rate=0.02, epochs=6, patience=None, hidden=4)
    left = run.settings.fitting()["loss"](scores(run.model, clips.validation), clips.validation.labels).item()
    assert left == pytest.approx(min(step.validation_loss for step in run.epochs))


def test_with_labels_beside_it_the_loss_that_is_told_and_chosen_by_is_the_targets():
    run, clips, _ = learned(learning_rate=0.02, epochs=4, patience=None, hidden=4, beside=20.0, scale="standardised")
    found, labels = scores(run.model, clips.validation), clips.validation.labels
    left = torch.nn.functional.binary_cross_entropy_with_logits(found[:, 0], labels[:, 0]).item()
    assert left == pytest.approx(min(step.validation_loss for step in run.epochs))


def test_a_run_whose_loss_is_no_number_any_more_says_so():
    with pytest.raises(ValueError, match=r"the loss is no number after \d+ steps, allowed is a lower learning rate"):
        learned(learning_rate=1e30, epochs=3)


def test_of_a_run_whose_loss_is_no_number_nothing_is_kept_and_again_it_says_so(tmp_path):
    clips, path = data(), tmp_path / "run.pt"
    for _ in range(2):
        run = TaggingRun(TaggingSettings(learning_rate=1e30, epochs=3), clips.learned.classes)
        with pytest.raises(ValueError, match=r"the loss is no number after 2 steps"):
            list(run.learn(clips.learned, clips.validation, checkpoint=path))
        assert not path.exists()
        assert not run.model.training


def test_however_a_run_ends_its_model_listens_and_learns_no_more():
    run, clips, _ = learned(epochs=1)
    assert not run.model.training
    steps = run.learn(clips.learned, clips.validation)
    next(steps)
    steps.close()
    assert not run.model.training


def test_a_run_is_read_as_it_was_written(tmp_path):
    run, clips, _ = learned(scale="standardised", target=(1, 2), beside=1.0, epochs=2, hidden=4)
    save_tagging_run(tmp_path / "speech.run", run)
    read = load_tagging_run(tmp_path / "speech.run")
    assert (read.settings, read.tags, read.epochs) == (run.settings, run.tags, run.epochs)
    assert torch.equal(scores(read.model, clips.evaluation), scores(run.model, clips.evaluation))


def test_a_file_that_is_no_such_run_is_refused(tmp_path):
    torch.save({"settings": {}}, tmp_path / "other.run")
    with pytest.raises(ValueError, match=r"other\.run: not a run that can be read"):
        load_tagging_run(tmp_path / "other.run")


def test_settings_no_run_can_be_made_with_are_refused():
    for wrong in (
        {"tagger": "mlp"},
        {"scale": "log"},
        {"augmentation": "echo"},
        {"space": "log"},
        {"source": "test"},
        {"optimizer": "sgd"},
        {"target": []},
        {"target": [0, 0]},
        {"target": (0, "x")},
        {"target": 5},
        {"tagger": "lstm", "kernel_size": 3},
        {"hidden": 0},
        {"tagger": "transformer", "layers": 0},
        {"tagger": "conv-2d", "kernel_size": 11},
        {"epochs": 0},
        {"epochs": None},
        {"batch_size": 0},
        {"patience": 0},
        {"seed": 0.5},
        {"learning_rate": 0},
        {"learning_rate": float("inf")},
        {"mixup": -1},
        {"beside": -1},
        {"amount": float("nan")},
        {"share": 0},
        {"share": float("nan")},
    ):
        with pytest.raises(ValueError, match=r"got .*allowed are"):
            TaggingSettings(**wrong)
    for scale_of in ("standardised", "logarithm"):
        with pytest.raises(ValueError, match=r"got no mean or deviation, allowed are both"):
            TaggingRun(TaggingSettings(scale=scale_of), ("target",))


def test_with_the_logarithm_a_network_is_given_standardised_logarithms_and_still_is_when_read(tmp_path):
    run, clips, _ = learned(scale="logarithm", epochs=1, hidden=4)
    rows, _ = run.model.rows(clips.learned.inputs.float(), clips.learned.lengths)
    numbers = clips.learned.inputs.double().log1p().flatten(0, 1)
    expected = ((numbers - numbers.mean(0)) / numbers.std(0)).unflatten(0, (-1, 10))
    torch.testing.assert_close(rows.double(), expected, atol=1e-4, rtol=1e-4)
    save_tagging_run(tmp_path / "logarithm.run", run)
    read = load_tagging_run(tmp_path / "logarithm.run")
    assert torch.equal(scores(read.model, clips.evaluation), scores(run.model, clips.evaluation))


@pytest.mark.skipif(not datasets.here("audioset-embeddings"), reason="AudioSet's embeddings are not here")
def test_of_audiosets_balanced_clips_17728_are_learned_from_and_a_quarter_have_speech():
    batch = embeddings("train")
    speech = of_target(batch, (0,)).labels[:, 0] == 1
    assert [len(part) for part in parts(len(speech))] == [17_728, 4_432]
    assert speech.float().mean().item() == pytest.approx(0.259, abs=0.001)
    assert clean(batch, (0,))[speech].sum() == 133  # with labels of 0…7 alone
