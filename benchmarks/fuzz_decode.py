"""Damaged sound files by the thousand: each is a clip that ffmpeg hears too, or a ValueError.

    python benchmarks/fuzz_decode.py [files, 10000 unless given] [first seed]

Sounds of a third of a second, written as WAV (plain, float, 24 bits, μ-law, A-law, ADPCM), FLAC, Ogg Vorbis, Opus and
MP3 (constant and variable), bare or with tags before and behind, are changed in one of the ways of `MUTATIONS`, each
file by the number of its seed. A child process decodes each twice, so that a crash or a hang is counted and ends
nothing. Where a clip comes out, ffmpeg (`apt-get install --no-install-recommends ffmpeg`) decodes the same file, and
these must hold:

* where ffmpeg reads nothing (zeros before the header), or a tag was put where it does not look for one: all this by
  the file as it was before it was changed;
* where two MP3s or Oggs are joined: all this by the whole file twice, for ffmpeg also plays the silence in between;
* always: the two readings are equal sample by sample, and nothing but ValueError was raised;
* always: as long as ffmpeg says, give or take one frame of the codec, and at the same rate;
* where no byte of the sound was changed, and anywhere in WAV, FLAC and Ogg: equal to ffmpeg's samples, but for the
  last frame of the codec, within the codec's rounding;
* FLAC and Ogg hold checksums, so what is damaged must be a ValueError or sound as if it were not;
* MP3 holds none: what was flipped, lost or repeated inside, in its notes on silence too, is concealed by each decoder
  in its own way, so that only lengths can be compared there. In WAV a flipped sample is as good as any, and compared;
  of damaged blocks of ADPCM, which ffmpeg leaves out, ours only has to have them all.

ffmpeg plays on where `decode` refuses: those are counted as refused, not compared.
"""

import faulthandler
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from frontear.data import decode

BATCH = 250
DEMUXERS = {"opus": "ogg"}
KINDS = [  # suffix, format, subtype, rate, samples in a frame of the codec, what rounding may differ by
    ("wav", "WAV", "PCM_16", 16_000, 1, 1e-6),
    ("wav", "WAV", "PCM_24", 44_100, 1, 1e-6),
    ("wav", "WAV", "FLOAT", 16_000, 1, 1e-6),
    ("wav", "WAV", "ULAW", 8_000, 1, 1e-6),
    ("wav", "WAV", "IMA_ADPCM", 16_000, 1_017, 5e-3),
    ("wav", "WAV", "ALAW", 8_000, 1, 1e-6),
    ("flac", "FLAC", "PCM_16", 16_000, 4_096, 1e-6),
    ("flac", "FLAC", "PCM_24", 44_100, 4_096, 1e-6),
    ("ogg", "OGG", "VORBIS", 16_000, 2_048, 1e-4),
    ("opus", "OGG", "OPUS", 48_000, 960, 1e-3),
    ("mp3", "MP3", "CONSTANT", 44_100, 1_152, 1e-4),
    ("mp3", "MP3", "VARIABLE", 44_100, 1_152, 1e-4),
    ("mp3", "MP3", "VARIABLE", 16_000, 576, 1e-4),
]


def main(n_files=10_000, first=0):
    if not shutil.which("ffmpeg"):
        sys.exit("ffmpeg is missing: apt-get install --no-install-recommends ffmpeg")
    counts, wrong = Counter(), []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as crew:
        for start in range(first, first + n_files, BATCH):
            found = list(answers(start, min(start + BATCH, first + n_files), folder))
            for (seed, _), verdict in zip(
                found, crew.map(lambda each: judged(*each, Path(folder)), found), strict=True
            ):
                counts[verdict.split(":")[0]] += 1
                if not verdict.startswith(("equal", "refused, ", "as long")):
                    wrong.append(f"{seed} ({' '.join(map(str, about(seed)))}): {verdict}")
                    print(wrong[-1], flush=True)
    print(*(f"{count:6d} {verdict}" for verdict, count in counts.most_common()), sep="\n")
    sys.exit(bool(wrong))


# ---- files


def about(seed):
    """The kind, its tags and the mutation that belong to a seed."""
    chance = random.Random(seed)
    kind = chance.choice(KINDS)
    return (*kind[1:4], chance.choice(["bare", "tagged"]), chance.choice(list(MUTATIONS)))


def made(seed):
    """The file of a seed as it was, and as it was changed."""
    chance = random.Random(seed)
    kind = chance.choice(KINDS)
    tagged, mutation = chance.choice(["bare", "tagged"]), chance.choice(list(MUTATIONS))
    n_channels = 1 if kind[2] == "IMA_ADPCM" else 1 + seed % 2  # of two, libsndfile notes half the samples
    whole = written(kind, n_channels, seed % 7)
    if tagged == "tagged":
        whole = id3(chance.choice([20, 3_000, 200_000]), chance) + whole + chance.choice([b"", b"TAG".ljust(128)])
    return whole, bytes(MUTATIONS[mutation](bytearray(whole), chance))


def written(kind, n_channels, seed):
    _, format, subtype, rate, *_ = kind
    noise = np.random.default_rng(seed)
    time = np.arange(int(0.3 * rate) + 100 * seed) / rate
    waveform = 0.3 * np.sin(2 * np.pi * 440 * time)[:, None] + 0.05 * noise.standard_normal((len(time), n_channels))
    file = io.BytesIO()
    if format == "MP3":
        with soundfile.SoundFile(
            file, "w", rate, n_channels, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode=subtype
        ) as opened:
            opened.write(waveform)
    else:
        soundfile.write(file, waveform, rate, format=format, subtype=subtype)
    return file.getvalue()


def id3(size, chance):
    """A tag with a picture of noise, as ID3v2 version 3 has it."""
    picture = bytes(chance.randrange(255) for _ in range(20)) * (size // 20)
    frame = b"APIC" + len(picture).to_bytes(4, "big") + b"\0\0" + picture
    return b"ID3\3\0\0" + bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0)) + frame


# ---- what happens to them


def unchanged(data, _chance):
    return data


def cut(data, chance):
    return data[: chance.randrange(len(data))]


def cut_at_the_front(data, chance):
    return data[chance.randrange(len(data)) :]


def flipped(data, chance):
    for _ in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def header_flipped(data, chance):
    for _ in range(chance.randrange(1, 5)):
        data[chance.randrange(min(100, len(data)))] = chance.randrange(256)
    return data


def sizes_changed(data, chance):
    found = [
        at for name in (b"RIFF", b"fmt ", b"data", b"fact", b"ID3", b"Xing", b"Info") if (at := data.find(name)) >= 0
    ]
    at = (chance.choice(found) if found else chance.randrange(len(data) - 8)) + 4
    old = int.from_bytes(data[at : at + 4], "little")
    new = chance.choice(
        [0, 0xFFFFFFFF, 0x7FFFFFFF, old + 2, max(0, old - 2), old // 2, old * 2, chance.randrange(2**32)]
    )
    data[at : at + 4] = (new & 0xFFFFFFFF).to_bytes(4, "little")
    return data


def tag_inserted(data, chance):
    at = chance.choice([0, len(data), chance.randrange(len(data))])
    data[at:at] = chance.choice([id3(500, chance), b"TAG".ljust(128), bytes(300)])
    return data


def block_repeated(data, chance):
    at, size = chance.randrange(len(data)), chance.randrange(1, 5_000)
    data[at:at] = data[at : at + size]
    return data


def block_lost(data, chance):
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 5_000)]
    return data


def joined(data, _chance):
    return data + data


MUTATIONS = {
    function.__name__: function
    for function in (
        unchanged, cut, cut_at_the_front, flipped, header_flipped, sizes_changed, tag_inserted, block_repeated,
        block_lost, joined,
    )
}  # fmt: skip
KEEP_THE_SOUND = {"unchanged", "cut", "joined"}


# ---- answers, in a process of their own


def answers(start, stop, folder):
    """What `decode` said of the files of these seeds: ("clip", rate), ("refused", why), ("crash", …)."""
    while start < stop:
        child = [sys.executable, __file__, "--child", str(start), str(stop), folder]
        with subprocess.Popen(child, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
            for line in running.stdout:
                seed, answer = json.loads(line)
                yield seed, answer
                start = seed + 1
        if start < stop:
            yield start, ("crash", f"exit {running.returncode}")
            start += 1


def child(start, stop, folder):
    for seed in range(start, stop):
        faulthandler.dump_traceback_later(60, exit=True)  # what takes a minute hangs
        print(json.dumps([seed, answer(seed, Path(folder))]), flush=True)


def answer(seed, folder):
    _, changed = made(seed)
    try:
        clip, again = decode(changed), decode(changed)
    except ValueError as error:
        return "refused", str(error)
    except Exception as error:
        return "raised", repr(error)
    if not np.array_equal(clip.waveform, again.waveform):
        return "two answers", ""
    clip.waveform.numpy().tofile(folder / f"{seed}.f32")
    return "clip", clip.sample_rate


# ---- judged


def judged(seed, answer, folder):
    what, detail = answer
    if what == "refused":
        return "refused, as damaged" if about(seed)[-1] != "unchanged" else f"refused though whole: {detail}"
    if what != "clip":
        return f"{what}: {detail}"
    suffix, format, _, _, frame, rounding = kind = random.Random(seed).choice(KINDS)
    whole, changed = made(seed)
    ours_at = folder / f"{seed}.f32"
    ours = np.fromfile(ours_at, np.float32)
    ours_at.unlink()
    is_joined = about(seed)[-1] == "joined" and format in ("OGG", "MP3")
    theirs, rate = heard_by_ffmpeg(whole if is_joined else changed, suffix, folder)
    if (
        kind[2] == "IMA_ADPCM"
        and theirs is not None
        and len(theirs) < len(ours)
        and about(seed)[-1] not in KEEP_THE_SOUND
    ):
        return "as long as its blocks (ffmpeg leaves the damaged ones out)"
    if theirs is None or (about(seed)[-1] == "tag_inserted" and len(ours) != len(theirs)):
        theirs, rate = heard_by_ffmpeg(whole, suffix, folder)
    elif is_joined:
        theirs = np.tile(theirs[: len(ours) // 2], 2)
    if rate != detail:
        return f"another rate: {detail} Hz, ffmpeg {rate} Hz"
    if abs(len(ours) - len(theirs)) > frame:
        return f"another length: {len(ours)}, ffmpeg {len(theirs)}"
    if format == "MP3" and about(seed)[-1] not in KEEP_THE_SOUND:
        return "as long as ffmpeg's (samples can't be compared)"
    common = max(0, min(len(ours), len(theirs)) - frame * (frame > 1))
    apart = np.abs(ours[:common] - theirs[:common]).max(initial=0)
    return "equal to ffmpeg's" if apart <= rounding else f"other samples: by up to {apart:g} in {common}"


def heard_by_ffmpeg(encoded, suffix, folder):
    """The mean of the channels and the rate, as ffmpeg has them; None and 0 where it hears nothing."""
    path = folder / f"{threading.get_ident()}.{suffix}"
    path.write_bytes(encoded)
    decoding = [
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-f",
        DEMUXERS.get(suffix, suffix),
        "-i",
        path,
        "-map",
        "0:a:0",
        "-c:a",
        "pcm_f32le",
        "-f",
        "wav",
        "-",
    ]
    heard = subprocess.run(decoding, capture_output=True).stdout
    if len(heard) < 100:
        return None, 0
    samples, rate = soundfile.read(io.BytesIO(heard), dtype="float32", always_2d=True)
    return samples.mean(axis=1), rate


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        main(*map(int, sys.argv[1:]))
