"""What classifiers of scikit-learn make of a few statistics of the ten seconds: no network, no order."""

import time

import torch

from frontear.analysis.detection import best_threshold, detection
from frontear.sweeps.tagging import tagging_run
from frontear.training.tagging import TaggingSettings


def statistics(clips):
    """Mean, deviation, lowest and highest of each of the 128 numbers, over the seconds that sound: (n, 512)."""
    numbers = clips.inputs.float()
    sounding = (torch.arange(numbers.shape[1]) < clips.lengths[:, None])[..., None]
    n = clips.lengths[:, None]
    mean = (numbers * sounding).sum(1) / n
    deviation = (((numbers - mean[:, None]) * sounding).square().sum(1) / n).sqrt()
    lowest = numbers.masked_fill(~sounding, 255).amin(1)
    return torch.cat([mean, deviation, lowest, (numbers * sounding).amax(1)], dim=1).numpy()


def classified(chosen):
    """As `frontear.sweeps.tagging.tagged`, for a "classifier" instead of a network."""
    start = time.process_time()
    _, data = tagging_run(TaggingSettings(seed=chosen["seed"]))
    model = classifier(chosen["classifier"], chosen["seed"])
    model.fit(statistics(data.learned), data.learned.labels[:, 0].numpy())
    kept, chosen_by = (scores(model, clips) for clips in (data.evaluation, data.validation))
    truth, validation = data.evaluation.labels[:, 0], data.validation.labels[:, 0]
    found = detection(kept, truth)
    moved = detection(kept, truth, threshold=best_threshold(chosen_by, validation))
    return {
        "validation_loss": round(detection(chosen_by, validation).loss, 4),
        **{name: round(value, 4) for name, value in vars(found).items() if name != "threshold"},
        "threshold": round(moved.threshold, 4),
        "weighted_f1_at_threshold": round(moved.weighted_f1, 4),
        "seconds": round(time.process_time() - start, 1),
    }


def classifier(name, seed):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if name == "boosted trees":
        return HistGradientBoostingClassifier(learning_rate=0.05, early_stopping=True, random_state=seed)
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=200))


def scores(model, clips):
    """Logits."""
    return torch.from_numpy(model.predict_proba(statistics(clips))[:, 1]).logit(eps=1e-6)
