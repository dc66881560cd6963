"""What became of a model: costs, receptive fields, activations, invariances, detection. Lessons 03, 06, 07, 08."""

from frontear.analysis.activations import Peak, Peaks, calibrate_batchnorm, peaks
from frontear.analysis.clip_length import in_pieces, parts_reversed, prefix_scores, within_silence
from frontear.analysis.confidence import Mean, mean
from frontear.analysis.cost_growth import Growth, growth
from frontear.analysis.costs import Costs, costs
from frontear.analysis.detection import Detection, best_threshold, calibration, detection
from frontear.analysis.invariance import band_correlation, change, gain_curve, histogram, in_noise, noise_curve
from frontear.analysis.label_ceiling import least_error, nearest_differs, weighted_f1_difference, weighted_f1_interval
from frontear.analysis.operating_points import (
    OperatingPoints,
    Outcome,
    area_under_roc,
    operating_points,
    outcome,
)
from frontear.analysis.random_features import EXTRACTORS, cross_validated, features, labelled, random_network
from frontear.analysis.receptive_fields import LayerSteps, ReceptiveField, receptive_field
from frontear.analysis.staircase import Staircase
from frontear.analysis.tasks import TASKS, sensitivity, task

__all__ = [
    "EXTRACTORS",
    "TASKS",
    "Costs",
    "Detection",
    "Growth",
    "LayerSteps",
    "Mean",
    "OperatingPoints",
    "Outcome",
    "Peak",
    "Peaks",
    "ReceptiveField",
    "Staircase",
    "area_under_roc",
    "band_correlation",
    "best_threshold",
    "calibrate_batchnorm",
    "calibration",
    "change",
    "costs",
    "cross_validated",
    "detection",
    "features",
    "gain_curve",
    "growth",
    "histogram",
    "in_noise",
    "in_pieces",
    "labelled",
    "least_error",
    "mean",
    "nearest_differs",
    "noise_curve",
    "operating_points",
    "outcome",
    "parts_reversed",
    "peaks",
    "prefix_scores",
    "random_network",
    "receptive_field",
    "sensitivity",
    "task",
    "weighted_f1_difference",
    "weighted_f1_interval",
    "within_silence",
]
