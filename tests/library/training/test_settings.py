from inspect import signature

import pytest
import torch

from frontear.data.examples import Augment
from frontear.dsp.warned import warned
from frontear.frontends import FRONTENDS, log_mel
from frontear.sweeps.words import choices
from frontear.training.fit import fit
from frontear.training.run import Run, load_run, new_run, save_run
from frontear.training.settings import Data, FitSettings, FrontendSettings, ModelSettings, Settings
from frontear.training.settings_parts import recipe_options
from frontear.training.short_names import named


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
        settings = Settings.of(held_out=(held_out,))
        assert groups(settings, "test") == {held_out}
        assert groups(settings, "train") == everybody - {held_out}


def test_clips_are_cut_or_filled_up_to_so_many_seconds():
    clips, as_they_are = Settings.of(seconds=0.5, per_class=2).clips("train"), Settings.of(per_class=2).clips("train")
    assert {len(clip.waveform) for clip in clips} == {4_000}
    for clip, whole in zip(clips, as_they_are, strict=True):
        heard = min(4_000, len(whole.waveform))
        assert torch.equal(clip.waveform[:heard], whole.waveform[:heard])
        assert not clip.waveform[heard:].any()
        assert (clip.label, clip.group) == (whole.label, whole.group)


SETTINGS = [
    Settings.of(n_filters=8, held_out=("a", "b"), frozen=("filterbank",), snr_db=(0.0, 20.0)),
    Settings.of(paradigm="sample-level", preset="compared", width=0.5, backend="attention"),
    Settings.of(paradigm="many-shapes", frontend="log-mel", backend="feed-forward", seconds=0.5),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_settings_come_back_from_a_file_as_they_were(tmp_path, settings):
    save_run(tmp_path / "a.run", Run(settings, ("high", "low")))
    assert load_run(tmp_path / "a.run").settings == settings


@pytest.mark.parametrize("paradigm", ["sample-level", "single-shape-vertical"])
@pytest.mark.parametrize("backend", ["fully-convolutional", "recurrent"])
def test_a_run_of_another_paradigm_and_back_end_learns_and_comes_back(tmp_path, paradigm, backend):
    settings = Settings.of(
        frontend="log-mel", paradigm=paradigm, backend=backend, width=0.25, seconds=0.4, per_class=1, epochs=1
    )
    done = learned(settings)
    save_run(tmp_path / "a.run", done)
    back = load_run(tmp_path / "a.run")
    state = done.model.state_dict()
    assert all(torch.equal(values, state[name]) for name, values in back.model.state_dict().items())
    assert back.moments[-1].gradients.keys() == {"body", "backend"}


def test_a_paradigm_for_waveforms_has_a_frontend_that_does_nothing():
    recipe, waveform = Settings.of(paradigm="frame-level").recipe(), torch.randn(2, 100)
    assert torch.equal(recipe(waveform), waveform)
    assert not list(recipe.parameters())
    with pytest.raises(ValueError, match="got filterbank to freeze, allowed are waveform"):
        Settings.of(paradigm="frame-level", frozen=("filterbank",)).recipe()


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
        Settings.of(**wrong)


def test_every_setting_has_one_short_name_and_settings_come_back_from_them():
    names = [name for name, *_ in named(Settings())]
    options = {option for frontend in FRONTENDS for option in recipe_options(frontend)}
    assert len(names) == len(set(names))
    assert not options & (set(names) - set(recipe_options("leaf")))
    for settings in SETTINGS:
        assert Settings.of(**settings.flat()) == Settings.of(**settings.unusual()) == settings


def test_settings_that_nest_are_those_of_their_short_names():
    nested = Settings(
        data=Data("fsdd", held_out=("jackson",)),
        frontend=FrontendSettings("log-mel", n_filters=20, window_ms=25),
        model=ModelSettings(backend="attention"),
        fit=FitSettings(seed=2, augment=Augment(snr_db=(0.0, 20.0))),
    )
    chosen = {"frontend": "log-mel", "n_filters": 20, "backend": "attention", "seed": 2, "snr_db": (0.0, 20.0)}
    assert nested == Settings.of(data="fsdd", held_out=("jackson",), **chosen)
    assert nested.unusual() == {"data": "fsdd", "held_out": ("jackson",), **chosen}
    assert eval(repr(nested)) == nested


def test_another_front_end_keeps_the_options_that_it_has_too():
    uniform = Settings.of(n_filters=12, initialisation="uniform")
    assert uniform.changed(frontend="log-mel") == Settings.of(frontend="log-mel", n_filters=12)
    with pytest.raises(ValueError, match="got initialisation for log-mel, allowed are n_filters"):
        Settings.of(frontend="log-mel", initialisation="uniform")
    with pytest.raises(ValueError, match="got the setting 'n_ears', allowed are data"):
        Settings.of(n_ears=2)


def test_a_new_recipe_brings_its_own_options(monkeypatch):
    def loud(*, sample_rate=16_000, n_filters=30, times=2.0):
        frontend = log_mel(sample_rate=sample_rate, n_filters=n_filters)
        frontend.framing.register_buffer("times", torch.tensor(times))
        return frontend

    loud.__annotations__ = {"sample_rate": int, "n_filters": int, "times": float}
    monkeypatch.setitem(FRONTENDS, "loud", loud)
    settings = Settings.of(frontend="loud", times=3.0)
    assert settings.frontend.values == {"n_filters": 30, "times": 3.0}
    assert settings.recipe().framing.times == 3
    assert choices(["times=1,2"]) == {"times": [1.0, 2.0]}


def test_fit_takes_all_that_its_settings_have_and_equal_settings_make_equal_keys():
    assert set(FitSettings().options()) <= set(signature(fit).parameters)
    assert len({Settings.of(n_filters=40), Settings(), Settings.of(seed=1)}) == 2


def test_a_recipe_warns_who_listens_and_a_run_that_is_opened_is_not_warned_of_where_it_began(tmp_path):
    settings = Settings.of(n_filters=8, initialisation="constant")
    with warned() as heard:
        save_run(tmp_path / "a.run", Run(settings, ("high", "low")))
    assert heard == ["8 filters start at 1 different places: some coincide"]
    with warned() as heard:
        load_run(tmp_path / "a.run").frontend_at(0)
    assert heard == []
