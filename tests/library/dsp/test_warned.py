import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from frontear.dsp.warned import warn, warned


def test_a_warning_is_pythons_unless_somebody_listens():
    with pytest.warns(UserWarning, match="careful"):
        warn("careful")
    with warned() as heard:
        warn("careful")
        warn("careful")
        warn("slowly")
    assert heard == ["careful", "slowly"]
    with pytest.warns(UserWarning, match="careful"):
        warn("careful")


def test_who_listens_within_hears_it_alone_and_a_failure_ends_it():
    def fails():
        with warned() as inner:
            warn("within")
            assert inner == ["within"]
            raise ZeroDivisionError

    with warned() as outer:
        with pytest.raises(ZeroDivisionError):
            fails()
        warn("without")
    assert outer == ["without"]


def test_threads_at_once_hear_each_its_own_and_no_other_loses_what_python_says():
    together, before = threading.Barrier(8), list(warnings.filters)

    def heard_by(number):
        found = []
        for at in range(200):
            with warned() as heard:
                warn(f"{number}: {at}")
                if at % 50 == 0:
                    together.wait()
                warn(f"{number}: {at} again")
            found += heard
        return found

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(heard_by, range(8)))
    for number, found in enumerate(answers):
        assert found == [said for at in range(200) for said in (f"{number}: {at}", f"{number}: {at} again")]
    assert warnings.filters == before
