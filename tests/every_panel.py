"""Every panel of the lessons: what makes it, its settings, and the function that they are shown by."""

import re

import torch

from frontear_widgets.lessons.backends import (
    attention_weights,
    backend_answers,
    backend_costs,
    frame_order,
    prefix_answers,
)
from frontear_widgets.lessons.beyond_audio import bands, hear, slow_replay, whale
from frontear_widgets.lessons.compression import compressions, invariances, moving_average
from frontear_widgets.lessons.filtering import banks, resynthesis, ripple_tasks
from frontear_widgets.lessons.gate import fooled, measured, microphone, one_gate, six_controls, two_gates
from frontear_widgets.lessons.learning import answers, replay
from frontear_widgets.lessons.mel_and_gabor import (
    correlation,
    gabor,
    late_frames,
    leaf_stages,
    pooling,
    porting_errors,
    truncation,
    two_banks,
    units,
    window_parts,
)
from frontear_widgets.lessons.paradigms import costs_by_length, filter_activations, first_layer
from frontear_widgets.lessons.shared import evaluation, spectrograms, stages
from frontear_widgets.lessons.speech import (
    constants,
    label_quality,
    scene_heard,
    seconds_order,
    threshold,
    two_networks,
    wrong_clips,
)
from frontear_widgets.lessons.speech.measured import learning_curve, papers_tables
from frontear_widgets.lessons.windowing import resolution, sampling, window_shapes

PANELS = {
    sampling.aliasing: (sampling.Aliasing, sampling.aliasing_shown),
    sampling.decibels: (sampling.Decibels, sampling.decibels_shown),
    sampling.one_bin: (sampling.OneBin, sampling.one_bin_shown),
    window_shapes.window_shape: (window_shapes.WindowShape, window_shapes.window_shape_shown),
    window_shapes.overlap: (window_shapes.Overlap, window_shapes.overlap_shown),
    resolution.two_tones: (resolution.TwoTones, resolution.two_tones_shown),
    resolution.time_or_frequency: (resolution.TimeOrFrequency, resolution.time_or_frequency_shown),
    spectrograms.any_spectrogram: (spectrograms.Spectrogram, spectrograms.spectrogram_shown),
    stages.stages: (stages.Stages, stages.stages_shown),
    banks.bank: (banks.Bank, banks.bank_shown),
    banks.one_filter: (banks.OneFilter, banks.one_filter_shown),
    resynthesis.resynthesis: (resynthesis.Resynthesis, resynthesis.resynthesis_shown),
    ripple_tasks.ripple_tasks: (ripple_tasks.RippleTasks, ripple_tasks.ripple_tasks_shown),
    compressions.compression: (compressions.Compression, compressions.compression_shown),
    invariances.invariance: (invariances.Invariance, invariances.invariance_shown),
    moving_average.moving_average: (moving_average.MovingAverage, moving_average.moving_average_shown),
    replay.replay: (replay.Replay, replay.replay_shown),
    answers.answer: (answers.Answer, answers.answer_shown),
    evaluation.confusions: (evaluation.Confusion, evaluation.confusion_shown),
    evaluation.sweeps: (evaluation.Sweep, evaluation.sweep_shown),
    gabor.one_gabor: (gabor.OneGabor, gabor.one_gabor_shown),
    truncation.cut: (truncation.Cut, truncation.cut_shown),
    truncation.let_one_through: (truncation.LetOneThrough, truncation.let_one_through_shown),
    two_banks.two_banks: (two_banks.TwoBanks, two_banks.two_banks_shown),
    window_parts.window_parts: (window_parts.WindowParts, window_parts.window_parts_shown),
    pooling.pooled: (pooling.Pooled, pooling.pooled_shown),
    correlation.flipped: (correlation.Flipped, correlation.flipped_shown),
    units.units: (units.Units, units.units_shown),
    porting_errors.bias_of_one: (porting_errors.Bias, porting_errors.bias_shown),
    porting_errors.shared_pcen: (porting_errors.Shared, porting_errors.shared_shown),
    late_frames.late_frames: (late_frames.LateFrames, late_frames.late_frames_shown),
    leaf_stages.leaf_stages: (leaf_stages.LeafStages, leaf_stages.leaf_stages_shown),
    first_layer.first_layer: (first_layer.FirstLayer, first_layer.first_layer_shown),
    filter_activations.filter_activations: (
        filter_activations.FilterActivations,
        torch.no_grad()(filter_activations.filter_activations_shown),
    ),
    costs_by_length.costs_by_length: (costs_by_length.CostsByLength, costs_by_length.costs_by_length_shown),
    backend_answers.backend_answers: (backend_answers.BackendAnswers, backend_answers.backend_answers_shown),
    attention_weights.attention_weights: (
        attention_weights.AttentionWeights,
        attention_weights.attention_weights_shown,
    ),
    prefix_answers.prefix_answers: (prefix_answers.PrefixAnswers, prefix_answers.prefix_answers_shown),
    backend_costs.backend_costs: (backend_costs.BackendCosts, backend_costs.backend_costs_shown),
    frame_order.frame_order: (frame_order.FrameOrder, frame_order.frame_order_shown),
    threshold.threshold: (threshold.Threshold, threshold.threshold_shown),
    two_networks.two_networks: (two_networks.TwoNetworks, two_networks.two_networks_shown),
    label_quality.label_quality: (label_quality.LabelQuality, label_quality.label_quality_shown),
    wrong_clips.wrong_clips: (wrong_clips.WrongClips, wrong_clips.wrong_clips_shown),
    papers_tables.papers_tables: (papers_tables.PapersTables, papers_tables.papers_tables_shown),
    learning_curve.learning_curve: (learning_curve.LearningCurve, learning_curve.learning_curve_shown),
    seconds_order.seconds_order: (seconds_order.SecondsOrder, seconds_order.seconds_order_shown),
    scene_heard.scene_heard: (scene_heard.SceneHeard, scene_heard.scene_heard_shown),
    constants.constant: (constants.Constant, constants.constant_shown),
    constants.louder: (constants.Louder, constants.louder_shown),
    one_gate.one_gate: (one_gate.OneGate, one_gate.one_gate_shown),
    measured.measured: (measured.Measured, measured.measured_shown),
    microphone.microphone: (microphone.Microphone, microphone.microphone_shown),
    microphone.learned_microphone: (microphone.LearnedMicrophone, microphone.learned_microphone_shown),
    two_gates.two_gates: (two_gates.TwoGates, two_gates.two_gates_shown),
    fooled.fooled: (fooled.Fooled, fooled.fooled_shown),
    six_controls.by_hand: (six_controls.ByHand, six_controls.by_hand_shown),
    hear.hear: (hear.Heard, hear.heard_shown),
    bands.bands: (bands.Bands, bands.bands_shown),
    slow_replay.slow_replay: (slow_replay.SlowReplay, slow_replay.slow_replay_shown),
    whale.whale: (whale.Whale, whale.whale_shown),
}


REFERENCES = r"dBFS|\bover |difference|gain \(dB\)|SNR|is 0$"  # a gain is what comes out over what goes in


def without_reference(axes):
    """The words at axes that are in dB and do not say what 0 is."""
    return [told for told in axes if re.search(r"\bdB", told) and not re.search(REFERENCES, told)]
