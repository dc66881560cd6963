from math import inf, pi, sqrt

import numpy as np
import pytest
import torch
from scipy.signal import windows as scipy_windows

from frontear.dsp.windows import (
    WINDOWS,
    main_lobe_width,
    noise_bandwidth,
    overlap_add_flatness,
    response,
    scalloping_loss,
    side_lobe_level,
    window,
)

SCIPY = {
    "rectangular": scipy_windows.boxcar,
    "hann": scipy_windows.hann,
    "hamming": scipy_windows.hamming,
    "blackman": scipy_windows.blackman,
    "gaussian": lambda length, sym: scipy_windows.gaussian(length, 0.3 * (length - sym) / 2, sym),
    "kaiser": lambda length, sym: scipy_windows.kaiser(length, 6.5, sym),
}


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("length", [2, 3, 16, 401, 1024])
@pytest.mark.parametrize("periodic", [True, False])
def test_windows_equal_those_of_scipy(name, length, periodic):
    expected = SCIPY[name](length, not periodic)
    got = window(name, length, periodic=periodic, std=0.3, beta=6.5).numpy()
    assert np.abs(got - expected).max() <= 1e-5 * np.abs(expected).max()


@pytest.mark.parametrize("name", WINDOWS)
def test_the_registry_gives_periodic_float32_windows(name):
    made = WINDOWS[name](64)
    assert made.dtype == torch.float32
    assert torch.equal(made, window(name, 64))
    assert torch.equal(WINDOWS[name](1), torch.ones(1))


@pytest.mark.parametrize(  # Harris 1978, table 1; Hamming with 0.54 and 0.46
    ("name", "width_bins", "side_lobe_db", "scalloping_db", "bandwidth_bins"),
    [
        ("rectangular", 2, -13.3, 3.92, 1.00),
        ("hann", 4, -31.5, 1.42, 1.50),
        ("hamming", 4, -42.7, 1.75, 1.36),
        ("blackman", 6, -58.1, 1.10, 1.73),
    ],
)
def test_measures_are_those_of_the_literature(name, width_bins, side_lobe_db, scalloping_db, bandwidth_bins):
    made = window(name, 1024)
    assert main_lobe_width(made) == pytest.approx(width_bins, abs=0.04)
    assert side_lobe_level(made) == pytest.approx(side_lobe_db, abs=0.05)
    assert scalloping_loss(made) == pytest.approx(scalloping_db, abs=0.006)
    assert noise_bandwidth(made) == pytest.approx(bandwidth_bins, abs=0.005)


@pytest.mark.parametrize("beta", [2.0, 6.0, 12.0])
def test_the_kaiser_main_lobe_is_as_wide_as_its_transform_says(beta):
    expected = 2 * sqrt(1 + (beta / pi) ** 2)  # sin(√(π²u² − β²)) is zero first at πu = √(π² + β²)
    assert main_lobe_width(window("kaiser", 1024, beta=beta)) == pytest.approx(expected, abs=0.04)


def test_the_gaussian_bandwidth_is_that_of_its_integrals():
    std = 0.15  # narrow enough that what is cut off does not count
    made = window("gaussian", 1024, std=std)
    assert noise_bandwidth(made) == pytest.approx(1 / (sqrt(pi) * std), rel=1e-4)


@pytest.mark.parametrize("name", WINDOWS)
def test_measures_do_not_depend_on_scale_and_hardly_on_length(name):
    short, long = window(name, 200), 3 * window(name, 800)
    for measure in (main_lobe_width, side_lobe_level, scalloping_loss, noise_bandwidth):
        assert measure(short) == pytest.approx(measure(long), rel=0.02)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
@pytest.mark.parametrize("name", WINDOWS)
def test_the_shortest_windows_can_be_measured(name, length):
    made = window(name, length)
    assert main_lobe_width(made) > 0
    assert side_lobe_level(made) < 0
    assert scalloping_loss(made) < 4


def test_the_response_is_zero_db_at_zero_and_null_where_a_sinc_is():
    offset_bins, gain_db = response(window("rectangular", 512), points_per_bin=16)
    assert offset_bins.shape == gain_db.shape == (512 * 16 // 2 + 1,)
    assert gain_db[0] == pytest.approx(0, abs=1e-9)
    assert gain_db[8] == pytest.approx(20 * np.log10(2 / pi), abs=1e-3)
    assert (gain_db[[16, 32, 48]] < -200).all()


@pytest.mark.parametrize(("name", "hop_length"), [("hann", 200), ("hann", 100), ("hamming", 200), ("rectangular", 400)])
def test_windows_that_add_up_to_a_constant_are_flat(name, hop_length):
    assert overlap_add_flatness(window(name, 400), hop_length=hop_length) == pytest.approx(0, abs=1e-4)


def test_an_uneven_sum_is_measured_in_db_and_a_gap_is_infinite():
    three_quarters = overlap_add_flatness(torch.ones(300), hop_length=200)  # 2, 1, 2, 1, …
    assert three_quarters == pytest.approx(6.0206, abs=1e-4)
    assert overlap_add_flatness(torch.ones(300), hop_length=301) == inf
    assert overlap_add_flatness(window("hann", 400), hop_length=400) == inf


@pytest.mark.parametrize(
    ("name", "length", "shape"),
    [("triangle", 8, {}), ("hann", 0, {}), ("gaussian", 8, {"std": 0.0}), ("kaiser", 8, {"beta": -1.0})],
)
def test_windows_that_do_not_exist_are_refused(name, length, shape):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        window(name, length, **shape)


@pytest.mark.parametrize("measure", [response, main_lobe_width, side_lobe_level, scalloping_loss, noise_bandwidth])
def test_what_has_no_sum_cannot_be_measured(measure):
    with pytest.raises(ValueError, match="sum"):
        measure(torch.zeros(8))
    with pytest.raises(ValueError, match="shape"):
        measure(torch.ones(2, 8))


def test_a_hop_below_one_is_refused():
    with pytest.raises(ValueError, match="hop"):
        overlap_add_flatness(torch.ones(8), hop_length=0)
