"""Writes comparison-tests.json: SciPy's and statsmodels' answers to the tests and effect sizes of comparisons.

    pip install scipy==1.17.1 statsmodels==0.15.0
"""

import numpy
from scipy import stats
from statsmodels.stats.multitest import multipletests

from fixture_file import write

ALL = numpy.inf
rng = numpy.random.default_rng(7)


def sign_flip(differences):
    result = stats.permutation_test(
        (numpy.array(differences),), numpy.mean, permutation_type="samples", n_resamples=ALL, alternative="two-sided"
    )
    return {"differences": differences, "statistic": result.statistic, "p": result.pvalue}


def signed_rank(differences):
    kept = [d for d in differences if d != 0]
    untied = len(set(map(abs, kept))) == len(kept)
    method = "exact" if untied else stats.PermutationMethod(n_resamples=ALL)
    result = stats.wilcoxon(kept, method=method)
    return {"differences": differences, "statistic": result.statistic, "p": result.pvalue}


def welch(a, b):
    result = stats.ttest_ind(a, b, equal_var=False)
    return {"a": a, "b": b, "t": result.statistic, "degrees": result.df, "p": result.pvalue}


def holm(p):
    return {"p": p, "adjusted": multipletests(p, method="holm")[1]}


def cliff(a, b):
    u = stats.mannwhitneyu(a, b, method="asymptotic").statistic
    return {"a": a, "b": b, "delta": 2 * u / (len(a) * len(b)) - 1}


def paired_d(differences):
    t = stats.ttest_1samp(differences, 0).statistic
    return {"differences": differences, "dz": t / numpy.sqrt(len(differences))}


def drawn(n, shift=0.3, digits=6):
    return [float(x) for x in numpy.round(rng.normal(shift, 1, n), digits)]


# Darwin's maize (The Effects of Cross and Self Fertilisation, 1876), as Fisher tested it: The Design of Experiments, 1935, section 21.
MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
# Accuracies on 100 test files: many equal differences, and some of 0.
TIED = [0.03, 0.01, 0.0, 0.02, 0.01, -0.01, 0.03, 0.0, 0.02]
SAMPLES = [drawn(n) for n in (2, 5, 6, 9, 12)] + [TIED, [1, 1, 1, 1, 1, 1], [0.5, 0, 0]]

write(
    "comparison-tests.json",
    {
        "signFlip": [sign_flip(d) for d in SAMPLES],
        "maize": sign_flip(MAIZE),
        "signedRank": [signed_rank(d) for d in SAMPLES],
        "welch": [
            welch(drawn(5), drawn(5, 1.0)),
            welch(drawn(3), drawn(11, -2.0)),
            welch(drawn(40, 0.0), drawn(25, 0.1)),
            welch([0.9, 0.91, 0.93], [0.5, 0.5, 0.5]),
            welch(drawn(6, 40.0), drawn(6, 0.0)),
        ],
        "holm": [holm([0.01, 0.04, 0.03, 0.005]), holm([0.2, 0.001, 0.001, 0.9, 0.04]), holm([0.03])],
        "cliff": [cliff(drawn(5), drawn(8, 1.0)), cliff(TIED, [0.01, 0.02, 0.02, 0.05]), cliff([1, 2], [3, 4])],
        "pairedD": [paired_d(drawn(6)), paired_d(TIED)],
    },
)
