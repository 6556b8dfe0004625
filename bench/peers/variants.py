"""One layer of motifs in PyTorch, five ways, each the best we know how to write it: forward and backward of a batch.

All compute what the project's kernel does, in float32: all-to-all motifs, outputs that sum weighted spikes, cross entropy,
backpropagation through time with the fast sigmoid 1/(1 + 10|u - 1|)^2 and a detached reset. The input product is one
product for all steps.

  dense         one (neurons x neurons) recurrent product a step, autograd
  block         one batched (motif x motif) product a step, autograd
  block-manual  as block, the backward pass written by hand: weight gradients are one product over all steps
  sparse        input and recurrent weights or events as sparse matrices (COO), autograd
  event-manual  as block-manual, but rows are added for spikes alone (index_add), and input events are a sparse matrix

Each takes weights (input, [motif][pre][post], readout), x [step][sample][input] of 0 and 1, and labels; each returns the
loss, the spike counts and the three gradients.
"""

from dataclasses import dataclass

import torch

SLOPE = 10.0


@dataclass(frozen=True)
class Spec:
    inputs: int
    inputRate: float
    neurons: int
    motifSize: int
    steps: int
    classes: int
    firingRate: float
    tauMem: float
    tauSyn: float

    @property
    def motifs(self):
        return self.neurons // self.motifSize

    @property
    def constants(self):
        """leak, gain (R = tau, so 1), keep and add of the synaptic filter."""
        return 1 - 1 / self.tauMem, 1.0, 1 - 1 / self.tauSyn, 1 / self.tauSyn


def slope(u):
    return (SLOPE * (u - 1).abs() + 1).pow_(-2)


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, u):
        ctx.save_for_backward(u)
        return (u > 1).to(u.dtype)

    @staticmethod
    def backward(ctx, grad):
        return grad * slope(ctx.saved_tensors[0])


def loss_and_error(logits, labels):
    """Mean cross entropy of the batch, and its derivative by the logits."""
    logits = logits.detach().requires_grad_(True)
    with torch.enable_grad():
        loss = torch.nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return loss.detach(), logits.grad


def zeros(shape, like):
    return torch.zeros(shape, dtype=like.dtype, device=like.device)


def by_autograd(spec, weights, driven, labels, recurrent_product, shape, from_layout):
    """`driven` is [step] of what the input adds, already in the layout of `shape`."""
    _, w_rec, w_out = weights
    leak, gain, keep, add = spec.constants
    current, rest, s, counts = (zeros(shape, w_out) for _ in range(4))
    for t in range(spec.steps):
        events = driven[t] if t == 0 else driven[t] + recurrent_product(s, w_rec)
        current = keep * current + add * events
        u = leak * rest + gain * current
        s = Spike.apply(u)
        rest = u * (1 - s.detach())
        counts = counts + s
    loss = torch.nn.functional.cross_entropy(from_layout(counts) @ w_out, labels)
    loss.backward()
    return loss.detach(), from_layout(counts).detach(), [w.grad for w in weights]


def trained(*weights):
    return [w.detach().requires_grad_(True) for w in weights]


def dense(spec, weights, x, labels):
    w_in, blocks, w_out = weights
    own = trained(w_in, torch.block_diag(*blocks), w_out)
    # Unbound, not indexed: the gradient of an index is a whole zero tensor, once per step.
    driven = (x.reshape(-1, spec.inputs) @ own[0]).view(spec.steps, -1, spec.neurons).unbind(0)
    return by_autograd(spec, own, driven, labels, torch.matmul, (x.shape[1], spec.neurons), lambda y: y)


def block(spec, weights, x, labels):
    """States lie as [motif][sample][neuron], so that the batched product needs no copy."""
    batch = x.shape[1]
    own = trained(*weights)
    product = (x.reshape(-1, spec.inputs) @ own[0]).view(spec.steps, batch, spec.motifs, spec.motifSize)
    driven = product.transpose(1, 2).contiguous().unbind(0)
    from_layout = lambda y: y.transpose(0, 1).reshape(batch, spec.neurons)
    return by_autograd(spec, own, driven, labels, torch.bmm, (spec.motifs, batch, spec.motifSize), from_layout)


def sparse(spec, weights, x, labels):
    """States lie as [neuron][sample]: a sparse matrix multiplies from the left."""
    w_in, blocks, w_out = weights
    batch = x.shape[1]
    size = spec.motifSize
    motif, pre, post = torch.meshgrid(
        torch.arange(spec.motifs), torch.arange(size), torch.arange(size), indexing="ij"
    )
    index = torch.stack([(motif * size + post).flatten(), (motif * size + pre).flatten()]).to(w_in.device)
    values, own_in, own_out = trained(blocks.reshape(-1), w_in, w_out)
    recurrent = torch.sparse_coo_tensor(index, values, (spec.neurons, spec.neurons)).coalesce()
    events = x.reshape(-1, spec.inputs).to_sparse()
    driven = torch.sparse.mm(events, own_in).view(spec.steps, batch, spec.neurons).transpose(1, 2).contiguous().unbind(0)
    product = lambda s, w: torch.sparse.mm(w, s)
    leaves = [own_in, recurrent, own_out]
    recurrent.retain_grad()
    loss, counts, _ = by_autograd(spec, leaves, driven, labels, product, (spec.neurons, batch), lambda y: y.t())
    return loss, counts, [own_in.grad, values.grad.view(spec.motifs, size, size), own_out.grad]


def manual(spec, weights, x, labels, drive, add_recurrent):
    """Buffers lie as [motif][step][sample][neuron]: weight gradients see all steps and samples as one long axis."""
    leak, gain, keep, add = spec.constants
    with torch.no_grad():
        w_in, w_rec, w_out = weights
        batch = x.shape[1]
        shape = (spec.motifs, batch, spec.motifSize)
        flat_x = x.reshape(-1, spec.inputs)
        events = drive(flat_x, w_in).view(spec.motifs, spec.steps, batch, spec.motifSize)
        u, s = torch.empty_like(events), torch.empty_like(events)
        current, rest = zeros(shape, w_in), zeros(shape, w_in)
        for t in range(spec.steps):
            if t > 0:
                add_recurrent(events[:, t], s[:, t - 1], w_rec)
            current.mul_(keep).add_(events[:, t], alpha=add)
            torch.add(rest.mul_(leak), current, alpha=gain, out=u[:, t])
            torch.gt(u[:, t], 1, out=s[:, t])
            torch.mul(u[:, t], 1 - s[:, t], out=rest)
        by_sample = s.sum(1).transpose(0, 1).reshape(batch, spec.neurons)
    loss, error = loss_and_error(by_sample @ w_out, labels)
    with torch.no_grad():
        on_spikes = (error @ w_out.t()).view(batch, spec.motifs, spec.motifSize).transpose(0, 1).contiguous()
        transposed = w_rec.transpose(1, 2).contiguous()
        on_events = events  # its values are no longer needed
        on_u, on_current = zeros(shape, w_in), zeros(shape, w_in)
        for t in reversed(range(spec.steps)):
            last = t == spec.steps - 1
            on_s = on_spikes if last else torch.baddbmm(on_spikes, on_events[:, t + 1], transposed)
            on_u.mul_(leak).mul_(1 - s[:, t]).add_(on_s * slope(u[:, t]))
            on_current.mul_(keep).add_(on_u, alpha=gain)
            torch.mul(on_current, add, out=on_events[:, t])
        long = on_events.view(spec.motifs, spec.steps * batch, spec.motifSize)
        on_w_in = torch.matmul(flat_x.t(), long).transpose(0, 1).reshape(spec.inputs, spec.neurons)
        before = s.view(spec.motifs, spec.steps * batch, spec.motifSize)[:, :-batch]
        return loss, by_sample, [on_w_in, torch.bmm(before.transpose(1, 2), long[:, batch:]), by_sample.t() @ error]


def block_manual(spec, weights, x, labels):
    def drive(flat_x, w_in):
        return torch.matmul(flat_x, w_in.view(spec.inputs, spec.motifs, spec.motifSize).transpose(0, 1).contiguous())

    def add_recurrent(events, s, w_rec):
        torch.baddbmm(events, s, w_rec, out=events)

    return manual(spec, weights, x, labels, drive, add_recurrent)


def event_manual(spec, weights, x, labels):
    def drive(flat_x, w_in):
        product = torch.sparse.mm(flat_x.to_sparse(), w_in)
        return product.view(-1, spec.motifs, spec.motifSize).transpose(0, 1).contiguous()

    def add_recurrent(events, s, w_rec):
        motif, sample, neuron = s.nonzero(as_tuple=True)
        rows = w_rec.view(-1, spec.motifSize).index_select(0, motif * spec.motifSize + neuron)
        # `events` is one step of a larger buffer: index by motif and sample.
        events.index_put_((motif, sample), rows, accumulate=True)

    return manual(spec, weights, x, labels, drive, add_recurrent)


VARIANTS = {
    "dense": dense,
    "block": block,
    "block-manual": block_manual,
    "sparse": sparse,
    "event-manual": event_manual,
}
