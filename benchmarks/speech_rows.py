"""The rows of `speech_compare.py`: a paper's five tables as it printed them, and ours."""

from frontear_widgets.lessons.speech.measured.claims import CLAIMS

FALLING = {"falling": True, "patience": None}  # rates reach 0, and what comes before need not be better
ATTENTION = FALLING | {
    "tagger": "attention",
    "epochs": 12,
    "scale": "standardised",
    "batch_size": 64,
    "learning_rate": 1e-3,
}
LINEAR = {"tagger": "linear", "scale": "standardised"}
BEST = {  # of each network the settings the paper found best, or ours where it says none
    "linear": {"tagger": "linear"},
    "1-D convolution, 2 layers": {"tagger": "conv-1d", "layers": 2, "batch_size": 8},
    "1-D convolution, 8 layers": {"tagger": "conv-1d", "learning_rate": 1e-3, "dropout": 0.3},
    "2-D convolution": {"tagger": "conv-2d", "learning_rate": 1e-3},
    "LSTM": {"tagger": "lstm", "learning_rate": 1e-3, "batch_size": 32},
    "transformer": {"tagger": "transformer", "batch_size": 32},
}
PAPERS_F1 = {"linear": 0.80, "1-D convolution, 8 layers": 0.81, "LSTM": 0.75}  # figures in its text
TABLE_1 = [  # optimizer, batch, rate, hidden, validation loss, F1
    ("rmsprop", 32, 1e-3, 128, 0.4372, 0.738),
    ("rmsprop", 16, 1e-4, 32, 0.3982, 0.7986),
    ("adagrad", 32, 1e-3, 128, 0.5015, 0.7888),
    ("adagrad", 16, 1e-4, 32, 0.5297, 0.7442),
]
TABLE_2 = [  # optimizer, batch, rate, dropout, validation loss, F1
    ("rmsprop", 16, 1e-3, 0.3, 0.4705, 0.7268),
    ("adagrad", 16, 1e-3, 0.3, 0.5454, 0.7743),
]
TABLE_3 = [  # batch, rate, hidden, validation loss
    (16, 1e-4, 32, 0.3965),
    (32, 1e-3, 128, 0.3969),
    (64, 1e-3, 128, 0.3971),
    (32, 1e-3, 64, 0.3972),
    (16, 5e-3, 32, 0.398),
    (32, 5e-3, 64, 0.3987),
    (64, 1e-3, 64, 0.3999),
    (32, 5e-3, 32, 0.4002),
    (32, 1e-4, 64, 0.4025),
    (32, 1e-4, 128, 0.4112),
    (64, 1e-4, 64, 0.4118),
    (16, 1e-5, 64, 0.4218),
    (32, 1e-5, 64, 0.4576),
    (16, 1e-5, 32, 0.4672),
    (16, 5e-3, 64, 0.4754),
    (64, 1e-4, 128, 0.4978),
    (64, 1e-2, 128, 0.5651),
    (32, 1e-2, 64, 0.5671),
    (8, 5e-3, 16, 0.5866),
    (32, 1e-5, 128, 0.7456),
]
TABLE_4 = [  # layers, batch, rate, validation loss; kernel 3, dropout 0.2
    (2, 8, 1e-4, 0.4207),
    (2, 8, 1e-2, 6.3515),
    (2, 64, 1e-3, 0.4307),
    (2, 16, 1e-3, 0.4337),
    (2, 32, 1e-4, 0.4353),
    (2, 8, 1e-3, 0.4784),
    (2, 32, 5e-3, 0.5171),
    (2, 32, 1e-3, 0.4226),
    (3, 32, 1e-3, 0.7558),
    (4, 32, 1e-3, 4.4892),
    (5, 32, 1e-3, 0.7767),
    (6, 32, 1e-3, 0.5792),
    (7, 32, 1e-3, 0.4604),
    (8, 32, 1e-3, 0.4705),
]
TABLE_5 = [  # batch, rate, dropout, validation loss; 8 layers, kernel 3
    (8, 1e-4, 0.2, 0.8425),
    (32, 1e-3, 0.2, 0.6498),
    (64, 1e-3, 0.2, 0.8554),
    (16, 1e-3, 0.2, 0.466),
    (32, 1e-4, 0.2, 0.5764),
    (8, 1e-3, 0.2, 0.4735),
    (32, 5e-3, 0.2, 0.5745),
    (8, 1e-2, 0.2, 0.5687),
    (8, 1e-3, 0.1, 0.4692),
    (8, 1e-3, 0.3, 0.4631),
    (8, 1e-3, 0.01, 0.4468),
    (8, 1e-3, 0.5, 0.4518),
    (16, 1e-3, 0.01, 0.4582),
    (16, 1e-3, 0.1, 0.4711),
    (16, 1e-3, 0.3, 0.438),
    (16, 1e-3, 0.5, 0.473),
]
AUGMENTED = {
    "none": {},
    "constants of 10": {"augmentation": "shift", "amount": 10},
    "constants of 0.15 deviations": {"augmentation": "shift", "amount": 0.15, "space": "standardised"},
    "means of two": {"augmentation": "mean"},
    "means of two, not rounded": {"augmentation": "mean", "space": "standardised"},
    "constants and means, the paper's": {"augmentation": "shift and mean", "amount": 10},
    "the same clips once more": {"augmentation": "repeat", "amount": 1},
    "the same clips three times more": {"augmentation": "repeat", "amount": 3},
    "differences between seconds": {"augmentation": "difference", "amount": 0.5},
    "differences between seconds, not rounded": {
        "augmentation": "difference",
        "amount": 0.5,
        "space": "standardised",
    },
    "mixup": {"mixup": 0.4},
}
CLAIMED = {row for part, *both in CLAIMS.values() if part.startswith("augmentation") for row in both}
TARGETS = {"speech and its children": range(8), "human voice": range(37), "music": [137]}


def row(part, name, settings, *, seeds=1, loss=None, f1=None):
    """Settings of one row for its seeds, and what the paper printed, None where nothing."""
    about = {"part": part, "row": name, "paper_validation_loss": loss, "paper_f1": f1}
    return about, [settings | {"seed": seed} for seed in range(seeds)]


def rows():
    """Every row, those that say most and cost least first."""
    return [
        *statistics(),
        *networks(),
        *papers_linear(),
        *augmentations(),
        *theories(),
        *curve(),
        *logarithms(),
        *papers_convolutions(),
    ]


def networks():
    ours = {
        "attention": ATTENTION,
        "attention, mixup": ATTENTION | {"mixup": 0.4},
        "attention, all labels": ATTENTION | {"beside": 10.0},
        "attention, all labels, mixup": ATTENTION
        | {"beside": 10.0, "mixup": 1.0, "hidden": 512, "dropout": 0.6, "epochs": 16},
    }
    for name, settings in BEST.items():
        yield row("networks", f"{name}, raw", settings, seeds=5 if name in PAPERS_F1 else 1, f1=PAPERS_F1.get(name))
        seeds = 1 if "convolution" in name else 5
        yield row("networks", f"{name}, standardised", settings | {"scale": "standardised"}, seeds=seeds)
    for name, settings in ours.items():
        yield row("networks", name, settings, seeds=5)


def statistics():
    for name in ("logistic regression", "boosted trees"):
        yield row("statistics of the seconds", name, {"classifier": name}, seeds=5)


def papers_linear():
    for optimizer, batch, rate, hidden, loss, f1 in TABLE_1:
        tried = {"optimizer": optimizer, "batch_size": batch, "learning_rate": rate, "hidden": hidden}
        yield row("Table 1", f"{optimizer}, {batch}, {rate:g}, {hidden}", tried, loss=loss, f1=f1)
    for batch, rate, hidden, loss in TABLE_3:
        tried = {"batch_size": batch, "learning_rate": rate, "hidden": hidden}
        yield row("Table 3", f"{batch}, {rate:g}, {hidden}", tried, loss=loss)


def papers_convolutions():
    for optimizer, batch, rate, dropout, loss, f1 in TABLE_2:
        tried = {"optimizer": optimizer, "batch_size": batch, "learning_rate": rate, "dropout": dropout}
        yield row("Table 2", f"{optimizer}, {batch}, {rate:g}, {dropout}", convolution(**tried), loss=loss, f1=f1)
    for layers, batch, rate, loss in TABLE_4:
        tried = convolution(layers=layers, batch_size=batch, learning_rate=rate, dropout=0.2)
        yield row("Table 4", f"{layers}, {batch}, {rate:g}", tried, loss=loss)
    for batch, rate, dropout, loss in TABLE_5:
        tried = convolution(layers=8, batch_size=batch, learning_rate=rate, dropout=dropout)
        yield row("Table 5", f"{batch}, {rate:g}, {dropout}", tried, loss=loss)


def convolution(**settings):
    return {"tagger": "conv-1d", "kernel_size": 3} | settings


def augmentations():
    for network, settings in (("linear", LINEAR), ("attention", ATTENTION)):
        for name, change in AUGMENTED.items():
            yield row(f"augmentation, {network}", name, settings | change, seeds=5 if name in CLAIMED else 1)


def theories():
    for name, settings in BEST.items():
        tried = settings | {"source": "evaluation", "scale": "standardised", "epochs": 40, "patience": None}
        yield row("fitted on evaluation", name, tried)
    for network, settings in (("linear", LINEAR), ("attention", ATTENTION)):
        yield row("clean clips only", network, settings | {"source": "clean"}, seeds=5)
        for name, labels in TARGETS.items():
            yield row(f"other targets, {network}", name, settings | {"target": list(labels)})


def logarithms():
    """The paper: "perhaps logarithmically transforming the data would improve performance"."""
    for network, settings in (("linear", LINEAR), ("attention", ATTENTION)):
        yield row("logarithm", f"{network}, without", settings, seeds=5)
        yield row("logarithm", network, settings | {"scale": "logarithm"}, seeds=5)


def curve():
    for network, settings in (("linear", LINEAR), ("attention", ATTENTION)):
        for share in (1 / 8, 1 / 4, 1 / 2, 1.0):
            yield row(
                f"learning curve, {network}", f"{share:g}", settings | ({"share": share} if share < 1 else {}), seeds=5
            )
