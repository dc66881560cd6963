import pytest
import torch

from frontear.dsp.peaks import dip_db


def test_the_dip_between_two_peaks_is_measured_from_the_lower_one():
    level_db = torch.tensor([-60.0, 0.0, -40.0, -10.0, -60.0])
    assert dip_db(level_db, 1, 3) == 30


def test_one_hump_between_two_places_has_no_dip():
    level_db = -torch.linspace(-1, 1, 41).square()
    assert dip_db(level_db, 15, 25) == 0


def test_a_peak_a_little_beside_its_place_is_found():
    level_db = torch.full((30,), -50.0)
    level_db[[11, 19]] = 0.0
    assert dip_db(level_db, 10.4, 19.7) == 50


@pytest.mark.parametrize(("beside", "dip"), [(3, 50), (4, 50), (5, 0), (-4, 50), (-5, 0)])
def test_a_peak_is_looked_for_within_a_third_of_the_distance(beside, dip):
    level_db = torch.full((40,), -50.0)
    level_db[[10 + beside, 22]] = 0.0
    assert dip_db(level_db, 10, 22) == dip


def test_peaks_may_stand_at_both_ends_and_side_by_side():
    level_db = torch.tensor([-5.0, -30.0, -20.0, -10.0])
    assert dip_db(level_db, 0, 3) == 20
    assert dip_db(level_db, 1, 2) == 0


@pytest.mark.parametrize(("first", "second"), [(-1, 3), (3, 3), (4, 2), (1, 5)])
def test_places_outside_the_level_or_out_of_order_are_refused(first, second):
    with pytest.raises(ValueError, match="rising places"):
        dip_db(torch.zeros(5), first, second)
