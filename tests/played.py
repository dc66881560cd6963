"""How loud the page plays what players are given: its own rule, asked through node."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from frontear.data.clip import Clip
from frontear_widgets.browser import FOLDER

LEVEL_DB = -17.0  # of the loudest 0.4 s, as tests/javascript/sound.test.mjs says
SCRIPT = """
import { readFileSync } from "node:fs";
const { levelOf, peakOf, playbackGain } = await import(process.argv[1]);
const players = JSON.parse(readFileSync(0, "utf8"));
const heard = players.map((player) => player.map(({ rate, path }) => {
  const bytes = readFileSync(path);
  return { rate, samples: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) };
}));
console.log(JSON.stringify(heard.map((player) => ({
  gain: playbackGain(player), peak: peakOf(player), levels: player.map((sound) => levelOf([sound])),
}))));
"""


def played(players: list[list[Clip]]) -> list[tuple[np.ndarray, float]]:
    """Of each player the level of each of its clips as it is played, in dB, and the highest peak of all."""
    if not players:
        return []
    node = shutil.which("node")
    if not node:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no node here: install Node.js 20 or newer")
    with TemporaryDirectory() as folder:
        named = [[_written(clip, Path(folder)) for clip in clips] for clips in players]
        script = [node, "--input-type=module", "-e", SCRIPT, (FOLDER / "sound.js").as_uri()]
        done = subprocess.run(script, input=json.dumps(named), capture_output=True, text=True, check=True)
    return [
        (20 * np.log10(np.array(each["levels"]) * each["gain"] + 1e-9), each["peak"] * each["gain"])
        for each in json.loads(done.stdout)
    ]


def _written(clip: Clip, folder: Path) -> dict:
    path = folder / str(len(list(folder.iterdir())))
    path.write_bytes(clip.waveform.detach().numpy().tobytes())
    return {"rate": clip.sample_rate, "path": str(path)}


def clips_of(shown: dict) -> list[list[Clip]]:
    """The clips of each player of a panel, of all that it shows."""
    sounds = [value if isinstance(value, list) else [value] for value in shown.values()]
    return [clips for clips in sounds if isinstance(clips[0], Clip)]
