import json

import pytest
import torch

from frontear import sweeps
from frontear.datasets.audioset import EmbeddingBatch
from frontear.sweeps import tagging
from frontear.training.tagging import TaggingSettings


@pytest.fixture
def audioset(monkeypatch):
    """Clips with label 0 have numbers higher by 60: training clips, and others for the end."""

    def clips(split):
        generator = torch.Generator().manual_seed(len(split))
        frames = torch.randint(0, 190, (60, 10, 128), generator=generator, dtype=torch.uint8)
        labels = torch.zeros(60, 527, dtype=torch.bool)
        labels[::3, 0] = labels[1::3, 137] = True
        frames[::3] += 60
        return EmbeddingBatch(frames, torch.full((60,), 10), labels)

    monkeypatch.setattr(tagging, "_clips", clips)


CHOSEN = {"scale": "standardised", "learning_rate": 3e-3, "epochs": 8, "hidden": 8}


def test_a_run_tells_every_f1_by_its_name_and_what_no_threshold_changes(audioset):
    told = tagging.tagged(CHOSEN)
    named = {"positive_f1", "macro_f1", "weighted_f1", "auc", "average_precision", "calibration_error", "brier_score"}
    assert named <= told.keys()
    assert told["auc"] == told["weighted_f1_at_threshold"] == told["weighted_f1"] == 1  # nothing is easier
    assert told["parameters"] == 1_280 * 8 + 8 + 8 + 1
    assert json.loads(json.dumps(told)) == told


def test_the_threshold_is_the_best_one_on_validation_and_not_on_what_is_kept(audioset, monkeypatch):
    asked = []
    monkeypatch.setattr(tagging, "best_threshold", lambda scores, labels: asked.append(len(scores)) or 1.0)
    told = tagging.tagged(CHOSEN)
    assert asked == [12]  # a fifth of sixty
    assert told["recall"] == 1
    assert told["recall_at_threshold"] == 0  # no probability is over 1


def test_a_run_that_is_resumed_tells_the_same_best_epoch(audioset, tmp_path):
    settings, path = TaggingSettings(learning_rate=0.02, epochs=3, hidden=4, patience=None), tmp_path / "run.pt"
    found = []
    for _ in range(2):
        run, data = tagging.tagging_run(settings)
        found.append(len(list(run.learn(data.learned, data.validation, checkpoint=path))))
        found.append(tagging.told(run, data))
    assert found[0] > found[2] == 0  # it had ended
    assert found[1] == found[3]


def test_what_a_table_keeps_is_not_run_again(audioset, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    wanted = sweeps.grid(tagger=["linear"], hidden=[4], epochs=[1], target=[[0], [137]], seed=range(2))
    with ThreadPoolExecutor(1) as pool:
        found = list(sweeps.sweep(tagging.tagged, wanted, table=tmp_path / "runs.sqlite", pool=pool))
        again = list(sweeps.sweep(tagging.tagged, wanted, table=tmp_path / "runs.sqlite", pool=pool))
    assert [result.error for result in found] == [""] * 4
    assert again == []
