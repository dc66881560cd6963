import pytest
import torch

from frontear.training.run import Run, load_run, new_run, save_run
from frontear.training.settings import Settings


def groups(settings, split):
    return {clip.group for clip in settings.clips(split)}


def learned(settings):
    begun, seen, unseen = new_run(settings)
    for _ in begun.learn(seen, unseen):
        pass
    return begun


def test_those_held_out_are_tested_on_and_not_learned_from():
    everybody = groups(Settings(), "train") | groups(Settings(), "test")
    for held_out in sorted(everybody)[:2]:
        settings = Settings(held_out=(held_out,))
        assert groups(settings, "test") == {held_out}
        assert groups(settings, "train") == everybody - {held_out}


def test_clips_are_cut_or_filled_up_to_so_many_seconds():
    clips, as_they_are = Settings(seconds=0.5, per_class=2).clips("train"), Settings(per_class=2).clips("train")
    assert {len(clip.waveform) for clip in clips} == {4_000}
    for clip, whole in zip(clips, as_they_are, strict=True):
        heard = min(4_000, len(whole.waveform))
        assert torch.equal(clip.waveform[:heard], whole.waveform[:heard])
        assert not clip.waveform[heard:].any()
        assert (clip.label, clip.group) == (whole.label, whole.group)


SETTINGS = [
    Settings(n_filters=8, held_out=("a", "b"), frozen=("filterbank",), snr_db=(0.0, 20.0)),
    Settings(paradigm="sample-level", preset="compared", width=0.5, backend="attention"),
    Settings(paradigm="many-shapes", frontend="log-mel", backend="feed-forward", seconds=0.5),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_settings_come_back_from_a_file_as_they_were(tmp_path, settings):
    save_run(tmp_path / "a.run", Run(settings, ("high", "low")))
    assert load_run(tmp_path / "a.run").settings == settings


@pytest.mark.parametrize("paradigm", ["sample-level", "single-shape-vertical"])
@pytest.mark.parametrize("backend", ["fully-convolutional", "recurrent"])
def test_a_run_of_another_paradigm_and_back_end_learns_and_comes_back(tmp_path, paradigm, backend):
    settings = Settings(
        frontend="log-mel", paradigm=paradigm, backend=backend, width=0.25, seconds=0.4, per_class=1, epochs=1
    )
    done = learned(settings)
    save_run(tmp_path / "a.run", done)
    back = load_run(tmp_path / "a.run")
    state = done.model.state_dict()
    assert all(torch.equal(values, state[name]) for name, values in back.model.state_dict().items())
    assert back.moments[-1].gradients.keys() == {"body", "backend"}


def test_a_paradigm_for_waveforms_has_a_frontend_that_does_nothing():
    recipe, waveform = Settings(paradigm="frame-level").recipe(), torch.randn(2, 100)
    assert torch.equal(recipe(waveform), waveform)
    assert not list(recipe.parameters())
    with pytest.raises(ValueError, match="got filterbank to freeze, allowed are waveform"):
        Settings(paradigm="frame-level", frozen=("filterbank",)).recipe()


@pytest.mark.parametrize(
    "wrong",
    [
        {"paradigm": "vgg"},
        {"preset": "huge"},
        {"width": 0},
        {"backend": "mean"},
        {"backend": "feed-forward"},
        {"seconds": 0},
    ],
)
def test_what_no_run_can_be_made_with_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match=r"got .*allowed (is|are)"):
        Settings(**wrong)
