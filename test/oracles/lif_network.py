"""The project's LIF network in event form, float64, differentiated by torch's autograd.

    I[t]    = (1 - 1/tauSyn) I[t-1] + J[t]/tauSyn,   J_i[t] = sum_j Win[j][i] x_j[t] + sum_k G[k][i] s_k[t-1]
    u_i[t]  = (1 - 1/tau_i) uhat_i[t-1] + (R_i/tau_i) I_i[t]
    s_i[t]  = 1 if u_i[t] > 1 else 0;   uhat = u (1 - s)

x are the event counts of the inputs or, in an upper layer, the spikes of the layer below at the same step.
"""

import torch

torch.set_default_dtype(torch.float64)


def logistic_slope(z):
    return torch.exp(z) / (0.2 * (1 + torch.exp(z)) ** 2)


SURROGATES = {
    # Logistic of width 0.2: exp(z) / (0.2 (1 + exp z)^2), z = (u - 1)/0.2 clipped to +-8 as in the authors' TSSL-BP code
    "logistic": lambda u: logistic_slope(torch.clamp((u - 1) / 0.2, -8, 8)),
    # SuperSpike's fast sigmoid, steepness 10
    "fastSigmoid": lambda u: 1 / (1 + 10 * (u - 1).abs()) ** 2,
}


def spike_function(surrogate):
    class Spike(torch.autograd.Function):
        @staticmethod
        def forward(ctx, u):
            ctx.save_for_backward(u)
            return (u > 1).to(u.dtype)

        @staticmethod
        def backward(ctx, grad):
            (u,) = ctx.saved_tensors
            return grad * SURROGATES[surrogate](u)

    return Spike.apply


def run_layer(x, layer, tau_syn, surrogate, reset):
    """x [T, inputs] -> (u, s), each [T, neurons]. `layer`: input [inputs, n], recurrent [n, n] or None, tau, R [n]."""
    spike = spike_function(surrogate)
    n = layer["tau"].shape[0]
    current, after_reset, previous = torch.zeros(n), torch.zeros(n), torch.zeros(n)
    us, ss = [], []
    for t in range(x.shape[0]):
        events = x[t] @ layer["input"]
        if layer["recurrent"] is not None:
            events = events + previous @ layer["recurrent"]
        current = (1 - 1 / tau_syn) * current + events / tau_syn
        u = (1 - 1 / layer["tau"]) * after_reset + (layer["R"] / layer["tau"]) * current
        s = spike(u)
        after_reset = u * (1 - (s.detach() if reset == "detached" else s))
        previous = s
        us.append(u)
        ss.append(s)
    return torch.stack(us), torch.stack(ss)


def forward(network, x, surrogate="logistic", reset="detached"):
    """-> (per layer (u, s), logits [classes]). A spiking readout is the last of the layers returned."""
    states, below = [], x
    for layer in network["layers"]:
        states.append(run_layer(below, layer, network["tauSyn"], surrogate, reset))
        below = states[-1][1]
    readout = network["readout"]
    if readout["kind"] == "count":
        return states, readout["scale"] * (below.sum(0) @ readout["weights"])
    output = {"input": readout["weights"], "recurrent": None, "tau": readout["tau"], "R": readout["R"]}
    states.append(run_layer(below, output, network["tauSyn"], surrogate, reset))
    return states, readout["scale"] * states[-1][1].sum(0)


def parameters(network):
    """The trainable tensors by name."""
    named = {}
    for index, layer in enumerate(network["layers"]):
        named[f"layers.{index}.input"] = layer["input"]
        if layer["recurrent"] is not None:
            named[f"layers.{index}.recurrent"] = layer["recurrent"]
    named["readout.weights"] = network["readout"]["weights"]
    return named


def gradients(network, samples, surrogate, reset):
    """Gradients of the SUM of the samples' cross entropies, [loss per sample]."""
    named = parameters(network)
    for tensor in named.values():
        tensor.requires_grad_(True)
        tensor.grad = None
    losses = []
    for x, label in samples:
        _, logits = forward(network, x, surrogate, reset)
        losses.append(torch.nn.functional.cross_entropy(logits[None], torch.tensor([label])))
    torch.stack(losses).sum().backward()
    result = {name: tensor.grad.clone() for name, tensor in named.items()}
    for tensor in named.values():
        tensor.requires_grad_(False)
    return result, [loss.item() for loss in losses]


def on_grid(tensor, steps_per_unit):
    """Rounds to a binary grid: exact in float32 too, so float32 and float64 implementations get the same numbers."""
    return torch.round(tensor * steps_per_unit) / steps_per_unit


def random_events(generator, steps, inputs, probability):
    """[steps, inputs] event counts 0, 1 or 2: some inputs fire twice in a step."""
    once = torch.rand(steps, inputs, generator=generator) < probability
    twice = torch.rand(steps, inputs, generator=generator) < 0.2
    return once.double() * (1 + twice.double())


def random_layer(generator, inputs, neurons, motif_size, input_scale, recurrent_scale):
    """Two or more motifs, all-to-all inside, plus lateral links between same-index neurons of neighbouring motifs."""
    layer = {
        "input": on_grid(input_scale * torch.randn(inputs, neurons, generator=generator), 1024),
        "recurrent": None,
        "tau": on_grid(8 + 2 * torch.rand(neurons, generator=generator) - 1, 64),
        "R": on_grid(8 + 2 * torch.rand(neurons, generator=generator) - 1, 64),
    }
    if motif_size is not None:
        index = torch.arange(neurons)
        same_motif = (index[:, None] // motif_size) == (index[None, :] // motif_size)
        lateral = (index[:, None] - index[None, :]).abs() == motif_size
        weights = recurrent_scale * torch.randn(neurons, neurons, generator=generator)
        layer["recurrent"] = torch.where(same_motif | lateral, on_grid(weights, 1024), 0.0)
    return layer


def is_usable(states_of_samples):
    """Every layer fires in 5 to 25 % of its neuron steps in every sample; no potential is within 1e-3 of the threshold."""
    for u, s in (layer for states in states_of_samples for layer in states):
        if not 0.05 <= s.mean().item() <= 0.25 or (u - 1).abs().min().item() < 1e-3:
            return False
    return True


def describe(network):
    readout = dict(network["readout"])
    return {"tauSyn": network["tauSyn"], "layers": network["layers"], "readout": readout}
