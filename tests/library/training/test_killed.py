"""A run that is killed, wherever that happens, goes on from its checkpoint and ends as if it had not been."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import noise, tone
from frontear.frontends import leaf
from frontear.models.classifier import paradigm_classifier
from frontear.training import checkpoints
from frontear.training.fit import fit

RATE, EPOCHS, PER_EPOCH = 8_000, 6, 3


def hums(seed, n=12):
    """Low and high hums of different lengths in noise loud enough for mistakes."""
    clips = []
    for number in range(n):
        shape = {"seconds": 0.1 + 0.01 * number, "sample_rate": RATE}
        hum = tone(600.0 if number % 2 else 900.0, **shape, amplitude=0.1)
        hum = hum + noise(**shape, seed=100 * seed + number, amplitude=0.4)
        clips.append(Clip(hum, RATE, label=("high", "low")[number % 2]))
    return examples(clips)


def begun(seed=0):
    frontend = leaf(sample_rate=RATE, n_filters=8)
    return paradigm_classifier("small-rectangular", frontend, n_classes=2, seed=seed)


def learn(model, checkpoint=None):
    """Steps that need every state there is: of optimizer, norms, noise, rates, best weights and patience."""
    shape = {"epochs": EPOCHS, "batch_size": 4, "learning_rate": 0.03, "filter_rate": 3.0, "seed": 5}
    seen = {"augment": Augment(snr_db=(0, 20)), "validation": hums(2), "patience": 4}
    return fit(model, hums(1), **shape, **seen, checkpoint=checkpoint)


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after(step_number, checkpoint):
    for step in learn(begun(), checkpoint):
        if step.step == step_number:
            die()


def killed_half_way(save_number, checkpoint):
    """When so much of a save is in its file."""

    def half(_, file):
        file.write(b"half")
        file.flush()
        die()

    kill_in(torch, "save", half, save_number)
    list(learn(begun(), checkpoint))


def killed_before_it_counts(save_number, checkpoint):
    """When a save is written, and not yet in the place of the one before."""
    kill_in(os, "replace", die, save_number)
    list(learn(begun(), checkpoint))


def kill_in(module, name, deadly, call_number):
    usual, calls = getattr(module, name), []

    def function(*arguments):
        calls.append(name)
        return (deadly if len(calls) == call_number else usual)(*arguments)

    setattr(module, name, function)


def run_to_death(deed, checkpoint):
    code = f"import test_killed; test_killed.{deed[:-1]}, {str(checkpoint)!r})"
    threads = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}  # sums differ with their number
    here = {"cwd": Path(__file__).parent, "env": threads, "capture_output": True, "text": True}
    child = subprocess.run([sys.executable, "-c", code], **here)
    assert child.returncode == -signal.SIGKILL, child.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed here")
def test_a_run_killed_again_and_again_ends_equal_to_the_last_bit(tmp_path):
    checkpoint, whole = tmp_path / "run.pt", begun()
    steps = list(learn(whole))
    reached = []
    for deed in ("killed_after(4)", "killed_half_way(2)", "killed_before_it_counts(2)"):
        run_to_death(deed, checkpoint)
        reached.append(checkpoints.load(checkpoint)["step"])
    assert reached == [PER_EPOCH, 2 * PER_EPOCH, 3 * PER_EPOCH]
    resumed = begun(seed=9)  # whatever it begins with, the file has it
    rest = list(learn(resumed, checkpoint))
    assert [step.loss for step in rest] == [step.loss for step in steps[3 * PER_EPOCH :]]
    assert [step.validation for step in rest[2::3]] == [step.validation for step in steps[3 * PER_EPOCH :][2::3]]
    pairs = zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)
