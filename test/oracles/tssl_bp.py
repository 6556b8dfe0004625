"""Writes tssl-*.json: the backward pass of TSSL-BP (Zhang & Li, NeurIPS 2020; the authors' code of 2021), in the form of
the paper: layers exchange the filtered spikes a, and errors are dL/da. Plain numpy, nothing shared with the other oracle
but the random networks. Sums are written out as sums, not as recursions.
"""

import numpy as np
import torch

from fixture_file import write
from lif_network import on_grid
from surrogate_gradients import NEURONS, STEPS, draw, one_layer, two_layers, with_spiking_readout

ALPHA, CLAMP = 0.2, 8.0


def epsilon(k, tau_s):
    """Impulse response of the synapse, k steps after the spike."""
    return (1 / tau_s) * (1 - 1 / tau_s) ** k


def filtered(spikes, tau_s):
    """a[t] = sum over k <= t of epsilon[t - k] s[k]; [T, n] -> [T, n]."""
    steps = len(spikes)
    return np.array([sum(epsilon(t - k, tau_s) * spikes[k] for k in range(t + 1)) for t in range(steps)])


def forward(a_in, layer, tau_s):
    """a_in [T, inputs] -> u, s, a, Du (each [T, n]); i[t] = W_in a_in[t] + W_rec a[t-1]."""
    steps, n = len(a_in), len(layer["tau"])
    u, s, a, du = (np.zeros((steps, n)) for _ in range(4))
    rest, trace = np.zeros(n), np.zeros(n)
    for t in range(steps):
        i = a_in[t] @ layer["input"]
        if layer["recurrent"] is not None:
            i = i + trace @ layer["recurrent"]
        du[t] = -rest / layer["tau"] + layer["R"] / layer["tau"] * i
        u[t] = rest + du[t]
        s[t] = u[t] > 1
        rest = u[t] * (1 - s[t])
        trace = (1 - 1 / tau_s) * trace + s[t] / tau_s
        a[t] = trace
    assert np.abs(a - 1 / (4 * tau_s)).min() > 1e-4 or tau_s == 2, "no trace may sit on the switch of branches"
    return u, s, a, du


def surrogate_slope(u):
    z = np.clip((1 - u) / ALPHA, -8, 8)
    return np.exp(z) / (ALPHA * (1 + np.exp(z)) ** 2)


def backward(state, a_in, layer, tau_s, trace_gradient, spike_gradient):
    """trace_gradient = dL/da, spike_gradient = dL/ds where the loss reads spikes directly; both [T, n].

    -> dict with `current` = dL/di [T, n], `input` and `recurrent` weight gradients, `below` = dL/da_in.
    """
    u, s, a, du = state
    steps, n = u.shape
    fm = 1 / layer["tau"]
    g = trace_gradient.copy()
    theta = np.zeros(n)
    current = np.zeros((steps, n))
    for t in reversed(range(steps)):
        if layer["recurrent"] is not None and t + 1 < steps:
            g[t] += layer["recurrent"] @ current[t + 1]
        big_g = sum(epsilon(k - t, tau_s) * g[k] for k in range(t, steps)) + spike_gradient[t]
        fired = s[t] == 1
        d = np.zeros(n)
        d[fired] = np.clip(-1 / du[t][fired], -CLAMP, 0)
        e = -d * big_g
        if t < steps - 1:
            e = e + theta * u[t] * (-1) * fm * d
            e = e + theta * (1 - fm) * (1 - s[t])
        theta = e * s[t] + theta * (1 - s[t]) * (1 - fm)
        delta = np.where(a[t] < 1 / (4 * tau_s), big_g * surrogate_slope(u[t]), e)
        current[t] = delta * layer["R"] / layer["tau"]
    a_before = np.vstack([np.zeros((1, n)), a[:-1]])
    return {
        "current": current,
        "input": sum(np.outer(a_in[t], current[t]) for t in range(steps)),
        "recurrent": None if layer["recurrent"] is None else sum(np.outer(a_before[t], current[t]) for t in range(steps)),
        "below": current @ layer["input"].T,
    }


def as_numpy(layer):
    return {name: None if value is None else value.numpy() for name, value in layer.items()}


def worked_neurons():
    """The four printed cases: tau_m 5, tau_s 3, R = tau_m so that i enters u with gain 1."""
    printed = {
        "A": (0.5, [0, 1, 1, 1, 1], 0.410227, [-0.069274, -0.348333, -0.868770, 0, 0], -0.643188),
        "B": (0.1, [0, 1, 1, 1, 1], 0.779454, [-0.015143, -0.033523, -0.050225, -0.057427, -0.045071], -0.020139),
        "C": (1.5, [0, 0, 0, 0, 0], 1.156438, [0.406866, 0.450165, 0.430134, 0.345557, 0.192958], 2.738520),
        "D": (0.6, [0, 0, 0, 0, 0], 0.247676, [0.092229, 0.722883, 0.386374, 0.482968, 0], 1.010672),
    }
    cases = []
    for name, (current, desired, loss, delta, weight_gradient) in printed.items():
        layer = {"input": np.ones((1, 1)), "recurrent": None, "tau": np.array([5.0]), "R": np.array([5.0])}
        a_in = np.full((5, 1), current)
        state = forward(a_in, layer, 3)
        error = state[2] - filtered(np.array(desired, float)[:, None], 3)
        result = backward(state, a_in, layer, 3, error, np.zeros((5, 1)))
        computed_loss = 0.5 * (error**2).sum()
        assert abs(computed_loss - loss) < 1e-6 and np.abs(result["current"][:, 0] - delta).max() < 1e-6
        assert abs(result["input"][0, 0] - weight_gradient) < 1e-6
        cases.append(
            {
                "name": name,
                "inputTrace": a_in[:, 0],
                "desired": desired,
                "u": state[0][:, 0],
                "spikes": state[1][:, 0].astype(int),
                "trace": state[2][:, 0],
                "loss": computed_loss,
                "traceGradient": error[:, 0],
                "currentGradient": result["current"][:, 0],
                "inputGradient": result["input"][0, 0],
            }
        )
    write("tssl-worked-neurons.json", {"tauMem": 5, "tauSyn": 3, "R": 5, "weight": 1, "cases": cases})
    print("worked neurons: the printed numbers are reproduced")


def two_neuron_loop():
    """Neurons A and B, B driven by A and A by B, 4 steps, every step written out."""
    tau_s, tau_a, tau_b, r_a, r_b = 2.0, 4.0, 5.0, 6.0, 5.0
    w_a, w_b, w_ab, w_ba = 1.375, 0.25, 3.0, -2.5  # input -> A, input -> B, A -> B, B -> A
    x0, x1, x2, x3 = 1.0, 0.0, 2.0, 2.0  # input events

    # Forward. The input's trace, then step by step: current, potential, spike, trace.
    p0 = x0 / 2
    p1 = p0 / 2 + x1 / 2
    p2 = p1 / 2 + x2 / 2
    p3 = p2 / 2 + x3 / 2
    spike = lambda u: 1.0 if u > 1 else 0.0
    dua0, dub0 = 1.5 * (w_a * p0), 1.0 * (w_b * p0)
    ua0, ub0 = dua0, dub0
    sa0, sb0 = spike(ua0), spike(ub0)
    aa0, ab0 = sa0 / 2, sb0 / 2
    va0, vb0 = ua0 * (1 - sa0), ub0 * (1 - sb0)
    dua1, dub1 = -va0 / 4 + 1.5 * (w_a * p1 + w_ba * ab0), -vb0 / 5 + (w_b * p1 + w_ab * aa0)
    ua1, ub1 = va0 + dua1, vb0 + dub1
    sa1, sb1 = spike(ua1), spike(ub1)
    aa1, ab1 = aa0 / 2 + sa1 / 2, ab0 / 2 + sb1 / 2
    va1, vb1 = ua1 * (1 - sa1), ub1 * (1 - sb1)
    dua2, dub2 = -va1 / 4 + 1.5 * (w_a * p2 + w_ba * ab1), -vb1 / 5 + (w_b * p2 + w_ab * aa1)
    ua2, ub2 = va1 + dua2, vb1 + dub2
    sa2, sb2 = spike(ua2), spike(ub2)
    aa2, ab2 = aa1 / 2 + sa2 / 2, ab1 / 2 + sb2 / 2
    va2, vb2 = ua2 * (1 - sa2), ub2 * (1 - sb2)
    dua3, dub3 = -va2 / 4 + 1.5 * (w_a * p3 + w_ba * ab2), -vb2 / 5 + (w_b * p3 + w_ab * aa2)
    ua3, ub3 = va2 + dua3, vb2 + dub3
    sa3, sb3 = spike(ua3), spike(ub3)
    aa3, ab3 = aa2 / 2 + sa3 / 2, ab2 / 2 + sb3 / 2
    assert [sa0, sa1, sa2, sa3] == [1, 0, 0, 1] and [sb0, sb1, sb2, sb3] == [0, 1, 1, 0], "the branches below assume these"
    # Level 1/(4 tau_s) = 0.125. A fires at 0: exact at 0 to 2 (0.5, 0.25, 0.125 is not below it), and at 3. B: surrogate at 0.
    assert [aa0, aa1, aa2, aa3] == [0.5, 0.25, 0.125, 0.5625] and [ab0, ab1, ab2, ab3] == [0, 0.5, 0.75, 0.375]

    # Backward: given dL/da of A and B.
    ga0, ga1, ga2, ga3 = 0.5, -0.25, 1.0, 0.75
    gb0, gb1, gb2, gb3 = -1.0, 0.5, -0.5, 0.25
    # Step 3. epsilon = 1/2, 1/4, 1/8, 1/16. A fires: e = G/Du. B does not: e = 0 (no later step).
    da3 = (ga3 / 2) / dua3
    db3 = 0.0
    ta3, tb3 = da3, 0.0
    # Step 2: errors through the loop arrive from step 3, as dL/di = delta R/tau.
    ga2 = ga2 + w_ab * db3 * 1.0
    gb2 = gb2 + w_ba * da3 * 1.5
    da2 = ta3 * (1 - 1 / tau_a)  # A silent: the leak carries the error on u of step 3
    db2 = (gb2 / 2 + gb3 / 4) / dub2 + tb3 * ub2 * (1 / tau_b) / dub2  # B fires: itself, and the reset it causes
    ta2, tb2 = ta3 * (1 - 1 / tau_a), db2
    # Step 1
    ga1 = ga1 + w_ab * db2 * 1.0
    gb1 = gb1 + w_ba * da2 * 1.5
    da1 = ta2 * (1 - 1 / tau_a)
    db1 = (gb1 / 2 + gb2 / 4 + gb3 / 8) / dub1 + tb2 * ub1 * (1 / tau_b) / dub1
    ta1, tb1 = ta2 * (1 - 1 / tau_a), db1
    # Step 0: A fires; B has been silent so far and learns by the surrogate.
    ga0 = ga0 + w_ab * db1 * 1.0
    gb0 = gb0 + w_ba * da1 * 1.5
    da0 = (ga0 / 2 + ga1 / 4 + ga2 / 8 + ga3 / 16) / dua0 + ta1 * ua0 * (1 / tau_a) / dua0
    z = min((1 - ub0) / 0.2, 8.0)
    db0 = (gb0 / 2 + gb1 / 4 + gb2 / 8 + gb3 / 16) * np.exp(z) / (0.2 * (1 + np.exp(z)) ** 2)
    assert min(dua0, dua3, dub1, dub2) > 1 / CLAMP, "no sensitivity is clamped"
    # dL/di = delta R/tau: 1.5 for A, 1 for B
    ia0, ia1, ia2, ia3 = 1.5 * da0, 1.5 * da1, 1.5 * da2, 1.5 * da3
    ib0, ib1, ib2, ib3 = db0, db1, db2, db3
    by_hand = {
        "current": np.array([[ia0, ib0], [ia1, ib1], [ia2, ib2], [ia3, ib3]]),
        "input": np.array([[p0 * ia0 + p1 * ia1 + p2 * ia2 + p3 * ia3, p0 * ib0 + p1 * ib1 + p2 * ib2 + p3 * ib3]]),
        "recurrent": np.array(
            [
                [aa0 * ia1 + aa1 * ia2 + aa2 * ia3, aa0 * ib1 + aa1 * ib2 + aa2 * ib3],
                [ab0 * ia1 + ab1 * ia2 + ab2 * ia3, ab0 * ib1 + ab1 * ib2 + ab2 * ib3],
            ]
        ),
    }

    layer = {
        "input": np.array([[w_a, w_b]]),
        "recurrent": np.array([[0, w_ab], [w_ba, 0]]),
        "tau": np.array([tau_a, tau_b]),
        "R": np.array([r_a, r_b]),
    }
    given = np.array([[0.5, -1.0], [-0.25, 0.5], [1.0, -0.5], [0.75, 0.25]])
    a_in = filtered(np.array([[x0], [x1], [x2], [x3]]), tau_s)
    state = forward(a_in, layer, tau_s)
    general = backward(state, a_in, layer, tau_s, given, np.zeros((4, 2)))
    for name, value in by_hand.items():
        assert np.abs(value - general[name]).max() < 1e-14, name
    print("two neurons: the loop written out and the general form agree")
    write(
        "tssl-two-neuron-loop.json",
        {
            "network": {"tauSyn": tau_s, "layers": [layer]},
            "events": [[x0], [x1], [x2], [x3]],
            "traceGradient": given,
            "u": state[0],
            "spikes": state[1].astype(int),
            "trace": state[2],
            "gradients": by_hand,
        },
    )


def recurrent_layer():
    """The one-layer network of surrogate-one-layer.json, one sample, losses given as arrays."""
    network, samples = draw(one_layer)
    layer, tau_s = as_numpy(network["layers"][0]), network["tauSyn"]
    random = np.random.RandomState(1)
    cases = []
    for name in ("trace", "spike", "both"):
        for x, label in samples:
            a_in = filtered(x.numpy(), tau_s)
            state = forward(a_in, layer, tau_s)
            on_trace = on_grid(torch.tensor(random.randn(STEPS, NEURONS)), 1024).numpy() * (name != "spike")
            constant = on_grid(torch.tensor(random.randn(NEURONS)), 1024).numpy() * (name != "trace")
            on_spikes = np.tile(constant, (STEPS, 1))
            cases.append(
                {
                    "loss": name,
                    "sample": label,
                    "traceGradient": on_trace + 0.0,
                    "spikeGradient": constant + 0.0,
                    "gradients": backward(state, a_in, layer, tau_s, on_trace, on_spikes),
                }
            )
            exact = state[2] >= 1 / (4 * tau_s)
            print(f"recurrent layer, {name}: {exact.mean():.2f} of steps on the exact branch")
    write("tssl-recurrent-layer.json", {"of": "surrogate-one-layer.json", "cases": cases})


def whole_networks():
    """Cross entropy of scaled counts through the two-layer network and through the spiking readout."""
    for of, build in (("surrogate-two-layer", two_layers), ("surrogate-spiking-readout", with_spiking_readout)):
        network, samples = draw(build)
        tau_s, readout = network["tauSyn"], network["readout"]
        layers = [as_numpy(layer) for layer in network["layers"]]
        if readout["kind"] == "spiking":
            output = {"input": readout["weights"], "tau": readout["tau"], "R": readout["R"], "recurrent": None}
            layers.append(as_numpy(output))
        cases = [network_gradients(layers, readout, tau_s, x.numpy(), label) for x, label in samples]
        total = {name: sum(case[name] for case in cases) for name in cases[0]}
        write(f"tssl-{of.removeprefix('surrogate-')}.json", {"of": f"{of}.json", "gradients": total})


def network_gradients(layers, readout, tau_s, x, label):
    traces, states = [filtered(x, tau_s)], []
    for layer in layers:
        states.append(forward(traces[-1], layer, tau_s))
        traces.append(states[-1][2])
    counts = states[-1][1].sum(0)
    weights = readout["weights"].numpy()
    spiking = readout["kind"] == "spiking"
    logits = readout["scale"] * (counts if spiking else counts @ weights)
    error = np.exp(logits - logits.max())
    error /= error.sum()
    error[label] -= 1
    error *= readout["scale"]
    named = {} if spiking else {"readout.weights": np.outer(counts, error)}
    spike_gradient = np.tile(error if spiking else weights @ error, (len(x), 1))
    trace_gradient = np.zeros_like(spike_gradient)
    for index in reversed(range(len(layers))):
        result = backward(states[index], traces[index], layers[index], tau_s, trace_gradient, spike_gradient)
        is_output = spiking and index == len(layers) - 1
        named["readout.weights" if is_output else f"layers.{index}.input"] = result["input"]
        if result["recurrent"] is not None:
            named[f"layers.{index}.recurrent"] = result["recurrent"]
        trace_gradient, spike_gradient = result["below"], np.zeros_like(result["below"])
    return named


if __name__ == "__main__":
    worked_neurons()
    two_neuron_loop()
    recurrent_layer()
    whole_networks()
