"""Signals from files: what the file says of rate, unit and channels is what comes out, and faults are told."""

import numpy as np
import pytest
import scipy.io
import torch

from frontear.data import read_csv, read_npz, read_record

COUNTS = np.array([[0, 500, -1_000, 250], [100, 300, 200, 100]], dtype=np.int16)


def record(folder, *, first="1000/mV 16 0", second="200(100)/mV 16 0", rate="300", counts=COUNTS):
    scipy.io.savemat(folder / "A1.mat", {"val": counts})
    (folder / "A1.hea").write_text(
        f"A1 2 {rate} 4 2014-05-08 05:05:15 \n"
        f"A1.mat 16+24 {first} -127 0 0 ECG \n"
        f"A1.mat 16+24 {second} 0 0 0 V5\n# a remark\n"
    )
    return folder / "A1.hea"


def test_a_record_is_its_counts_less_their_zero_over_the_gain(tmp_path):
    signal = read_record(record(tmp_path))
    torch.testing.assert_close(signal.waveform, torch.tensor([[0, 0.5, -1, 0.25], [0, 1, 0.5, 0]]))
    assert (signal.sample_rate, signal.unit, signal.name) == (300, "mV", "A1")
    assert read_record(record(tmp_path, rate="62.5/1")).sample_rate == 62.5


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (lambda folder: (folder / "A1.mat").unlink(), "No such file"),
        (lambda folder: (folder / "A1.mat").write_bytes(b"MATLAB 5.0" * 30), "A1.mat is no MATLAB file"),
        (lambda folder: (folder / "A1.hea").write_text("A1 2 300 4\nA1.mat 16"), "header is cut short"),
        (lambda folder: record(folder, counts=COUNTS[:1]), "1 channels, where its header speaks of 2"),
        (lambda folder: (folder / "A1.hea").write_text("A1 two 300"), "invalid literal"),
        (lambda folder: record(folder, rate="0"), "got a sample rate of 0"),
    ],
)
def test_a_record_that_is_damaged_says_what_is_wrong(tmp_path, damaged, said):
    header = record(tmp_path)
    damaged(tmp_path)
    with pytest.raises(ValueError, match=said):
        read_record(header)


def test_an_archive_has_channels_in_columns_and_moments_with_names(tmp_path):
    np.savez(tmp_path / "trace.npz", data=COUNTS.T.astype(float), itp=np.int64(1), its=np.int64(9))
    signal = read_npz(tmp_path / "trace.npz", sample_rate=100, unit="counts", marks={"P": "itp", "S": "its"})
    torch.testing.assert_close(signal.waveform, torch.from_numpy(COUNTS).float())
    assert (signal.sample_rate, signal.unit, signal.marks) == (100, "counts", {"P": 0.01})  # S is behind the end
    with pytest.raises(ValueError, match=r"trace.npz: got no array 'x', there are data, itp, its"):
        read_npz(tmp_path / "trace.npz", sample_rate=100, key="x")
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(ValueError, match=r"bad\.npz: "):
        read_npz(tmp_path / "bad.npz", sample_rate=100)


@pytest.mark.parametrize("between", [",", ";", "\t", "  ", ", "])
@pytest.mark.parametrize("head", ["", f"time (s){'{0}'}x\n", "\ufeffa sensor of 2025\n\n"])
def test_a_table_has_a_channel_in_each_column_and_maybe_a_head(tmp_path, between, head):
    rows = "\n".join(f"{left}{between}{right}" for left, right in COUNTS.T)
    (tmp_path / "phone.csv").write_text(head.format(between) + rows + "\n\n", encoding="utf-8")
    signal = read_csv(tmp_path / "phone.csv", sample_rate=50, unit="m/s²")
    torch.testing.assert_close(signal.waveform, torch.from_numpy(COUNTS).float())
    assert (signal.sample_rate, signal.unit, signal.name) == (50, "m/s²", "phone")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x,y\n", "got no line of numbers"),
        ("1,2\n3\n", "got 1 numbers in line 2, allowed are 2"),
        ("1,2\nlost,4\n", "got 'lost,4' in line 2, allowed are numbers"),
        ("1\nnan\n", "NaN or infinite"),
    ],
)
def test_a_table_that_is_none_says_where(tmp_path, text, said):
    (tmp_path / "phone.csv").write_text(text)
    with pytest.raises(ValueError, match=said):
        read_csv(tmp_path / "phone.csv", sample_rate=50)
