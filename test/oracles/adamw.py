"""Writes adamw.json: five steps of torch's AdamW with a global norm clip before and a projection after each step."""

import torch

from fixture_file import write
from lif_network import on_grid

STEPS, SIZE = 5, 9
SETTINGS = {"learningRate": 0.05, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01, "maxNorm": 1.0}
# Three excitatory weights, three inhibitory, three of free sign.
LOW = torch.tensor([0.0] * 3 + [-4.0] * 6)
HIGH = torch.tensor([4.0] * 3 + [0.0] * 3 + [4.0] * 3)
START = torch.tensor([0.03125, 3.96875, 1.5, -0.03125, -3.96875, -1.5, 0.03125, 3.96875, -3.96875])


def clip_exactly(parameter):
    """g <- g min(1, maxNorm/|g|)"""
    norm = parameter.grad.norm()
    if norm > SETTINGS["maxNorm"]:
        parameter.grad.mul_(SETTINGS["maxNorm"] / norm)


def clip_like_torch(parameter):
    """As above, but torch divides by |g| + 1e-6."""
    torch.nn.utils.clip_grad_norm_([parameter], SETTINGS["maxNorm"])


def run(clip, gradients):
    parameter = torch.nn.Parameter(START.clone())
    optimiser = torch.optim.AdamW(
        [parameter],
        lr=SETTINGS["learningRate"],
        betas=(SETTINGS["beta1"], SETTINGS["beta2"]),
        eps=SETTINGS["epsilon"],
        weight_decay=SETTINGS["weightDecay"],
    )
    steps = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        norm = gradient.norm()
        clip(parameter)
        optimiser.step()
        with torch.no_grad():
            parameter.copy_(torch.minimum(torch.maximum(parameter, LOW), HIGH))
        state = optimiser.state[parameter]
        moments = {"firstMoment": state["exp_avg"].clone(), "secondMoment": state["exp_avg_sq"].clone()}
        steps.append({"norm": norm, "parameters": parameter.detach().clone(), **moments})
    return steps


def main():
    generator = torch.Generator().manual_seed(3)
    # Norms on both sides of the clip; the first gradient pushes every weight against a bound; one is zero throughout.
    sizes = torch.tensor([1.0, 0.125, 2.0, 0.25, 0.0625])
    gradients = on_grid(sizes[:, None] * torch.randn(STEPS, SIZE, generator=generator), 1024)
    gradients[0, [0, 3, 4, 7, 8]] = torch.tensor([1.5, -1.5, 1.5, -1.5, 1.5])
    gradients[:, 5] = 0
    cases = [{"clip": "exact", "steps": run(clip_exactly, gradients)}, {"clip": "torch", "steps": run(clip_like_torch, gradients)}]
    bounds = {"low": LOW, "high": HIGH}
    write("adamw.json", {"settings": SETTINGS, **bounds, "start": START, "gradients": gradients, "cases": cases})
    for step in cases[0]["steps"]:
        print(float(step["norm"]), step["parameters"].tolist())


if __name__ == "__main__":
    main()
