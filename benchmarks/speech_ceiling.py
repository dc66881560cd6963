"""Is a weighted F1 of .84 the ceiling of AudioSet's labels for speech? What the labels themselves say.

    FRONTEAR_DATA=… python benchmarks/speech_ceiling.py

What nearly equal clips are called: of every evaluation clip the nearest training clip by the mean of its seconds,
standardised, and whether it has the same label, for all pairs and for the nearest tenth. Labels that contradict each
other: clips with a label below Speech (1…7) that lack Speech itself. How far another draw of the evaluation clips would
move .836, with errors as the ensemble of five has them. The learning curve is in speech_compare.py. Writes what the
lesson tells to widgets/frontear_widgets/results/speech/ceiling.csv. One minute.
"""

import torch

from frontear.analysis.label_ceiling import least_error, nearest_differs, weighted_f1_interval
from frontear.training.tagging import embeddings
from results import RESULTS, write

SPEECH, CHILDREN = 0, range(1, 8)
RIGHT = {"positive": 0.68, "negative": 0.89}  # shares of each that a model with a weighted F1 of .836 gets right


def main():
    train, test = embeddings("train"), embeddings("test")
    seen, asked = described(train), described(test)
    mean, deviation = seen.mean(0), seen.std(0)
    neighbours = nearest_differs(
        (seen - mean) / deviation, train.labels[:, SPEECH], (asked - mean) / deviation, test.labels[:, SPEECH]
    )
    rows = []
    for name, share in (("all", 1.0), ("nearest tenth", 0.1), ("nearest hundredth", 0.01)):
        near = neighbours[0] <= neighbours[0].quantile(share)
        error = neighbours[1][near].float().mean().item()
        bound = f"least error {least_error(error):.3f}" if error <= 0.5 else "no bound"
        print(f"{name:20s} {int(near.sum()):6d} pairs, labels differ {error:.3f}, {bound}")
        rows.append({"of": f"nearest pairs, {name}", "clips": int(near.sum()), "share": round(error, 4)})
    for name, batch in (("train", train), ("evaluation", test)):
        below = batch.labels[:, list(CHILDREN)].any(1)
        lacking = below & ~batch.labels[:, SPEECH]
        print(f"{name:20s} {int(below.sum())} clips with a child of Speech, {int(lacking.sum())} lack Speech")
        share = round(int(lacking.sum()) / int(below.sum()), 4)
        rows.append({"of": f"below Speech but without it, {name}", "clips": int(below.sum()), "share": share})
    write(RESULTS / "speech" / "ceiling.csv", rows)
    truth = test.labels[:, SPEECH]
    chance = torch.where(truth, torch.tensor(RIGHT["positive"]), torch.tensor(RIGHT["negative"]))
    said = truth ^ (torch.rand(len(truth), generator=torch.Generator().manual_seed(0)) > chance)
    low, high = weighted_f1_interval(said, truth)
    print(f"a model with such errors, evaluation drawn again: weighted F1 {low:.3f}…{high:.3f}")


def described(batch):
    """The mean over the seconds that sound."""
    return batch.frames.float().sum(1) / batch.lengths[:, None]


if __name__ == "__main__":
    main()
