"""Sizes of the paradigms: those of the literature by name, and small ones for class.

`elmarc` is Pons & Serra 2019, "Randomly weighted CNNs for (music) audio classification", arXiv:1805.00237, at 12 kHz
with 96 bands, in its sizes of about 3,500 features; `at-scale` Pons et al. 2017, arXiv:1711.02520, with n = 16;
`musicnn` Pons & Serra 2019, arXiv:1909.06654; `sample-cnn` Lee et al. 2017, arXiv:1703.01789; `cbmi` Pons et al. 2016,
"Experimenting with musically motivated convolutional neural networks". Shapes and counts are theirs; norms and
rectifiers stand in our order, every map is padded to as many frames as it has strides.

`class` is for one-second clips at 16 kHz and 40 bands every 10 ms. Its long filters have the same share of one second,
100 frames, that 165, 128, 64 and 32 have of the 187 frames of three: 88, 68, 34 and 17. A paradigm that looks but once
is followed by two layers of 64. `compared` is `class` with these two behind every paradigm; `often` is `compared`, but
asks windows on the waveform every 32 samples, as `elmarc` does, instead of every 160.
"""

_MULTIPLES = (1, 2, 4)  # of n, for filters of 7, 3 and 1 frames


def _vertical(n: int) -> tuple[tuple[int, float, int], ...]:
    return tuple(
        (n * times, share, frames) for share in (0.9, 0.4) for times, frames in zip(_MULTIPLES, (7, 3, 1), strict=True)
    )


PRESETS = {
    "sample-level": {
        "class": {"channels": (16, 16, 32, 32, 64, 64)},
        "elmarc": {"channels": (512,) * 7},
        "at-scale": {"channels": (64, 64, 64, 128, 128, 128, 256), "deeper": (512,) * 3},
        "sample-cnn": {"channels": (128, 128, 128, 256, 256, 256, 256, 256, 256, 512)},
    },
    "frame-level": {
        "class": {"shapes": ((64, 512),), "stride": 160, "deeper": (64, 64)},
        "elmarc": {"shapes": ((896, 512),), "stride": 32, "deeper": (896,) * 3},
    },
    "frame-level-many-shapes": {
        "class": {
            "shapes": tuple((16, samples) for samples in (512, 256, 128, 64, 32)),
            "stride": 160,
            "deeper": (64, 64),
        },
        "elmarc": {
            "shapes": tuple((448, samples) for samples in (512, 256, 128, 64, 32)),
            "stride": 32,
            "deeper": (448,) * 3,
        },
    },
    "small-rectangular": {
        "class": {"channels": (16, 32, 64), "pools": ((2, 2),) * 3},
        "elmarc": {"channels": (717,) * 5, "pools": ((2, 4), (3, 4), (2, 5), (2, 4), (4, 4))},
    },
    "single-shape-vertical": {
        "class": {"sliding": ((64, 0.9, 7),), "deeper": (64, 64)},
        "elmarc": {"sliding": ((3585, 0.9, 7),)},
    },
    "single-shape-horizontal": {
        "class": {"on_mean": ((64, 88),), "deeper": (64, 64)},
        "cbmi": {"sliding": ((32, 0.0, 60),)},
    },
    "many-shapes": {
        "class": {
            "sliding": _vertical(4),
            "on_mean": ((4, 88), (8, 68), (16, 34), (32, 17)),
            "deeper": (64, 64),
        },
        "elmarc": {"sliding": _vertical(128), "on_mean": ((96, 165), (224, 128), (480, 64), (992, 32))},
        "at-scale": {
            "sliding": _vertical(16),
            "on_mean": ((16, 165), (32, 128), (64, 64), (128, 32)),
            "deeper": (512,) * 3,
        },
        "musicnn": {
            "sliding": ((204, 0.7, 7), (204, 0.4, 7), *((51, 0.0, frames) for frames in (128, 64, 32))),
            "deeper": (64,) * 3,
        },
    },
}

for _sizes in PRESETS.values():
    _sizes["compared"] = _sizes["class"] | {"deeper": (64, 64)}
for _name in ("frame-level", "frame-level-many-shapes"):
    PRESETS[_name]["often"] = PRESETS[_name]["compared"] | {"stride": 32}
