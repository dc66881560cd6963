"""Learning: settings, a run of them step by step, and what is kept of it. Lesson 05."""

from frontear.training.budgets import n_learned, of_budget
from frontear.training.early_stopping import Best
from frontear.training.fit import Step, device, fit
from frontear.training.losses import Binary, CrossEntropy, PricedFrames
from frontear.training.optimizers import OPTIMIZERS
from frontear.training.run import Moment, Run, load_run, new_run, save_run, unseen_examples
from frontear.training.scoring import accuracy, confusion, scores
from frontear.training.settings import Data, FitSettings, FrontendSettings, ModelSettings, Settings
from frontear.training.starts import best_start

__all__ = [
    "OPTIMIZERS",
    "Best",
    "Binary",
    "CrossEntropy",
    "Data",
    "FitSettings",
    "FrontendSettings",
    "ModelSettings",
    "Moment",
    "PricedFrames",
    "Run",
    "Settings",
    "Step",
    "accuracy",
    "best_start",
    "confusion",
    "device",
    "fit",
    "load_run",
    "n_learned",
    "new_run",
    "of_budget",
    "save_run",
    "scores",
    "unseen_examples",
]
