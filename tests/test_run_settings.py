from frontear import runs
from frontear.run_settings import Settings
from frontear.runs import Run


def groups(settings, split):
    return {clip.group for clip in settings.clips(split)}


def test_those_held_out_are_tested_on_and_not_learned_from():
    everybody = groups(Settings(), "train") | groups(Settings(), "test")
    for held_out in sorted(everybody)[:2]:
        settings = Settings(held_out=(held_out,))
        assert groups(settings, "test") == {held_out}
        assert groups(settings, "train") == everybody - {held_out}


def test_settings_come_back_from_a_file_as_they_were(tmp_path):
    settings = Settings(n_filters=8, held_out=("a", "b"), frozen=("filterbank",), snr_db=(0.0, 20.0))
    runs.save(tmp_path / "a.run", Run(settings, ("high", "low")))
    assert runs.load(tmp_path / "a.run").settings == settings
