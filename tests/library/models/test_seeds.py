from threading import Event, Thread

import torch

from frontear.models.seeds import seeded


def drawn(seed):
    with seeded(seed):
        return torch.cat([torch.rand(1) for _ in range(200)])


def test_a_seed_draws_the_same_whatever_another_thread_draws():
    expected, over = drawn(3), Event()

    def others():
        while not over.is_set():
            drawn(4)

    other = Thread(target=others)
    other.start()
    try:
        assert all(torch.equal(drawn(3), expected) for _ in range(50))
    finally:
        over.set()
        other.join()


def test_afterwards_all_goes_on_as_if_nothing_had_been():
    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)
    first = torch.rand(1)
    drawn(7)
    assert torch.equal(torch.cat([first, torch.rand(1)]), expected)


def test_what_is_seeded_may_seed_again_within():
    with seeded(1):
        inner, outer = drawn(2), torch.rand(3)
    with seeded(1):
        assert torch.equal(torch.rand(3), outer)
    assert torch.equal(inner, drawn(2))
