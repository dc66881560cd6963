import functools
import math
import os
import zipfile

import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import examples
from frontear.dsp.signals import noise, tone
from frontear.frontends import FRONTENDS
from frontear.training import checkpoints
from frontear.training.run import MOMENTS, Run, load_run, save_run
from frontear.training.scoring import accuracy, scores
from frontear.training.settings import Settings

RATE = 8_000
SMALL = Settings.of(n_filters=8, epochs=3, batch_size=8)


def tones(n=24):
    """Low and high tones in a little noise."""
    hz = [300.0 if number % 2 else 2_000.0 for number in range(n)]
    shape = {"seconds": 0.2, "sample_rate": RATE}
    sounds = [tone(at, **shape) + noise(**shape, seed=seed, amplitude=0.05) for seed, at in enumerate(hz)]
    return examples(
        [Clip(sound, RATE, label="low" if at < 1_000 else "high") for sound, at in zip(sounds, hz, strict=True)]
    )


def begun(settings=SMALL):
    return Run(settings, ("high", "low"))


@functools.cache
def learned(settings=SMALL):
    run = begun(settings)
    for _ in run.learn(tones(), tones(8)):
        pass
    return run


def same(first, second):
    return all(torch.equal(a, second[name]) for name, a in first.items())


def test_a_run_remembers_its_beginning_its_steps_and_its_end():
    run = learned()
    assert [moment.step for moment in run.moments] == list(range(10))
    assert run.n_steps == 9
    assert math.isnan(run.moments[0].loss)
    assert run.moments[-1].loss < run.moments[1].loss
    assert same(run.moments[-1].frontend, run.model.frontend.state_dict())


@pytest.mark.parametrize(("window_ms", "hop_ms"), [(5, 10), (10, 60), (4, 100), (25, 10)])
@pytest.mark.parametrize("frontend", FRONTENDS)
def test_a_padded_clip_scores_as_alone_whatever_window_hop_and_what_was_learned(frontend, window_ms, hop_ms):
    settings = Settings.of(frontend=frontend, n_filters=6, window_ms=window_ms, hop_ms=hop_ms, low_hz=200)
    model, generator = begun(settings).model, torch.Generator().manual_seed(0)
    for name, parameter in model.frontend.named_parameters():
        if "norm" in name or "compression" in name:
            parameter.data += 0.1 * torch.rand(parameter.shape, generator=generator)
    clip = noise(seconds=0.31, sample_rate=RATE)
    batch = torch.stack(
        [torch.nn.functional.pad(clip, (0, 4_321)), noise(seconds=(len(clip) + 4_321) / RATE, sample_rate=RATE)]
    )
    with torch.no_grad():
        padded = model(batch, torch.tensor([len(clip), batch.shape[1]]))[0]
        torch.testing.assert_close(padded, model(clip[None])[0], atol=1e-4, rtol=0)


@pytest.mark.parametrize("frontend", ["leaf", "log-mel", "gammatone"])
def test_filters_longer_than_most_are_told_as_well(frontend):
    run = begun(Settings.of(frontend=frontend, n_filters=8, sample_rate=48_000, window_ms=100))
    assert len(run.moments[0].center_hz) == 8


def test_the_unseen_are_tried_at_the_end_of_every_epoch():
    run = learned()
    assert [moment.step for moment in run.moments if not math.isnan(moment.unseen)] == [3, 6, 9]
    assert run.unseen == accuracy(scores(run.model, tones(8)), tones(8).labels)


@pytest.mark.filterwarnings("ignore:.*filters start beyond")  # so many, so low
def test_a_long_run_remembers_at_most_a_hundred_moments_and_its_last_step():
    run = learned(Settings.of(frontend="td-filterbanks", n_filters=60, epochs=7, batch_size=6))
    assert len(run.moments) <= MOMENTS / 10  # it is large
    assert run.moments[-1].step == run.n_steps == 28


def test_moments_tell_where_the_filters_are_as_their_frontend_does():
    run = learned()
    for place in (0, -1):
        bank = run.frontend_at(place).filterbank
        center_hz = bank.clamped("center_rad") * RATE / (2 * math.pi)
        torch.testing.assert_close(run.moments[place].center_hz, center_hz, atol=2, rtol=0)


def test_gradients_are_told_for_every_stage_that_learns_and_for_no_frozen_one():
    names = learned().moments[-1].gradients.keys()
    assert names == {"filterbank", "pooling", "compression", "body", "backend"}
    frozen = learned(Settings.of(n_filters=8, epochs=1, frozen=("filterbank",)))
    assert "filterbank" not in frozen.moments[-1].gradients
    torch.testing.assert_close(frozen.moments[-1].center_hz, frozen.moments[0].center_hz, atol=0, rtol=0)


def test_a_paused_run_ends_as_one_that_was_not():
    run = begun()
    steps = run.learn(tones(), tones(8))
    next(steps)
    torch.rand(3)  # a pause: somebody else draws numbers meanwhile
    for _ in steps:
        pass
    assert same(run.model.state_dict(), learned().model.state_dict())


@pytest.mark.parametrize("settings", [SMALL, Settings.of(n_filters=8, epochs=60, batch_size=6)])
def test_a_stopped_run_ends_with_the_moment_at_which_it_was_stopped(settings):
    """In the short run that moment is remembered already when it is stopped, in the long one it is not."""
    run = begun(settings)
    steps = run.learn(tones(), tones(8))
    stopped = [next(steps) for _ in range(2)][-1]
    steps.close()
    assert run.moments[-1].step == stopped.step
    assert same(run.moments[-1].frontend, run.model.frontend.state_dict())
    assert run.unseen == accuracy(scores(run.model, tones(8)), tones(8).labels)


def test_a_run_on_its_way_can_be_saved_as_it_stands_between_two_moments(tmp_path):
    run = begun(Settings.of(n_filters=8, epochs=60, batch_size=6))
    steps = run.learn(tones(), tones(8))
    here = [next(steps) for _ in range(2)][-1]
    assert run.moments[-1].step == 1
    seen = run.seen_at(here)
    save_run(tmp_path / "a.run", seen)
    assert run.moments[-1].step == 1
    last = load_run(tmp_path / "a.run").moments[-1]
    assert last.step == 2
    assert last.loss == pytest.approx(here.loss, rel=1e-6)
    assert same(last.frontend, seen.model.frontend.state_dict())
    assert not same(last.frontend, run.model.frontend.state_dict())


def test_a_loss_that_is_no_number_ends_the_run_with_a_sentence():
    run = begun()
    run.model.backend.scores.weight.data.fill_(math.nan)
    with pytest.raises(ValueError, match="no number after 1 steps, allowed is a lower learning rate"):
        list(run.learn(tones(), tones(8)))


@pytest.mark.parametrize("frontend", FRONTENDS)
def test_a_saved_run_of_any_frontend_comes_back_whole(tmp_path, frontend):
    run = learned(Settings.of(frontend=frontend, n_filters=8, epochs=1, snr_db=(0, 20)))
    save_run(tmp_path / "a.run", run)
    back = load_run(tmp_path / "a.run")
    assert (back.settings, back.classes, back.n_steps) == (run.settings, run.classes, run.n_steps)
    assert same(back.model.state_dict(), run.model.state_dict())
    assert [moment.step for moment in back.moments] == [moment.step for moment in run.moments]
    assert back.moments[-1].loss == pytest.approx(run.moments[-1].loss, rel=1e-6)
    assert back.moments[-1].gradients == pytest.approx(run.moments[-1].gradients, rel=1e-6)
    assert torch.equal(back.moments[-1].center_hz, run.moments[-1].center_hz)
    assert same(back.frontend_at(0).state_dict(), run.frontend_at(0).state_dict())


def test_a_run_that_has_not_begun_can_be_saved(tmp_path):
    save_run(tmp_path / "a.run", begun())
    assert len(load_run(tmp_path / "a.run").moments) == 1


def test_a_link_in_the_place_of_the_file_stays_one_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "large disk").mkdir()
    (tmp_path / "mine.run").symlink_to("large disk/mine.run")
    checkpoints.save(tmp_path / "mine.run", {"step": 3})
    assert (tmp_path / "mine.run").is_symlink()
    assert checkpoints.load(tmp_path / "large disk/mine.run") == {"step": 3}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.run"]


def test_a_save_that_fails_leaves_the_earlier_file_whole(tmp_path, monkeypatch):
    save_run(tmp_path / "a.run", begun())
    before = (tmp_path / "a.run").read_bytes()

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        save_run(tmp_path / "a.run", learned())
    assert (tmp_path / "a.run").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.run"]


def broken(tmp_path, damage):
    save_run(tmp_path / "a.run", learned())
    state = checkpoints.load(tmp_path / "a.run")
    damage(state)
    checkpoints.save(tmp_path / "a.run", state)
    return tmp_path / "a.run"


@pytest.mark.parametrize(
    "damage",
    [
        lambda state: state.pop("moments"),
        lambda state: state.update(classes=["one"]),
        lambda state: state["settings"].update(n_filters=10**9),
        lambda state: state["settings"].update(colour="red"),
        lambda state: state["model"].pop("norm", state["model"].popitem()),
        lambda state: state["moments"].update(frontend={}),
        lambda state: state["moments"].update(step=torch.zeros(0)),
    ],
)
def test_a_file_with_something_wrong_in_it_is_refused_in_a_sentence(tmp_path, damage):
    with pytest.raises(ValueError, match=r"a\.run: not a run that can be read"):
        load_run(broken(tmp_path, damage))


def test_other_files_are_refused_in_a_sentence(tmp_path):
    path = tmp_path / "tone.wav"
    path.write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(ValueError, match=r"tone\.wav: not a saved run"):
        load_run(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(ValueError, match=r"tone\.wav: not a saved run"):
        load_run(path)


def test_settings_that_cannot_be_are_refused_in_a_sentence():
    for wrong in ({"frontend": "ear"}, {"n_filters": 0}, {"sample_rate": 0}, {"epochs": 0}):
        with pytest.raises(ValueError, match="allowed are"):
            Settings.of(**wrong)
    with pytest.raises(ValueError, match="allowed"):
        Settings.of(sample_rate=100).recipe()  # filters as for sound
    with pytest.raises(ValueError, match="got lungs to freeze, allowed are filterbank"):
        Settings.of(frozen=("lungs",)).recipe()


def test_no_voice_is_both_learned_from_and_kept_away():
    settings = Settings.of(per_class=2)
    voices = [{clip.group for clip in settings.clips(split)} for split in ("train", "test")]
    assert voices[0]
    assert voices[1]
    assert not voices[0] & voices[1]
