"""Writes surrogate-*.json: forward pass and surrogate gradients of three small networks. See fixtures/README.md."""

import torch

from fixture_file import write
from lif_network import (
    SURROGATES,
    describe,
    forward,
    gradients,
    is_usable,
    on_grid,
    parameters,
    random_events,
    random_layer,
)

STEPS, INPUTS, NEURONS, MOTIF_SIZE, CLASSES, SAMPLES = 20, 6, 8, 4, 3, 3


def count_readout(generator):
    weights = on_grid(torch.randn(NEURONS, CLASSES, generator=generator), 1024)
    return {"kind": "count", "scale": 0.125, "weights": weights}


def spiking_readout(generator):
    output = random_layer(generator, NEURONS, CLASSES, None, 2.5, 0)
    return {"kind": "spiking", "scale": 0.25, "weights": output["input"], "tau": output["tau"], "R": output["R"]}


def one_layer(generator):
    layers = [random_layer(generator, INPUTS, NEURONS, MOTIF_SIZE, 1.5, 1.0)]
    return {"tauSyn": 4, "layers": layers, "readout": count_readout(generator)}


def two_layers(generator):
    lower = random_layer(generator, INPUTS, NEURONS, MOTIF_SIZE, 1.5, 1.0)
    upper = random_layer(generator, NEURONS, NEURONS, MOTIF_SIZE, 1.5, 1.0)
    return {"tauSyn": 4, "layers": [lower, upper], "readout": count_readout(generator)}


def with_spiking_readout(generator):
    return {**one_layer(generator), "readout": spiking_readout(generator)}


def draw(build):
    """The first seed whose network fires in every layer, output included, away from the threshold."""
    for seed in range(10000):
        generator = torch.Generator().manual_seed(seed)
        network = build(generator)
        samples = [(random_events(generator, STEPS, INPUTS, 0.25), label) for label in range(SAMPLES)]
        states = [forward(network, x)[0] for x, _ in samples]
        if is_usable(states):
            return network, samples
    raise RuntimeError("no seed gives a usable network")


def fixture(name, build):
    network, samples = draw(build)
    forwards = [forward(network, x) for x, _ in samples]
    cases = []
    for surrogate in SURROGATES:
        for reset in ("detached", "full"):
            gradient, losses = gradients(network, samples, surrogate, reset)
            if any(tensor.abs().max() == 0 for tensor in gradient.values()):
                raise RuntimeError("a gradient is all zero")
            cases.append({"surrogate": surrogate, "reset": reset, "gradients": gradient})
    rates = [torch.cat([states[layer][1] for states, _ in forwards]).mean().item() for layer in range(len(forwards[0][0]))]
    print(name, "firing rates", rates, "parameters", list(parameters(network)), "losses", losses)
    write(
        name,
        {
            "network": describe(network),
            "motifSize": MOTIF_SIZE,
            "events": [x.int() for x, _ in samples],
            "labels": [label for _, label in samples],
            "u": [[u for u, _ in states] for states, _ in forwards],
            "spikes": [[s.int() for _, s in states] for states, _ in forwards],
            "logits": [logits for _, logits in forwards],
            "losses": losses,
            "cases": cases,
        },
    )


if __name__ == "__main__":
    fixture("surrogate-one-layer.json", one_layer)
    fixture("surrogate-two-layer.json", two_layers)
    fixture("surrogate-spiking-readout.json", with_spiking_readout)
