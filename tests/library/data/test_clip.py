import random
from importlib import import_module
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from frontear.data.clip import Clip, clip, decode, resample, sample_names, sample_sets
from frontear.dsp.signals import tone

RATE = 16_000
FORMATS = [
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAV", "IMA_ADPCM"),
    ("WAVEX", "PCM_24"),
    ("RF64", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]


def encoded(waveform, *, sample_rate=RATE, format="WAV", subtype=None):
    file = BytesIO()
    soundfile.write(file, np.asarray(waveform), sample_rate, format=format, subtype=subtype)
    return file.getvalue()


def stereo(length=1_500):
    return 0.3 * np.random.default_rng(0).standard_normal((length, 2))


SMALL_FILES = [encoded(stereo(), format=format, subtype=subtype) for format, subtype in FORMATS]
SMALL_FILES += [encoded(stereo(), format="AIFF"), encoded(stereo(), format="CAF"), b"not a sound\n" * 200]


def is_clip_or_value_error(source):
    try:
        return isinstance(decode(source), Clip)
    except ValueError as error:
        return 0 < len(str(error)) < 200 and "\n" not in str(error)


@pytest.mark.parametrize(
    ("format", "subtype", "tolerance"),
    [
        ("WAV", "PCM_16", 1e-4),
        ("WAV", "FLOAT", 1e-6),
        ("FLAC", "PCM_24", 1e-6),
        ("OGG", "VORBIS", 0.05),
        ("MP3", None, 0.05),
    ],
)
def test_a_file_gives_back_the_sound_that_was_written(format, subtype, tolerance):
    waveform = tone(440, seconds=0.5)
    got = decode(encoded(waveform, format=format, subtype=subtype), name="a", label="tone")
    assert (got.sample_rate, got.name, got.label) == (RATE, "a", "tone")
    assert got.seconds == 0.5
    torch.testing.assert_close(got.waveform[400:-400], waveform[400:-400], atol=tolerance, rtol=0)


def test_channels_are_averaged():
    left, right = tone(440), tone(700, amplitude=0.2)
    got = decode(encoded(torch.stack([left, right], dim=1), subtype="FLOAT"))
    torch.testing.assert_close(got.waveform, (left + right) / 2)


@pytest.mark.parametrize("wrap", [bytes, memoryview])
def test_bytes_may_come_as_a_view(wrap):
    assert decode(wrap(SMALL_FILES[0])).waveform.shape == (1_500,)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_names_the_clip(tmp_path, kind):
    path = tmp_path / "duck.wav"
    path.write_bytes(SMALL_FILES[0])
    assert decode(kind(path)).name == "duck"
    assert decode(kind(path), name="goose").name == "goose"


@pytest.mark.parametrize("sample_rate", [1_000, 8_000, 22_050, 48_000, 384_000])
def test_a_resampled_tone_is_the_tone_at_the_other_rate(sample_rate):
    got = resample(Clip(tone(200), RATE, label="tone", name="a"), sample_rate)
    expected = tone(200, sample_rate=sample_rate)
    assert (got.sample_rate, got.label, got.name) == (sample_rate, "tone", "a")
    inside = slice(sample_rate // 4, -sample_rate // 4)
    torch.testing.assert_close(got.waveform[inside], expected[inside], atol=1e-3, rtol=0)


@pytest.mark.parametrize("length", [1, 2, 15, 160, 16_001])
@pytest.mark.parametrize("sample_rate", [1_000, 8_000, 16_000, 44_100, 384_000])
def test_resampling_keeps_every_clip_alive_and_its_length_true(length, sample_rate):
    got = resample(Clip(torch.zeros(length), RATE), sample_rate)
    assert len(got.waveform) == -(-length * sample_rate // RATE)


def test_resampling_says_that_it_has_no_gradients():
    learned = Clip(torch.zeros(100, requires_grad=True), RATE)
    assert resample(learned, RATE) is learned
    with pytest.raises(ValueError, match=r"requires gradients, allowed .*detach"):
        resample(learned, 8_000)


def test_decoding_at_a_rate_is_decoding_and_resampling():
    at_once = decode(SMALL_FILES[0], sample_rate=8_000)
    assert torch.equal(at_once.waveform, resample(decode(SMALL_FILES[0]), 8_000).waveform)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "0 bytes"),
        (b"hello" * 100, "not a sound"),
        (encoded(stereo(0)), "no samples"),
        (encoded(stereo(), format="AIFF"), "AIFF"),
        (SMALL_FILES[0][:30], "not a sound"),
        (encoded(stereo(), format="FLAC")[:-2_000], "not a sound|cut short"),
        (encoded(np.full(100, np.nan), subtype="FLOAT"), "NaN"),
        (encoded(np.array([0.0, np.inf]), subtype="FLOAT"), "inf"),
        (encoded(1_000 * stereo(), subtype="FLOAT"), "full scale"),
        (encoded(np.zeros(100), sample_rate=999), "999"),
        (encoded(np.zeros(100), sample_rate=500_000), "500000"),
        (encoded(np.zeros((10, 33))), "33 channels"),
        (encoded(np.zeros(61 * 1_000), sample_rate=1_000), "60 s"),
        ("/no/such/sound.wav", r"sound\.wav: No such file"),
        (Path(__file__).parent, "data"),
        ("a\0b", "null"),
    ],
)
def test_what_cannot_become_a_clip_is_a_value_error_with_the_reason(source, reason):
    with pytest.raises(ValueError, match=reason):
        decode(source)


def test_the_limits_hold_for_seconds_and_bytes(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match=r"0\.05 s"):
        decode(SMALL_FILES[0], max_seconds=0.05)
    with pytest.raises(ValueError, match="nan s"):
        decode(SMALL_FILES[0], max_seconds=float("nan"))
    assert decode(SMALL_FILES[0], max_seconds=1_500 / RATE).seconds == 1_500 / RATE
    monkeypatch.setattr(import_module("frontear.data.clip"), "MAX_BYTES", 1_000)
    path = tmp_path / "long.wav"
    path.write_bytes(SMALL_FILES[0])
    for source in (SMALL_FILES[0], path):
        with pytest.raises(ValueError, match="1000"):
            decode(source)


def test_a_header_that_promises_hours_is_refused_before_anything_is_read():
    flac = bytearray(encoded(np.zeros(1_000), format="FLAC"))
    flac[22:26] = b"\xff\xff\xff\xff"  # the low half of the number of samples
    with pytest.raises(ValueError, match="longer than"):
        decode(bytes(flac))


@pytest.mark.parametrize("sample_rate", [999, 384_001, 16_000.5, -1, float("nan")])
def test_rates_out_of_range_are_refused(sample_rate):
    with pytest.raises(ValueError, match="rate"):
        decode(SMALL_FILES[0], sample_rate=sample_rate)
    with pytest.raises(ValueError, match="rate"):
        Clip(torch.zeros(1), sample_rate)


@pytest.mark.parametrize("seed", range(len(SMALL_FILES)))
def test_mutated_files_are_a_clip_or_a_value_error(seed):
    chance = random.Random(seed)
    for _ in range(60):
        assert is_clip_or_value_error(bytes(mutated(bytearray(SMALL_FILES[seed]), chance)))


def mutated(data, chance):
    at, size = chance.randrange(len(data)), chance.randrange(1, 200)
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            for _ in range(size // 10 + 1):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 2:
            for _ in range(size // 40 + 1):
                data[chance.randrange(min(100, len(data)))] = chance.randrange(256)
        case 3:
            at = chance.randrange(min(100, len(data)))
            data[at : at + 4] = chance.choice([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"])
        case 4:
            data[at : at + size] = chance.randbytes(chance.randrange(200))
        case 5:
            other = chance.choice(SMALL_FILES)
            return data[:at] + other[chance.randrange(len(other)) :]
    return data


@settings(max_examples=200, deadline=None)
@given(
    magic=st.sampled_from([b"", b"RIFF....WAVEfmt ", b"fLaC\0\0\0\x22", b"OggS\0\2", b"ID3\3", b"\xff\xfb\x90"]),
    rest=st.binary(),
)
def test_any_bytes_are_a_clip_or_a_value_error(magic, rest):
    assert is_clip_or_value_error(magic + rest)


@pytest.mark.parametrize(
    "waveform",
    [
        torch.zeros(0),
        torch.zeros(1, 10),
        torch.zeros(10, dtype=torch.float64),
        torch.tensor([0.0, float("nan")]),
        torch.tensor([float("-inf")]),
    ],
)
def test_a_clip_holds_only_finite_float32_samples(waveform):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        Clip(waveform, RATE)


def test_a_clip_knows_its_seconds_and_does_not_change():
    made = Clip(torch.zeros(8_000), RATE)
    assert made.seconds == 0.5
    with pytest.raises(AttributeError):
        made.name = "b"


def test_a_sample_comes_at_the_rate_asked_for_and_an_unknown_one_is_refused():
    assert clip("yes").seconds == 1.0
    assert clip("yes", sample_rate=8_000).waveform.shape == (8_000,)
    with pytest.raises(ValueError, match=r"'nothing'.*yes"):
        clip("nothing")
    with pytest.raises(ValueError, match=r"'nothing'.*lessons.*digits"):
        sample_names("nothing")


def test_the_names_are_those_of_the_lessons_unless_another_set_is_asked_for():
    lessons = {"yes", "sentence", "plucked", "bell", "birdsong", "whale", "clock", "rain", "sweep"}
    assert set(sample_names()) == lessons
    for kind in sample_sets()[1:]:
        assert sample_names(kind)
        assert not set(sample_names(kind)) & lessons


def test_a_sample_knows_its_label_and_its_voice():
    made = clip("digits/seven-m3-1")
    assert (made.label, made.group, made.name) == ("7", "en-us+m3", "digits/seven-m3-1")
