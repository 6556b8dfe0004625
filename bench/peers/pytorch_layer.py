#!/usr/bin/env python3
"""A layer of motifs in PyTorch (variants.py): seconds per sample of one forward and backward pass, as JSON lines.

    python3 bench/peers/pytorch_layer.py                              # the reference layer on the CPU, 1 and 2 threads
    python3 bench/peers/pytorch_layer.py --device cuda                # eager and compiled, where torch finds a GPU
    python3 bench/peers/pytorch_layer.py --spec '{"neurons": 400, ...}' --seconds 1

Needs torch (1.13 or newer; compiled rows 2.0). Each number of threads runs in a process of its own, since the BLAS reads
it at its start. Input weights are scaled so that the layer fires as the specification says; the variants are checked to
agree before they are timed. From a batch of PRUNE_FROM on, a variant that needs over PRUNE times as long as the fastest is
not tried at larger ones.
"""

import argparse
import json
import os
import subprocess
import sys
import time

REFERENCE = {
    "inputs": 78,
    "inputRate": 0.05,
    "neurons": 800,
    "motifSize": 16,
    "steps": 100,
    "classes": 10,
    "firingRate": 0.07,
    "tauMem": 8.0,
    "tauSyn": 4.0,
}
CPU_BATCHES = (1, 32, 128, 512)
CUDA_BATCHES = (16, 64, 256, 1024)
THREADS = (1, 2)
PRUNE, PRUNE_FROM = 4.0, 128
# glibc would give every large tensor back to the system and fault its pages in again: up to a third of the time here.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "17179869184"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spec", type=json.loads, default={}, help="JSON of the layer; what it leaves out is the reference layer's")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each variant and batch")
    parser.add_argument("--batches", type=lambda text: [int(n) for n in text.split(",")], help="such as 1,32,128")
    parser.add_argument("--threads", type=int, help="run here, with so many threads; otherwise a process for 1 and for 2")
    return parser.parse_args()


class Layer:
    """Weights that make the layer fire as the specification says, and batches of random events."""

    def __init__(self, torch, variants, spec, device):
        self.torch, self.variants, self.spec, self.device = torch, variants, spec, device
        x, labels = self.batch(16)
        low, high = 0.0, 8.0
        for _ in range(16):
            middle = (low + high) / 2
            self.weights = self.draw_weights(middle)
            counts = variants.block_manual(spec, self.weights, x, labels)[1]
            self.rate = counts.mean().item() / spec.steps
            low, high = (middle, high) if self.rate < spec.firingRate else (low, middle)

    def draw_weights(self, input_scale):
        torch, spec = self.torch, self.spec
        generator = torch.Generator().manual_seed(1)
        w_in = input_scale * torch.randn(spec.inputs, spec.neurons, generator=generator)
        w_rec = 0.5 * torch.randn(spec.motifs, spec.motifSize, spec.motifSize, generator=generator)
        w_out = 0.05 * torch.randn(spec.neurons, spec.classes, generator=generator)
        return tuple(w.to(self.device) for w in (w_in, w_rec, w_out))

    def batch(self, size):
        torch, spec = self.torch, self.spec
        generator = torch.Generator().manual_seed(2)
        x = (torch.rand(spec.steps, size, spec.inputs, generator=generator) < spec.inputRate).float()
        labels = torch.randint(spec.classes, (size,), generator=generator)
        return x.to(self.device), labels.to(self.device)

    def check_equal(self):
        """The variants must agree, else their times mean nothing: spikes exactly, gradients to rounding (in float64)."""
        torch, spec, size = self.torch, self.spec, self.spec.motifSize
        weights = [w.double() for w in self.weights]
        x, labels = self.batch(3)
        expected = self.variants.block(spec, weights, x.double(), labels)
        for name, run in self.variants.VARIANTS.items():
            _, counts, gradients = run(spec, weights, x.double(), labels)
            assert torch.equal(counts, expected[1]), name
            if gradients[1].dim() == 2:
                blocks = range(0, spec.neurons, size)
                gradients[1] = torch.stack([gradients[1][i : i + size, i : i + size] for i in blocks])
            for a, b in zip(expected[2], gradients):
                assert torch.allclose(a, b, rtol=1e-8, atol=1e-12), name


def measure(layer, name, run, batch, seconds):
    torch, spec = layer.torch, layer.spec
    wait = torch.cuda.synchronize if layer.device == "cuda" else lambda: None
    x, labels = layer.batch(batch)
    for _ in range(3 if layer.device == "cuda" else 1):
        # On the CPU a small batch warms up at little cost; a GPU and a compiler want the real one.
        run(spec, layer.weights, *((x, labels) if layer.device == "cuda" else layer.batch(min(batch, 8))))
    wait()
    times = []
    started = time.perf_counter()
    while len(times) < 2 or (time.perf_counter() - started + min(times) < seconds and len(times) < 200):
        before = time.perf_counter()
        run(spec, layer.weights, x, labels)
        wait()
        times.append(time.perf_counter() - before)
    return {
        "variant": name,
        "batch": batch,
        "secondsPerSample": min(times) / batch,
        "medianSecondsPerSample": sorted(times)[len(times) // 2] / batch,
        "repetitions": len(times),
    }


def compiled(torch, run):
    """Inductor cannot write into one step of a buffer as the hand-written passes do, so the autograd ones are compiled."""
    return torch.compile(run, mode="reduce-overhead")


def run_here(options):
    sys.dont_write_bytecode = True
    import torch
    import variants

    spec = variants.Spec(**{**REFERENCE, **options.spec})
    torch.set_num_threads(options.threads)
    layer = Layer(torch, variants, spec, options.device)
    layer.check_equal()
    where = {"device": options.device, "threads": options.threads}
    name = torch.cuda.get_device_name() if options.device == "cuda" else "cpu"
    print(json.dumps({"setting": {**where, "torch": torch.__version__, "name": name, "firingRate": layer.rate}}), flush=True)
    cases = dict(variants.VARIANTS)
    if options.device == "cuda" and hasattr(torch, "compile"):
        cases["block, compiled"] = compiled(torch, variants.block)
        cases["block-manual, compiled"] = compiled(torch, variants.block_manual)
    for batch in options.batches or (CUDA_BATCHES if options.device == "cuda" else CPU_BATCHES):
        found = {}
        for name, run in list(cases.items()):
            try:
                result = measure(layer, name, run, batch, options.seconds)
            except Exception as error:  # a compiler that cannot, or memory that is too small: the others go on
                print(json.dumps({"failed": name, "batch": batch, "error": str(error).splitlines()[0][:200]}), flush=True)
                del cases[name]
                continue
            found[name] = result["secondsPerSample"]
            print(json.dumps({**where, **result}), flush=True)
        if batch >= PRUNE_FROM:
            cases = {name: run for name, run in cases.items() if found[name] <= PRUNE * min(found.values())}


def main():
    options = arguments()
    if options.threads is not None:
        return run_here(options)
    for threads in (1,) if options.device == "cuda" else THREADS:
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **{name: str(threads) for name in names}, **KEEP_MEMORY}
        command = [sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--threads", str(threads)]
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
