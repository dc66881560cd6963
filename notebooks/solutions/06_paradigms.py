"""Lesson 06: a solution of the exercise in code."""


def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    length = step = 1
    for size, stride in layers:
        length += (size - 1) * step
        step *= stride
    return length, step
