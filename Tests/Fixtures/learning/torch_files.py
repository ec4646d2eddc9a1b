#!/usr/bin/env python3
"""Writes files as torch itself saves them, into torch/ beside this file: what we read, and what we refuse.

Needs torch; the tests don't. Numbers are k/16, so exact.
"""
import os
import sys
import zipfile

import torch

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch")


class Hostile:
    """What a pickle can do to whoever loads it; this one only says a word."""

    def __reduce__(self):
        return os.system, ("echo this was code",)


def network():
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    number = 0
    with torch.no_grad():
        for p in net.parameters():
            p.copy_((torch.arange(p.numel(), dtype=torch.float32) + number).reshape(p.shape) / 16)
            number += p.numel()
        # Stored by columns, so that strides matter.
        net[2].weight.data = ((torch.arange(8, dtype=torch.float32) + 16) / 16).reshape(4, 2).t()
    return net


class Recurrent(torch.nn.Module):
    """A hidden layer, a GRU with layer normalisation, a head."""

    def __init__(self, **options):
        super().__init__()
        self.hidden = torch.nn.Linear(3, 4)
        self.gru = torch.nn.GRU(4, 5, **options)
        self.norm = torch.nn.LayerNorm(5)
        self.head = torch.nn.Linear(5, 2)

    def forward(self, x):
        return self.head(self.norm(self.gru(torch.relu(self.hidden(x)))[0]))


def recurrent():
    """Its state dict, and what six steps of it give: inputs, then outputs."""
    torch.manual_seed(1)
    net = Recurrent()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.round(torch.randn(p.shape) * 16) / 16)
        x = torch.round(torch.randn(6, 3) * 16) / 16
        save("gru.pt", net.state_dict())
        save("gru-steps.pt", {"x": x, "output": net(x)})
    save("gru-two.pt", Recurrent(num_layers=2).state_dict())


def save(name, what, **options):
    torch.save(what, os.path.join(FOLDER, name), **options)


def copy(source, target, method, keeps):
    with zipfile.ZipFile(os.path.join(FOLDER, source)) as old:
        with zipfile.ZipFile(os.path.join(FOLDER, target), "w", method) as new:
            for item in filter(keeps, old.namelist()):
                new.writestr(zipfile.ZipInfo(item), old.read(item), method)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    net = network()
    state = net.state_dict()
    recurrent()
    save("state.pt", state)
    save("double.pt", {k: v.double() for k, v in state.items()})
    save("half.pt", {k: v.half() for k, v in state.items()})
    # Views of one storage: a column order, a part.
    base = torch.arange(32, dtype=torch.float32) / 16
    save("views.pt", {"turned": base[:12].reshape(3, 4).t(), "part": base[5:11:2], "scalar": base[7]})
    optimizer = torch.optim.Adam(net.parameters(), lr=7e-4, eps=1e-5)
    for p in net.parameters():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    save("checkpoint.pt", {
        "model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3, "loss": 0.25, "best": None,
        "done": False, "names": ["short", "long"], "steps": 1 << 40,
    })
    one = {"0.weight": base[:2].reshape(1, 2).clone(), "0.bias": base[2:3].clone()}
    save("twice.pt", {"model": one, "best": one})
    save("module.pt", net)
    save("legacy.pt", state, _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.trace(net, torch.zeros(1, 3)), os.path.join(FOLDER, "whole.pt"))
    # Without the members that name the folders of the machine that it was traced on.
    copy("whole.pt", "script.pt", zipfile.ZIP_STORED, lambda item: not item.endswith(".debug_pkl"))
    os.remove(os.path.join(FOLDER, "whole.pt"))
    save("hostile.pt", {"0.weight": state["0.weight"], "extra": Hostile()})
    # Its members packed, as other zip programs would leave them.
    copy("state.pt", "packed.pt", zipfile.ZIP_DEFLATED, lambda item: True)


main()
