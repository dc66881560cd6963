import subprocess
import sys

import pytest
import torch

import frontear
from frontear.dsp import in_blocks, noise
from frontear.gates import BUFFER, LearnedGate, export_gate, new_listener, shipped

SOUND = torch.cat([noise(seconds=0.5), 0.01 * noise(seconds=0.5, seed=1), noise(seconds=0.5, seed=2)])[None]

OUTSIDE = """
import sys, torch

program, sound = torch.export.load(sys.argv[1]), torch.load(sys.argv[2])
step, (_, threshold, range_db, *state) = program.module(), program.example_inputs[0]
outputs = []
with torch.no_grad():
    for block in sound.split(100, dim=1):
        output, *state = step(block, threshold, range_db, *state)
        outputs.append(output)
torch.save(torch.cat(outputs, dim=1), sys.argv[3])
print([name for name in sys.modules if name.partition(".")[0] == "frontear"])
"""


def streamed(gate, sound):
    return torch.cat(list(in_blocks(gate, sound, length=BUFFER)), dim=1)


def test_the_shipped_gate_gives_what_it_gives_here_in_a_process_that_has_pytorch_and_nothing_of_ours(tmp_path):
    gate = shipped()
    word = frontear.clip("yes", sample_rate=16_000).waveform[None]
    sound = torch.cat([0.01 * SOUND[:, :8_000], word, SOUND[:, :8_000]], dim=1)
    export_gate(tmp_path / "a.pt2", gate)
    torch.save(sound, tmp_path / "in.pt")
    (tmp_path / "outside.py").write_text(OUTSIDE, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("outside.py", "a.pt2", "in.pt", "out.pt")]
    done = subprocess.run([sys.executable, "-I", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    torch.testing.assert_close(torch.load(tmp_path / "out.pt"), streamed(gate, sound), rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("heard_by", "settings"),
    [
        ({}, {"hold_ms": 10, "hysteresis": 0.01}),
        ({}, {"attack_ms": 0, "release_ms": 300}),
        ({"window_ms": 32}, {"hold_ms": 3.3}),
        ({"window_ms": 18.8}, {"hold_ms": 3.3}),  # whose look-ahead is two buffers
        ({"window_ms": 10, "sample_rate": 8_000}, {"sample_rate": 8_000}),
        ({"frontend": "mel-pcen"}, {}),
        ({"frontend": "mfcc"}, {"attack_ms": 20}),
        ({"frontend": "sincnet"}, {}),
    ],
)
def test_a_gate_that_opens_and_closes_comes_back_as_it_was_at_another_threshold_and_range_too(
    tmp_path, heard_by, settings
):
    listener = new_listener(seed=1, **heard_by)
    with torch.no_grad():
        threshold = float(listener(SOUND).sigmoid().median())
    export_gate(tmp_path / "a.pt2", LearnedGate(listener=listener, **settings))
    program = torch.export.load(tmp_path / "a.pt2")
    step, (_, *_, sound, pasts, mean, own), outputs = program.module(), program.example_inputs[0], []
    state, controls = (sound, pasts, mean, own), torch.tensor([threshold, -50], dtype=torch.float64)
    with torch.no_grad():
        for block in SOUND.split(BUFFER, dim=1):
            output, *state = step(block, *controls, *state)
            outputs.append(output)
    gate = LearnedGate(listener=listener, threshold=threshold, range_db=-50, **settings)
    expected = streamed(gate, SOUND)
    gain = (expected[:, gate.look_ahead :] / SOUND[:, : -gate.look_ahead]).abs()
    assert gain.max() > 0.9
    assert gain.min() < 0.1
    torch.testing.assert_close(torch.cat(outputs, dim=1), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("frontend", ["leaf", "wavegram"])
def test_a_front_end_that_would_hear_a_beginning_otherwise_is_told(tmp_path, frontend):
    with pytest.raises(ValueError, match=f"got a listener with {frontend}, allowed are log-mel, mel-pcen, mfcc and"):
        export_gate(tmp_path / "a.pt2", LearnedGate(listener=new_listener(frontend=frontend)))
    assert not any(tmp_path.iterdir())


def test_another_ending_is_told_and_an_earlier_file_stays_where_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"got the file a\.gate, allowed is one that ends in \.pt2"):
        export_gate(tmp_path / "a.gate", shipped())
    (tmp_path / "a.pt2").write_text("before", encoding="utf-8")
    monkeypatch.setattr(torch.export, "save", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        export_gate(tmp_path / "a.pt2", shipped())
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt2"]
    assert (tmp_path / "a.pt2").read_text(encoding="utf-8") == "before"
