"""Panel of lesson 10: a whale's call and a pause of its song, both under the sea or boats; recorded, or made."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from frontear import datasets
from frontear.data import Clip, clip
from frontear.datasets.slow import SLOW_TASKS, whale_pair
from frontear.datasets.slow.whale import PARTS
from frontear.dsp.signals import noise
from frontear.frontends import log_mel
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

WHALE = SLOW_TASKS["whale"]
RECORDED = all(map(datasets.here, WHALE.data))
OVER = {"the sea": "sea", "boats": "boats"} if RECORDED else {"a hiss": "hiss"}
BANKS = {"mel": "mel-htk", "linear": "linear"}


@dataclass(frozen=True)
class Whale:
    """What lies over the song, how loud, which second, and the bank it is drawn through."""

    over: str = choice(next(iter(OVER.values())), OVER, label="Over it")
    snr_db: int = slider(0, -20, 20, label="Whale over it", unit="dB")
    number: int = slider(0, 0, 19, label="Second")
    bank: str = choice("mel", list(BANKS), label="Bank")


@torch.no_grad()
def whale_shown(settings: Whale) -> dict:
    """A call and a pause one behind the other, drawn and heard."""
    heard = torch.cat(pair(settings))
    heard = heard / (2 * heard.abs().max())
    return {
        "words": told(settings),
        "picture": picture(heard, settings),
        "sound": Clip(heard, WHALE.sample_rate, name="a call, then a pause"),
    }


def pair(settings: Whale) -> tuple[Tensor, Tensor]:
    """A second with a call and one without, with as much over the one as over the other."""
    part, draw = settings.number % PARTS, np.random.default_rng(settings.number)
    if RECORDED:
        return whale_pair(settings.over, part=part, snr_db=(settings.snr_db, settings.snr_db), random=draw)
    song = clip("whale", sample_rate=WHALE.sample_rate).waveform.unfold(0, WHALE.sample_rate, WHALE.sample_rate // 8)
    call = song[settings.number % len(song)]
    loud = call.std() * 10 ** (-settings.snr_db / 20)
    first, second = (noise(sample_rate=WHALE.sample_rate, seed=2 * settings.number + half) for half in (0, 1))
    return call + loud * first / first.std(), loud * second / second.std()


def told(settings: Whale) -> str:
    """What is heard, and of what."""
    over = next(name for name, kind in OVER.items() if kind == settings.over)
    whose = (
        "a humpback in Glacier Bay, recorded by the National Park Service"
        if RECORDED
        else "a made whale, for the recording is not here"
    )
    return (
        f"<p>First a second with a call, then one of a pause, both under {over}: {whose}. The call stands "
        f"<b>{settings.snr_db} dB</b> over what lies over it.</p>"
    )


def picture(heard: Tensor, settings: Whale) -> Picture:
    """Both seconds through the bank."""
    frontend = log_mel(**options(settings))
    values, spec = frontend(heard[None])[0], frontend.spec
    high = values.max().item()
    return Picture(
        values,
        f"A call, then a pause, through a {settings.bank} bank",
        Axis.of_frames(spec.hop_seconds),
        Rows.of(spec),
        spec.unit,
        high - 10.0,
        high,
        name="feature",
    )


def options(settings: Whale) -> dict[str, Any]:
    """What the bank is told."""
    suits = {name: getattr(WHALE, name) for name in ("sample_rate", "low_hz", "high_hz", "window_ms", "hop_ms")}
    return suits | {"n_filters": 24, "scale": BANKS[settings.bank]}


def whale(**settings: Any) -> Live:
    """A whale under the sea or boats. Lesson: notebooks/10_beyond_audio.ipynb"""
    return Live(
        Whale(**settings),
        whale_shown,
        {"words": LiveText, "picture": lambda first: HeatMap(first, height=280), "sound": Player},
        title="A whale under the sea or boats",
        hint="Press Play, then make the whale softer. Where do your ears lose it, and where your eyes? Another second "
        "is another call, under another sea or another boat.",
        code=whale_code,
    )


def whale_code(settings: Whale) -> str:
    """The lines that mix both seconds and draw them."""
    told = ", ".join(f"{name}={value!r}" for name, value in options(settings).items())
    return program(
        mixed_code(settings),
        f"""import torch
from frontear.frontends import log_mel

heard = torch.cat([call, pause])
heard = heard / (2 * heard.abs().max())
frontend = log_mel({told})
features = frontend(heard[None])[0]""",
        heat_map(
            "features",
            f"{frames(WHALE.hop_ms / 1_000)}, y=frontend.spec.center_hz",
            y="centre of the band (Hz)",
            colour="feature",
        ),
    )


def mixed_code(settings: Whale) -> str:
    """The lines that make `call` and `pause`."""
    if RECORDED:
        return f"""import numpy as np
from frontear.datasets.slow import whale_pair

random, snr_db = np.random.default_rng({settings.number}), ({settings.snr_db}, {settings.snr_db})
call, pause = whale_pair({settings.over!r}, part={settings.number % PARTS}, snr_db=snr_db, random=random)"""
    rate = WHALE.sample_rate
    return f"""from frontear.data import clip
from frontear.dsp.signals import noise

song = clip("whale", sample_rate={rate}).waveform.unfold(0, {rate}, {rate // 8})
call = song[{settings.number} % len(song)]
loud = call.std() * 10 ** ({-settings.snr_db} / 20)
first, second = (noise(sample_rate={rate}, seed=2 * {settings.number} + half) for half in (0, 1))
call, pause = call + loud * first / first.std(), loud * second / second.std()"""
