import pickle
from dataclasses import replace
from math import inf

import pytest
import torch

import frontear
from frontear.dsp import noise
from frontear.gates import LearnedGate, Listener, Mark, load_gate, new_listener, save_gate, shipped
from frontear.gates.kept import gate_files
from frontear.training import checkpoints

GATE = LearnedGate(listener=new_listener(seed=3), threshold=0.4, hysteresis=0.1, hold_ms=30, range_db=-inf)
SHAPE = GATE.listener.shape
MARKS = (Mark(0.5, 1.5, keep=True), Mark(2.0, 2.25, keep=False))
SETTINGS = ("sample_rate", "threshold", "hysteresis", "hold_ms", "attack_ms", "release_ms", "range_db")


def test_a_gate_comes_back_with_its_settings_its_marks_and_its_sound(tmp_path):
    save_gate(tmp_path / "mine.gate", GATE, marks=MARKS)
    gate, marks = load_gate(tmp_path / "mine.gate")
    assert marks == MARKS
    assert all(getattr(gate, name) == getattr(GATE, name) for name in SETTINGS)
    sound = noise(seconds=0.2)[None]
    assert torch.equal(gate.step(sound)[0], GATE.step(sound)[0])


@pytest.mark.parametrize("shape", [{"width": 8, "n_filters": 20}, {"frontend": "mel-pcen"}, {"sample_rate": 8_000}])
def test_a_gate_of_another_shape_comes_back(tmp_path, shape):
    listener = Listener(**shape)
    save_gate(tmp_path / "a.gate", LearnedGate(listener=listener, sample_rate=shape.get("sample_rate", 16_000)))
    gate, marks = load_gate(tmp_path / "a.gate")
    assert marks == ()
    assert gate.listener.shape == listener.shape
    with torch.no_grad():
        sound = noise(seconds=0.2)[None]
        assert torch.equal(gate.listener(sound), listener(sound))


def test_the_earlier_file_stays_where_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    save_gate(tmp_path / "a.gate", GATE)
    before = (tmp_path / "a.gate").read_bytes()
    monkeypatch.setattr(torch, "save", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        save_gate(tmp_path / "a.gate", replace(GATE, threshold=0.9))
    assert [path.name for path in tmp_path.iterdir()] == ["a.gate"]
    assert (tmp_path / "a.gate").read_bytes() == before


class Trap:
    def __reduce__(self):
        return (open, ("sprung", "w"))


def test_nothing_in_a_file_is_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"shape": Trap()}, "bad.gate")
    with pytest.raises(ValueError, match=r"bad\.gate: not a saved run"):
        load_gate("bad.gate")
    (tmp_path / "worse.gate").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ValueError, match=r"worse\.gate: not a saved run"):
        load_gate("worse.gate")
    assert not (tmp_path / "sprung").exists()


def changed(state, **changes):
    return {name: changes.get(name, state[name]) for name in state if changes.get(name, 0) is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": None},
        {"settings": None},
        {"listener": {}},
        {"shape": SHAPE | {"frontend": "none"}},
        {"shape": SHAPE | {"width": 10**9}},
        {"shape": SHAPE | {"window_ms": 1e9}},
        {"shape": SHAPE | {"sample_rate": 10**12}},
        {"shape": SHAPE | {"n_filters": float("nan")}},
        {"shape": SHAPE | {"width": 16}},
        {"settings": {"threshold": 2.0}},
        {"marks": [{"start": 2.0, "stop": 1.0, "keep": True}]},
        {"marks": 3},
    ],
)
def test_a_file_that_holds_something_else_is_told(tmp_path, changes):
    save_gate(tmp_path / "a.gate", GATE, marks=MARKS)
    state = checkpoints.load(tmp_path / "a.gate")
    checkpoints.save(tmp_path / "b.gate", changed(state, **changes))
    with pytest.raises(ValueError, match=r"b\.gate: not a gate that can be read, allowed is what `save_gate` wrote"):
        load_gate(tmp_path / "b.gate")


def test_a_saved_run_is_no_gate(tmp_path):
    checkpoints.save(tmp_path / "a.run", {"settings": {}})
    with pytest.raises(ValueError, match=r"a\.run: not a gate"):
        load_gate(tmp_path / "a.run")


def test_the_gate_that_ships_is_small_and_opens_for_a_word_but_not_for_noise():
    gate, path = shipped(), gate_files.SHIPPED
    assert path.stat().st_size < 500_000
    word = frontear.clip("yes", sample_rate=16_000).waveform[None]
    hiss = 0.3 * word.square().mean().sqrt() * noise(seconds=1)[None]
    with torch.no_grad():
        opened = gate.listener(torch.cat([hiss, word + hiss, hiss], dim=1)) > torch.tensor(gate.threshold).logit()
    before, within, after = opened[0, :159], opened[0, 160:319], opened[0, 340:]
    assert within.float().mean() > 0.2
    assert not before[20:].any()
    assert not after.any()
