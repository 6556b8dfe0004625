#!/usr/bin/env python3
"""The reference layer in PyTorch on the CPU: seconds per sample of one forward and backward pass.

    python3 bench/peers/pytorch_layer.py        # under 3 minutes; needs torch (1.13 or newer), nothing else

78 inputs, each with an event in 5 % of the steps, 800 neurons in 50 motifs of 16 (all-to-all inside a motif), 100 steps,
10 outputs that sum weighted spikes, cross entropy; gradients of all weights by backpropagation through time with the fast
sigmoid 1/(1 + 10|u - 1|)^2 and a detached reset. The same equations as the project's kernel, float32; weights are scaled
so that the layer fires in about 7 % of its neuron steps (printed).

Three variants, all the best we know how to write, and the input product is one product for all steps in each:
  dense         one 800 x 800 recurrent product a step, autograd
  block         one batched 16 x 16 product a step and motif, autograd
  block-manual  as block, the backward pass written by hand: weight gradients are one product over all steps

Each number of threads runs in a process of its own, since the BLAS reads it at its start. Prints JSON lines; the last ones
are the fastest variant and batch for each number of threads.
"""

import json
import os
import subprocess
import sys
import time

INPUTS, INPUT_RATE, MOTIFS, MOTIF_SIZE, STEPS, OUTPUTS = 78, 0.05, 50, 16, 100, 10
NEURONS = MOTIFS * MOTIF_SIZE
TARGET_RATE = 0.07
TAU_MEM, TAU_SYN, R = 8.0, 4.0, 8.0
BATCHES = (1, 32, 128, 512)
THREADS = (1, 2)
SECONDS_PER_CASE = 4.0
# glibc would give every large tensor back to the system and fault its pages in again: up to a third of the time here.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "17179869184"}

LEAK, GAIN = 1 - 1 / TAU_MEM, R / TAU_MEM
KEEP, ADD = 1 - 1 / TAU_SYN, 1 / TAU_SYN


def slope(torch, u):
    return (10 * (u - 1).abs() + 1).pow_(-2)


def spike_function(torch):
    class Spike(torch.autograd.Function):
        @staticmethod
        def forward(ctx, u):
            ctx.save_for_backward(u)
            return (u > 1).to(u.dtype)

        @staticmethod
        def backward(ctx, grad):
            return grad * slope(torch, ctx.saved_tensors[0])

    return Spike.apply


def loss_and_error(torch, logits, labels):
    """Mean cross entropy of the batch, and its derivative by the logits."""
    logits = logits.detach().requires_grad_(True)
    loss = torch.nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return loss.detach(), logits.grad


def by_autograd(torch, weights, x, labels, recurrent_product, shape, to_layout, from_layout):
    w_in, w_rec, w_out = (w.detach().requires_grad_(True) for w in weights)
    spike = spike_function(torch)
    # Unbound, not indexed: the gradient of an index is a whole zero tensor, once per step.
    driven = to_layout((x.reshape(-1, INPUTS) @ w_in).view(STEPS, -1, NEURONS)).unbind(0)
    current, rest, s = (torch.zeros(shape) for _ in range(3))
    counts = torch.zeros(shape)
    for t in range(STEPS):
        events = driven[t] if t == 0 else driven[t] + recurrent_product(s, w_rec)
        current = KEEP * current + ADD * events
        u = LEAK * rest + GAIN * current
        s = spike(u)
        rest = u * (1 - s.detach())
        counts = counts + s
    loss = torch.nn.functional.cross_entropy(from_layout(counts) @ w_out, labels)
    loss.backward()
    return loss.detach(), counts.detach(), (w_in.grad, w_rec.grad, w_out.grad)


def dense(torch, weights, x, labels):
    w_in, blocks, w_out = weights
    full = torch.block_diag(*blocks)
    batch = x.shape[1]
    product = lambda s, w: s @ w
    same = lambda y: y
    return by_autograd(torch, (w_in, full, w_out), x, labels, product, (batch, NEURONS), same, same)


def block(torch, weights, x, labels):
    """States lie as [motif][sample][neuron], so that the batched product needs no copy."""
    batch = x.shape[1]
    to_layout = lambda y: y.view(STEPS, batch, MOTIFS, MOTIF_SIZE).transpose(1, 2).contiguous()
    from_layout = lambda y: y.transpose(0, 1).reshape(batch, NEURONS)
    return by_autograd(torch, weights, x, labels, torch.bmm, (MOTIFS, batch, MOTIF_SIZE), to_layout, from_layout)


def block_manual(torch, weights, x, labels):
    """Buffers lie as [motif][step][sample][neuron]: weight gradients see all steps and samples as one long axis."""
    with torch.no_grad():
        w_in, w_rec, w_out = weights
        batch = x.shape[1]
        shape = (MOTIFS, batch, MOTIF_SIZE)
        flat_x = x.reshape(-1, INPUTS)
        events = torch.matmul(flat_x, w_in.view(INPUTS, MOTIFS, MOTIF_SIZE).transpose(0, 1).contiguous())
        events = events.view(MOTIFS, STEPS, batch, MOTIF_SIZE)
        u, s = torch.empty_like(events), torch.empty_like(events)
        current, rest = torch.zeros(shape), torch.zeros(shape)
        for t in range(STEPS):
            if t > 0:
                torch.baddbmm(events[:, t], s[:, t - 1], w_rec, out=events[:, t])
            current.mul_(KEEP).add_(events[:, t], alpha=ADD)
            torch.add(rest.mul_(LEAK), current, alpha=GAIN, out=u[:, t])
            torch.gt(u[:, t], 1, out=s[:, t])
            torch.mul(u[:, t], 1 - s[:, t], out=rest)
        counts = s.sum(1)
        by_sample = counts.transpose(0, 1).reshape(batch, NEURONS)
    loss, error = loss_and_error(torch, by_sample @ w_out, labels)
    with torch.no_grad():
        on_spikes = (error @ w_out.t()).view(batch, MOTIFS, MOTIF_SIZE).transpose(0, 1).contiguous()
        transposed = w_rec.transpose(1, 2).contiguous()
        on_events = events  # its values are no longer needed
        on_u, on_current = torch.zeros(shape), torch.zeros(shape)
        for t in reversed(range(STEPS)):
            on_s = on_spikes if t == STEPS - 1 else torch.baddbmm(on_spikes, on_events[:, t + 1], transposed)
            on_u.mul_(LEAK).mul_(1 - s[:, t]).add_(on_s * slope(torch, u[:, t]))
            on_current.mul_(KEEP).add_(on_u, alpha=GAIN)
            torch.mul(on_current, ADD, out=on_events[:, t])
        long = on_events.view(MOTIFS, STEPS * batch, MOTIF_SIZE)
        on_w_in = torch.matmul(flat_x.t(), long).transpose(0, 1).reshape(INPUTS, NEURONS)
        before = s.view(MOTIFS, STEPS * batch, MOTIF_SIZE)[:, :-batch]
        return loss, counts, (on_w_in, torch.bmm(before.transpose(1, 2), long[:, batch:]), by_sample.t() @ error)


VARIANTS = {"dense": dense, "block": block, "block-manual": block_manual}


def draw_weights(torch, input_scale):
    generator = torch.Generator().manual_seed(1)
    w_in = input_scale * torch.randn(INPUTS, NEURONS, generator=generator)
    w_rec = 0.5 * torch.randn(MOTIFS, MOTIF_SIZE, MOTIF_SIZE, generator=generator)
    w_out = 0.05 * torch.randn(NEURONS, OUTPUTS, generator=generator)
    return w_in, w_rec, w_out


def draw_batch(torch, batch):
    generator = torch.Generator().manual_seed(2)
    x = (torch.rand(STEPS, batch, INPUTS, generator=generator) < INPUT_RATE).float()
    return x, torch.randint(OUTPUTS, (batch,), generator=generator)


def calibrate(torch):
    """Bisects the scale of the input weights until the layer fires at the target rate."""
    x, labels = draw_batch(torch, 16)
    low, high = 0.0, 8.0
    for _ in range(16):
        middle = (low + high) / 2
        counts = block_manual(torch, draw_weights(torch, middle), x, labels)[1]
        rate = counts.mean().item() / STEPS
        low, high = (middle, high) if rate < TARGET_RATE else (low, middle)
    return draw_weights(torch, (low + high) / 2), rate, x.mean().item()


def check_equal(torch, weights):
    """The variants must agree, else their times mean nothing: spikes exactly, gradients to rounding (in float64)."""
    torch.set_default_dtype(torch.float64)
    weights = [w.double() for w in weights]
    x, labels = draw_batch(torch, 3)
    _, counts, (w_in, w_rec, w_out) = block(torch, weights, x.double(), labels)
    _, manual_counts, manual = block_manual(torch, weights, x.double(), labels)
    _, dense_counts, full = dense(torch, weights, x.double(), labels)
    diagonal = torch.stack([full[1][i : i + MOTIF_SIZE, i : i + MOTIF_SIZE] for i in range(0, NEURONS, MOTIF_SIZE)])
    assert torch.equal(counts, manual_counts)
    assert torch.equal(counts.transpose(0, 1).reshape(3, NEURONS), dense_counts)
    for other in (manual, (full[0], diagonal, full[2])):
        for expected, got in zip((w_in, w_rec, w_out), other):
            assert torch.allclose(expected, got, rtol=1e-8, atol=1e-12)
    torch.set_default_dtype(torch.float32)


def measure(torch, variant, weights, batch, threads):
    x, labels = draw_batch(torch, batch)
    VARIANTS[variant](torch, weights, *draw_batch(torch, min(batch, 8)))  # warms up at little cost
    times, rate = [], 0.0
    started = time.perf_counter()
    while not times or (time.perf_counter() - started + min(times) < SECONDS_PER_CASE and len(times) < 50):
        before = time.perf_counter()
        counts = VARIANTS[variant](torch, weights, x, labels)[1]
        times.append(time.perf_counter() - before)
        rate = counts.mean().item() / STEPS
    return {
        "variant": variant,
        "batch": batch,
        "threads": threads,
        "secondsPerSample": min(times) / batch,
        "medianSecondsPerSample": sorted(times)[len(times) // 2] / batch,
        "repetitions": len(times),
        "firingRate": round(rate, 4),
    }


def run(threads):
    import torch

    torch.set_num_threads(threads)
    weights, rate, input_rate = calibrate(torch)
    check_equal(torch, weights)
    setting = {"torch": torch.__version__, "threads": threads, "firingRate": rate, "inputRate": input_rate}
    print(json.dumps({"setting": setting}), flush=True)
    results = []
    for variant in VARIANTS:
        for batch in BATCHES:
            results.append(measure(torch, variant, weights, batch, threads))
            print(json.dumps(results[-1]), flush=True)
    print(json.dumps({"best": min(results, key=lambda result: result["secondsPerSample"])}), flush=True)


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--threads":
        return run(int(sys.argv[2]))
    for threads in THREADS:
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **{name: str(threads) for name in names}, **KEEP_MEMORY}
        subprocess.run([sys.executable, os.path.abspath(__file__), "--threads", str(threads)], env=environment, check=True)


if __name__ == "__main__":
    main()
