import numpy as np
import pytest
from scipy.signal import butter, lfilter

from frontear.gates.recursive import filtered


@pytest.mark.parametrize("n_samples", [1, 100, 127, 128, 129, 5_000])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_it_is_scipys_filter_and_leaves_the_same_state(order, n_samples):
    x, rng = np.random.default_rng(0).normal(size=n_samples), np.random.default_rng(1)
    b, a = butter(order, 0.01 if order < 4 else 0.2)
    state = rng.normal(size=order)
    y, after = filtered(tuple(b), tuple(a), x, state)
    expected, left = lfilter(b, a, x, zi=state)
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-10 * np.abs(expected).max())
    np.testing.assert_allclose(after, left, rtol=0, atol=1e-10 * np.abs(left).max())
