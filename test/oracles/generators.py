"""Writes legacy-numpy-random.json, yin-yang.json and random-manifold.json: NumPy's own draws and sines (numpy alone)."""

import hashlib

import numpy as np

from fixture_file import write

SEEDS = [0, 1, 40, 41, 42, 2**31, 2**32 - 1]
BOUNDS = [1, 2, 3, 10, 256, 1000, 2**31 + 1]


def draws(seed):
    words = np.random.RandomState(seed)._bit_generator.random_raw(1300)
    random = np.random.RandomState(seed)
    mixed = [[int(random.randint(bound, dtype=np.int64)), float(random.rand())] for bound in BOUNDS * 60]
    return {
        "seed": seed,
        "words": [int(words[i]) for i in (0, 1, 2, 623, 624, 1247, 1248, 1299)],
        "mixed": mixed[:14] + mixed[-14:],
    }


def yin_yang(seed, size, small=0.1, big=0.5):
    """The published rule, on whole candidate batches' worth of draws taken one pair at a time."""
    random = np.random.RandomState(seed)
    values, labels = [], []
    for _ in range(size):
        goal = random.randint(3)
        while True:
            x, y = random.rand(2) * 2.0 * big
            if np.hypot(x - big, y - big) > big:
                continue
            right, left = np.hypot(x - 1.5 * big, y - big), np.hypot(x - 0.5 * big, y - big)
            if min(right, left) < small:
                label = 2
            else:
                label = int(left <= 0.5 * big or (y > big and right > 0.5 * big))
            if label == goal:
                break
        values.append([x, y, 1.0 - x, 1.0 - y])
        labels.append(label)
    return np.array(values, dtype="<f8"), np.array(labels, dtype="<i8")


def digest(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def yin_yang_set(seed, size):
    values, labels = yin_yang(seed, size)
    counts = np.bincount(labels, minlength=3)
    return {
        "seed": seed, "size": size, "counts": counts, "first": values[:5], "firstLabels": labels[:5],
        "valuesSha256": digest(values), "labelsSha256": digest(labels),
    }


def sums(amplitude, stretch, phase, alpha, x, formula):
    k = np.arange(len(amplitude), dtype=float)
    if formula == "article":
        return np.sum((k + 1) ** -alpha * amplitude * np.sin(2 * np.pi * ((k + 1) * x * stretch + phase)))
    weight = 1 / ((k + 1) ** alpha + 1) if formula == "torch" else (k + 1) ** -alpha
    amplitude = np.where(k == 0, 0.0, amplitude)
    return np.sum(weight * amplitude * np.sin(2 * np.pi * (k * x * stretch + phase)))


def manifold(alpha, terms, seed):
    random = np.random.RandomState(seed)
    parameters = random.rand(3, 2, 3, terms)
    x = random.rand(2)
    points = {
        formula: [np.prod([sums(*parameters[i, d], alpha, x[d], formula) for d in range(2)]) for i in range(3)]
        for formula in ("torch", "numpy", "article")
    }
    return {"alpha": alpha, "parameters": parameters, "x": x, "points": points}


write("legacy-numpy-random.json", {"bounds": BOUNDS, "seeds": [draws(seed) for seed in SEEDS]})
write("yin-yang.json", {"sets": [yin_yang_set(*of) for of in ((42, 5000), (41, 1000), (40, 1000), (7, 500))]})
write("random-manifold.json", {"cases": [manifold(1.0, 40, 1), manifold(2.0, 32, 2), manifold(2.5, 16, 3)]})
