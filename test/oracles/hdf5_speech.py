"""Writes small files of SHD, SSC and N-TIDIGITS with h5py, and hdf5-speech.json with what is in them.

`hdf5_speech.py FOLDER SEED [--latest]` writes other ones, and expected.json, into FOLDER.
"""

import json
import os
import sys

import h5py
import numpy as np

from fixture_file import FIXTURES, plain, write

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
GERMAN = ["null", "eins", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun"]
WORDS = (
    "yes no up down left right on off stop go backward bed bird cat dog eight five follow forward four happy house learn "
    "marvin nine one seven sheila six three tree two visual wow zero"
).split()


def spikes(rng, count, time_type, channels):
    """Times in order, as the type holds them, and channels."""
    times = np.sort(rng.random(count) * 1.2).astype(time_type)
    return times, rng.integers(0, channels, count)


def heidelberg(path, rng, samples, time_type, unit_type, keys, options, text_speakers=False, **file_options):
    """A file of SHD or SSC. The second sample is empty. Returns its samples."""
    found = []
    with h5py.File(path, "w", **file_options) as file:
        times = file.create_dataset("spikes/times", (samples,), h5py.vlen_dtype(np.dtype(time_type)), **options)
        units = file.create_dataset("spikes/units", (samples,), h5py.vlen_dtype(np.dtype(unit_type)), **options)
        labels = rng.integers(0, len(keys), samples)
        speakers = rng.integers(0, 12, samples)
        for i in range(samples):
            t, u = spikes(rng, 0 if i == 1 else int(rng.integers(1, 40)), time_type, 700)
            times[i], units[i] = t, u.astype(unit_type)
            speaker = f"s{speakers[i]}" if text_speakers else str(speakers[i])
            # h5py reads big-endian lists wrongly, so the truth is what was drawn, at the precision of the type.
            found.append({"word": keys[labels[i]], "speaker": speaker, "times": t.astype(float), "channels": u})
        file.create_dataset("labels", data=labels.astype("<u2"), **options)
        if text_speakers:
            file["extra/speaker"] = [f"s{speaker}" for speaker in speakers]
            file["extra/keys"] = keys
        else:
            file["extra/speaker"] = speakers.astype("<u2")
            file["extra/keys"] = np.array([key.encode() for key in keys])
    return found


def n_tidigits(path, rng, **file_options):
    """Eleven single digits and two strings of several a part. Returns the single ones."""
    found = {}
    with h5py.File(path, "w", **file_options) as file:
        for part, speakers in (("train", ["man-ae", "woman-bf"]), ("test", ["man-ah", "woman-cc"])):
            names = [f"{speakers[i % 2]}-{'ab'[i % 2]}-{digit}" for i, digit in enumerate("zo123456789")]
            strings = [f"{speakers[0]}-a-1z5", f"{speakers[1]}-b-77"]
            found[part] = []
            for name in names + strings:
                times, channels = spikes(rng, int(rng.integers(1, 30)), "<f4", 64)
                file[f"{part}_timestamps/{name}"] = times
                file[f"{part}_addresses/{name}"] = channels.astype("<i4")
                if name in names:
                    speaker = "-".join(name.split("-")[:2])
                    row = {"name": name, "digit": name[-1], "speaker": speaker}
                    found[part].append({**row, "times": times.astype(float), "channels": channels})
            file[f"{part}_labels"] = np.array([name.encode() for name in strings[:1] + names + strings[1:]])
    return found


def write_all(folder, seed, **file_options):
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(seed)
    packed = {"chunks": (2,), "compression": "gzip", "shuffle": True}

    def at(name):
        return os.path.join(folder, name)

    shd, ssc = DIGITS + GERMAN, WORDS
    return {
        "shd_train": heidelberg(at("shd_train.h5"), rng, 5, "<f2", "<u2", shd, packed, **file_options),
        "shd_test": heidelberg(at("shd_test.h5"), rng, 3, "<f4", "<i8", shd, {}, **file_options),
        "ssc_train": heidelberg(at("ssc_train.h5"), rng, 4, "<f8", "<u2", ssc, {}, True, **file_options),
        "ssc_valid": heidelberg(at("ssc_valid.h5"), rng, 3, ">f4", ">i2", ssc, {}, True, **file_options),
        "ssc_test": heidelberg(at("ssc_test.h5"), rng, 3, ">f2", ">u4", ssc, packed, True, **file_options),
        "n_tidigits": n_tidigits(at("n-tidigits.hdf5"), rng, **file_options),
    }


if __name__ == "__main__":
    if len(sys.argv) == 1:
        write("hdf5-speech.json", write_all(os.path.join(FIXTURES, "hdf5"), 1))
    else:
        options = {"libver": "latest"} if "--latest" in sys.argv else {}
        written = write_all(sys.argv[1], int(sys.argv[2]), **options)
        with open(os.path.join(sys.argv[1], "expected.json"), "w") as file:
            json.dump(plain(written), file)
