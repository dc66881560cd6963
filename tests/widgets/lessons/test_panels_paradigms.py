"""Lesson 06: the words of its panels held against the library."""

from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
import torch

from frontear.analysis.activations import peaks
from frontear.analysis.costs import costs
from frontear.analysis.receptive_fields import receptive_field
from frontear.dsp.signals import noise
from frontear.models.classifier import n_parameters
from frontear.models.paradigms import PARADIGMS
from frontear.models.paradigms.layers import Layer
from frontear_widgets.audio.sounds import sound
from frontear_widgets.lessons.learning.answers import Answer, answer_shown
from frontear_widgets.lessons.learning.replay import Replay, replay_shown
from frontear_widgets.lessons.paradigms import costs_by_length, filter_activations, first_layer
from frontear_widgets.lessons.paradigms.costs_by_length import CLASS, EQUAL, CostsByLength, model, priced, ratios
from frontear_widgets.lessons.paradigms.filter_activations import FilterActivations, filter_activations_shown, run_named
from frontear_widgets.lessons.paradigms.filter_boxes import samples_of
from frontear_widgets.lessons.paradigms.filter_shapes import FirstLayer, body, classifier, frontend, layers
from frontear_widgets.lessons.paradigms.filter_weights import as_sounds
from frontear_widgets.lessons.paradigms.first_layer import first_layer_shown
from frontear_widgets.lessons.shared.spoken import SEVEN
from frontear_widgets.training.race_charts import FILES

# ---- what the first layer looks at

SHAPES = (
    {},
    {"n_samples": 64, "stride": 96, "height": 30, "width": 4, "length": 33, "sample_layers": 3, "small_layers": 2},
)
EACH_SHAPE = pytest.mark.parametrize(
    "settings", [FirstLayer(paradigm=name, n_filters=8, **shape) for name in PARADIGMS for shape in SHAPES], ids=str
)


@EACH_SHAPE
def test_the_last_layer_is_said_to_hear_what_the_network_itself_does(settings):
    made = body(settings)
    told, found = layers(settings, made.first_layer()), receptive_field(made, n_filters=_rows(settings))
    assert (len(told.heard(5)), told.stride) == (found.length, found.stride)


def _rows(settings):
    return None if settings.hears else settings.n_bands


@EACH_SHAPE
@torch.no_grad()
def test_a_frame_hears_its_first_and_last_input_where_the_box_has_them_and_not_the_next(settings):
    made = body(settings).eval()
    for part in made.modules():
        if isinstance(part, Layer):
            part.weights.fill_(1.0)
    told = layers(settings, made.first_layer())
    frame = -(-max(0, -told.heard(0).start) // told.stride) + 2
    heard = told.heard(frame)

    def answer(place):
        rows = () if settings.hears else (settings.n_bands,)
        features = torch.zeros(1, *rows, heard.stop + 2 * told.stride)
        features[..., place] = 1.0
        return made(features)[0][..., frame].sum().item()

    for outside, inside in ((heard.start - 1, heard.start), (heard.stop, heard.stop - 1)):
        assert answer(inside) > answer(outside) == 0


def test_a_frame_lies_around_the_middle_of_its_hop():
    """Windows of 25 ms every 10: the first begins 7.5 ms before the sound."""
    settings = FirstLayer(paradigm="small-rectangular", hop_ms=10)
    assert samples_of(settings, range(0, 1)) == range(-120, 280)
    assert samples_of(settings, range(2, 5)) == range(200, 920)
    waveform = torch.zeros(1, 16_000)
    waveform[0, 920] = 1.0
    assert (frontend(settings)(waveform)[0, :, 2:5] == frontend(settings)(0 * waveform)[0, :, 2:5]).all()


def test_boxes_on_the_spectrogram_are_as_wide_and_high_as_the_filters():
    boxes = {box.name: box for box in first_layer_shown(FirstLayer())["picture"].boxes}
    sizes = {name: (box.columns[1] - box.columns[0], box.rows[1] - box.rows[0]) for name, box in boxes.items()}
    tall = {f"{width} × {height}": (width, height) for height in (36, 16) for width in (7, 3, 1)}
    assert sizes == tall | {str(length): (length, 40) for length in (88, 68, 34, 17)} | {"last layer": (101, 40)}


def test_boxes_on_the_waveform_are_as_long_as_the_filters():
    figure = first_layer_shown(FirstLayer(paradigm="frame-level-many-shapes"))["wave"].figure
    x = np.frombuffer(b64decode(figure["data"][1]["x"]["bdata"]), "<f4").reshape(-1, 6)
    np.testing.assert_allclose((x[:, 1] - x[:, 0]) * 16_000, [512, 256, 128, 64, 32], atol=0.1)


def test_to_learn_more_is_needed_than_the_first_map_and_four_numbers_for_each_weight():
    settings = FirstLayer(paradigm="single-shape-vertical", name="yes")
    n_frames = -(-len(sound("yes").waveform) // 160)
    first_map = 16 * 4 * n_frames * 64 * (40 - 36 + 1)
    told = first_layer_shown(settings)["words"]
    needed = 1e6 * float(told.split("needs ")[1].split(" MB")[0])
    assert needed > first_map + 16 * n_parameters(classifier(settings))


def test_filters_move_where_the_sound_is_loudest():
    waveform = torch.zeros(16_000)
    waveform[9_000:9_100] = 0.5
    assert abs(first_layer.loudest(waveform) - 9_050) <= 800


# ---- what a filter prefers


def shown(name, **settings):
    with torch.no_grad():
        return filter_activations_shown(FilterActivations(run=f"recorded: {name}", **settings))


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.parametrize("name", PARADIGMS)
def test_excerpts_are_in_the_picture_as_long_as_they_are_heard_and_never_clip(name, learned):
    value = shown(name, learned=learned)
    sounds = value["sound"] if isinstance(value["sound"], list) else [value["sound"]]
    assert value["places"].values.shape[1] * value["places"].x.step == pytest.approx(sounds[0].seconds)
    assert len(value["places"].boxes) == 3
    assert max(each.waveform.abs().max().item() for each in sounds) <= 0.501


def test_the_boxes_of_favourites_are_as_large_as_the_filter_and_lie_in_their_excerpt():
    picture = shown("single-shape-vertical")["places"]
    for place, box in enumerate(picture.boxes):
        assert box.columns[1] - box.columns[0] == 7
        assert box.rows[1] - box.rows[0] == 36
        assert place * 65 <= box.columns[0] < place * 65 + 50  # half a second, and a gap of 0.15 s


def test_the_excerpt_in_the_picture_is_what_the_filter_saw():
    """Its weights times what is in the box, before the norm, make the strongest answer."""
    run = run_named("recorded: single-shape-vertical")
    value, model = shown("single-shape-vertical"), run.model
    box = value["places"].boxes[0]
    seen = torch.from_numpy(value["places"].values[slice(*box.rows), int(box.columns[0]) : int(box.columns[1])])
    norm, layer = model.body.norm, model.body.sliding[0]
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    bands = slice(*box.rows)
    normed = (seen - norm.running_mean[bands, None]) * scale[bands, None] + norm.bias[bands, None]
    with torch.no_grad():
        answer = layer[1]((normed * layer.weights[0, 0]).sum().expand(1, len(layer.weights), 1, 1))[0, 0].item()
    strongest = peaks(model, filter_activations.unseen(run)).best(0)[0].level
    assert answer == pytest.approx(strongest, rel=1e-3)


def test_before_learning_a_run_is_as_its_seed_made_it():
    run = run_named("recorded: frame-level")
    fresh = filter_activations.Run(run.settings, run.classes).model
    before = filter_activations._known(run, False).scene.model
    for name, weights in fresh.named_parameters():
        assert torch.equal(weights, before.get_parameter(name))


@pytest.mark.parametrize("name", PARADIGMS)
def test_the_filters_of_the_recorded_runs_have_hardly_turned_from_where_chance_put_them(name):
    run = run_named(f"recorded: {name}")
    n_filters = filter_activations._known(run, True).peaks.levels.shape[1]
    angles = torch.tensor([filter_activations.alike(run, number) for number in range(n_filters)])
    assert angles.min() > 0.7  # two of as many weights drawn by chance: 0, give or take 1 / √weights
    assert name not in ("sample-level", "small-rectangular") or angles.min() > 0.98


def test_noise_through_a_filter_is_the_noise_of_the_filter():
    scene = filter_activations._known(run_named("recorded: frame-level"), True).scene
    moved = torch.zeros(1, 512)
    moved[0, 100] = -0.01
    _, through = as_sounds(scene, moved)
    hiss = -noise(seconds=1.0, sample_rate=scene.sample_rate)[100 : 100 + len(through.waveform)]
    torch.testing.assert_close(through.waveform, 0.5 * hiss / hiss.abs().max(), atol=1e-5, rtol=1e-4)


def test_a_filter_as_a_sound_fades_at_both_ends_and_comes_again():
    scene = filter_activations._known(run_named("recorded: frame-level"), True).scene
    itself, _ = as_sounds(scene, torch.ones(1, 512))
    heard = itself.waveform[:512]
    assert heard[0] < 0.01 * heard[256]
    assert torch.equal(heard, heard.flip(0))
    assert torch.equal(itself.waveform[4_000:4_512], heard)


def test_a_number_beyond_the_filters_of_a_layer_is_the_last_of_them():
    assert "Filter <b>6</b> of 6:" in shown("small-rectangular", number=7)["words"]


def test_a_network_that_hears_the_waveform_can_be_replayed_and_asked():
    name = next(name for name in FILES if name.endswith("frame-level"))
    run = run_named(name)
    n_hops = -(-len(sound(SEVEN, sample_rate=run.settings.data.sample_rate).waveform) // 160)
    for shown_there in (replay_shown(Replay(run=name)), answer_shown(Answer(run=name))):
        assert shown_there["picture"].values.shape == (1, n_hops)
        assert shown_there["picture"].low >= 0  # how far it goes has no sign


# ---- what it costs to listen longer


@pytest.mark.parametrize("name", PARADIGMS)
def test_the_memory_of_the_panel_is_that_of_the_model_to_a_fiftieth_and_its_weights_four_times(name):
    settings = CostsByLength(sizes=CLASS, n_bands=40, sample_rate=16_000)
    made = model(name, "class", 40)
    told = costs(made, seconds=10, sample_rate=16_000, batch_size=16).activation_bytes + 16 * n_parameters(made)
    assert priced(settings)[name].training_bytes(10, batch_size=16) == pytest.approx(told, rel=0.02)


def test_small_rectangular_filters_need_twice_what_vertical_ones_do_at_any_length_in_the_sizes_of_the_literature():
    found = priced(CostsByLength())
    for seconds in (10, 20, 60):
        vertical, many, horizontal = ratios(found, seconds, 16).values()
        assert vertical == pytest.approx(2.1, abs=0.05)
        assert horizontal > vertical > many > 1


def test_12_gb_end_at_10_s_of_small_rectangular_filters_and_at_20_s_of_vertical_ones():
    """As the review has it: for segments shorter than 10 s equivalent, for longer ones 12 GB were not enough."""
    found = priced(CostsByLength())
    small, vertical = (found[n].longest_s(12e9, batch_size=16) for n in ("small-rectangular", "single-shape-vertical"))
    assert small == pytest.approx(10, abs=0.5)
    assert vertical == pytest.approx(20, abs=1)


def test_with_equally_many_parameters_small_rectangular_filters_need_most_of_those_that_look():
    found = priced(CostsByLength(sizes=EQUAL, n_bands=40))
    assert all(abs(each.line.short.parameters / 100_000 - 1) < 0.02 for each in found.values())
    assert min(ratios(found, 10, 16).values()) > 2


def test_half_the_frames_are_half_the_maps_and_leave_waveforms_as_they_are():
    often, seldom = (priced(CostsByLength(hop_ms=hop)) for hop in (8, 16))
    for name, paradigm in PARADIGMS.items():
        ratio = often[name].at(20, batch_size=1).multiply_adds / seldom[name].at(20, batch_size=1).multiply_adds
        assert ratio == pytest.approx(1 if paradigm.takes == "waveform" else 2, rel=0.01)


def test_sliders_of_costs_compute_no_model_again(monkeypatch):
    settings = CostsByLength()
    costs_by_length.costs_by_length_shown(settings)
    monkeypatch.setattr(costs_by_length, "growth", None)
    for change in ({"seconds": 60}, {"batch_size": 1}, {"hop_ms": 20}, {"sample_rate": 8_000}):
        costs_by_length.costs_by_length_shown(replace(settings, **change))
