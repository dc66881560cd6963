"""Speech or not: our best network five times, each seed alone and the five together.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/speech_together.py

The row "attention, all labels, mixup" of speech_compare.py with its five seeds; together they say the mean of their
logits. Loss, F1s and AUC on the evaluation clips alone: every seed has validation clips of its own, and each of these
was learned from by others. With it goes how far the five's weighted F1 moves when the clips are drawn again. What a
seed said is kept (`--kept`), so that an interrupted run goes on. Ten to twenty minutes of one core. Writes
widgets/frontear_widgets/results/speech/together.csv.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch

from frontear.analysis.detection import detection
from frontear.analysis.label_ceiling import weighted_f1_interval
from frontear.sweeps.tagging import tagging_run
from frontear.training.scoring import scores
from frontear.training.tagging import TaggingSettings, embeddings
from results import RESULTS, write
from speech_rows import networks

ROW = "attention, all labels, mixup"
MEASURES = ("loss", "weighted_f1", "positive_f1", "macro_f1", "auc", "average_precision")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir(), "frontear_speech_together"))
    folder = asked.parse_args().kept
    folder.mkdir(parents=True, exist_ok=True)
    (seeds,) = [seeds for about, seeds in networks() if about["row"] == ROW]
    logits = [said(chosen, folder / f"{chosen['seed']}.npy") for chosen in seeds]
    truth = embeddings("test").labels[:, 0]
    rows = [measured(f"seed {seed}", one, truth) for seed, one in enumerate(logits)]
    together = torch.stack(logits).mean(0)
    rows.append(measured(f"{len(logits)} together", together, truth))
    write(RESULTS / "speech" / "together.csv", rows)
    for row in rows:
        print(row)
    low, high = weighted_f1_interval(together > 0, truth)
    print(f"evaluation drawn again: weighted F1 {low:.3f}…{high:.3f}")


def said(chosen, path):
    """The logits of the evaluation clips, of a run that is made if it has not been."""
    if not path.exists():
        run, data = tagging_run(TaggingSettings(**chosen))
        for _ in run.learn(data.learned, data.validation):
            pass
        np.save(path, scores(run.model, data.evaluation)[:, 0].numpy())
        print(f"seed {chosen['seed']} has learned", flush=True)
    return torch.from_numpy(np.load(path))


def measured(name, logits, truth):
    found = detection(logits, truth)
    return {"of": name} | {measure: round(getattr(found, measure), 4) for measure in MEASURES}


if __name__ == "__main__":
    main()
