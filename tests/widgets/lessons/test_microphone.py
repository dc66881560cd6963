"""The gate of the page against that of the library, asked through node."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

import frontear
from frontear.dsp import chirp, noise, tone
from frontear.gates import BUFFER, Gate, LearnedGate, new_listener
from frontear_widgets.lessons.gate.listeners import LISTENERS, OF_PEOPLE, RECORDED
from frontear_widgets.lessons.gate.live_gate import InThePage, LiveGate, controls_of, network_of
from frontear_widgets.lessons.gate.microphone import Microphone, learned_microphone, microphone

SCRIPT = Path(__file__).resolve().parents[2] / "javascript" / "gated.mjs"
RATES = (16_000, 44_100, 48_000)
GATES = {
    "as it begins": {},
    "at once": {"attack_ms": 0, "hold_ms": 0, "release_ms": 0, "hysteresis_db": 0},
    "slow": {"attack_ms": 100, "hold_ms": 300, "release_ms": 500, "range_db": -20},
    "high key": {"key_hz": 2_000, "threshold_db": -30, "hold_ms": 5, "hysteresis_db": 3},
    "low key": {"key_hz": 125, "threshold_db": -40, "hold_ms": 5, "release_ms": 20},
    "no range": {"range_db": 0},
}


def sound(rate):
    """Bursts that come and go, a hum below them, a sweep, and silence."""
    soft = 0.01 * tone(120, seconds=0.2, sample_rate=rate)
    burst = noise(seconds=0.1, sample_rate=rate, amplitude=0.3)
    swept = 0.3 * chirp(50, 6_000, seconds=0.3, sample_rate=rate)
    silent = torch.zeros(rate // 10)
    return torch.cat([soft, burst, soft, 0.2 * burst, silent, swept, soft, burst, silent])


def node():
    if found := shutil.which("node"):
        return found
    return (pytest.fail if os.environ.get("CI") else pytest.skip)("no node here: install Node.js 20 or newer")


def in_the_page(gate, rate, samples):
    """What comes out, the level, and where it stands, (3, time)."""
    asked = {"controls": controls_of(gate), "rate": rate, "samples": samples.tolist()}
    if isinstance(gate, LearnedGate):
        sizes, numbers = network_of(gate.listener)
        asked["network"] = sizes | {"numbers": np.frombuffer(numbers, "<f4").tolist()}
    done = subprocess.run([node(), str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return np.array(json.loads(done.stdout)).T


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("settings", GATES.values(), ids=GATES)
def test_the_page_gates_as_the_library_does(settings, rate):
    gate, heard = Gate(sample_rate=rate, **settings), sound(rate)
    output, level, position = in_the_page(gate, rate, heard)
    traced, _ = gate.trace(heard.double()[None])
    assert {0, 1} <= set(position)  # it was closed, and open
    np.testing.assert_allclose(output, traced.output[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(level, traced.level_db[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(position, traced.position[0], rtol=0, atol=1e-9)


def test_every_control_of_the_panel_reaches_the_gate_of_the_page():
    panel = microphone()
    view = panel.views["gate"]
    assert view.controls == controls_of(Microphone().gate())
    for name, value, told in (
        ("threshold_db", -50, -50),
        ("hysteresis_db", 0, 0),
        ("attack_ms", 7, 7),
        ("hold_ms", 100, 100),
        ("release_ms", 20, 20),
        ("range_db", -30, -30),
        ("key_hz", 500, 500),
    ):
        panel.set(**{name: value})
        assert view.controls[name] == told
    panel.reset()
    assert view.controls["key_hz"] is None
    panel.close()


@pytest.mark.parametrize("settings", [{"detector": "rms"}, {"ramp": "db"}, {"look_ahead_ms": 5}])
def test_a_gate_that_the_page_has_not_is_told(settings):
    with pytest.raises(ValueError, match="got another gate, allowed is one with a peak detector"):
        LiveGate(InThePage(Gate(**settings)))


@pytest.mark.parametrize("who", [OF_PEOPLE, RECORDED])
def test_what_learned_gates_in_the_page_as_it_does_here(who):
    gate = LearnedGate(listener=LISTENERS[who], threshold=0.5, hysteresis=0.1, hold_ms=25, range_db=-40)
    word = frontear.clip("yes", sample_rate=16_000).waveform
    heard = torch.cat([0.01 * noise(seconds=0.3), word, 0.03 * noise(seconds=0.3)])
    output, level, position = in_the_page(gate, 16_000, heard)
    with torch.no_grad():
        probability = gate.listener(heard[None])[0].sigmoid().numpy()
    assert {0, 1} <= set(position)
    np.testing.assert_allclose(output, gate.step(heard[None])[0][0], rtol=0, atol=1e-4)
    told = level[gate.look_ahead :: BUFFER]
    np.testing.assert_allclose(told, probability[: len(told)], rtol=0, atol=1e-4)


def test_the_page_gets_what_learned_only_when_it_asks():
    panel, sent = learned_microphone(), []
    view = panel.views["gate"]
    view.send = lambda content, buffers=None: sent.append((content, buffers))
    assert view.who == OF_PEOPLE
    assert not any(isinstance(value, bytes) for value in view.get_state().values())
    view._answer(view, {"asked": OF_PEOPLE}, [])
    ((content, (numbers,)),) = sent
    assert content["network"]["look_ahead"] == LISTENERS[OF_PEOPLE].look_ahead
    listener = LISTENERS[OF_PEOPLE]
    n_learned = sum(each.numel() for each in listener.parameters())
    assert len(numbers) == 4 * (n_learned + 256 + 40 * 257 + 2 * 40)  # and window, mel and scale
    panel.set(probability=0.9, range_db=-20)
    assert (view.controls["threshold"], view.controls["range_db"]) == (0.9, -20)
    assert (view.scale["opens"], view.scale["closes"]) == (0.9, 0.8)
    panel.close()


def test_what_learned_by_another_front_end_is_told():
    with pytest.raises(ValueError, match="got a listener with mfcc, allowed is log-mel"):
        network_of(new_listener(frontend="mfcc"))
