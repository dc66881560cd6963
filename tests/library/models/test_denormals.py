"""Numbers too small to matter are 0 while a network learns, and only then."""

import pytest
import torch

from frontear.models.denormals import DENORMAL, flushed


def is_zero():
    return bool(torch.tensor(DENORMAL) * 1 == 0)


@pytest.fixture(params=[False, True])
def before(request):
    torch.set_flush_denormal(request.param)
    yield request.param
    torch.set_flush_denormal(False)


def test_within_they_are_zero_and_after_it_as_before_even_where_something_fails(before):
    with flushed():
        assert is_zero()
    assert is_zero() == before
    with pytest.raises(KeyError), flushed():
        raise KeyError
    assert is_zero() == before


def test_one_within_another_ends_with_the_outer_one():
    with flushed():
        with flushed():
            pass
        assert is_zero()
    assert not is_zero()
