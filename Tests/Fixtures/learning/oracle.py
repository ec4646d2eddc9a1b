#!/usr/bin/env python3
"""Writes what torch says of our losses, gradients and steps of Adam: gradients.safetensors, strategic.safetensors
and gru.safetensors beside this file. Needs torch, numpy and safetensors; the tests need none of them.

Everything is computed in float64 from inputs that float32 holds exactly. The losses are written here once more, after
the code of MAPPO (marlbenchmark/on-policy) and not after ours; slopes come from autograd.
"""
import os
import sys

import numpy as np
import torch
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
CLIP, ENTROPY, VALUE_WEIGHT, DELTA, RATE, EPSILON = 0.2, 0.01, 0.5, 0.5, 7e-4, 1e-5
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def exact(values):
    """Rounded to float32, kept as float64."""
    return torch.as_tensor(np.asarray(values, dtype=np.float64).astype(np.float32).astype(np.float64))


class SplitMix:
    """The generator of Tests/TestSupport, many numbers at a time: uniform in [-1, 1) of 24 bits."""

    def __init__(self, seed):
        self.state = seed

    def numbers(self, count):
        golden = np.uint64(0x9E3779B97F4A7C15)
        with np.errstate(over="ignore"):
            z = np.uint64(self.state) + golden * np.arange(1, count + 1, dtype=np.uint64)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        self.state = (self.state + count * 0x9E3779B97F4A7C15) % 2**64
        return (z >> np.uint64(40)).astype(np.float64) * 2.0**-23 - 1


def layers(inputs, hidden, outputs, activation, norm):
    """A stack as MLPShape describes it."""
    found, width = ([torch.nn.LayerNorm(inputs)] if norm else []), inputs
    for wide in hidden:
        found += [torch.nn.Linear(width, wide), torch.nn.Tanh() if activation == "tanh" else torch.nn.ReLU()]
        if norm:
            found.append(torch.nn.LayerNorm(wide))
        width = wide
    return found + ([torch.nn.Linear(width, outputs)] if outputs else [])


def flat(parameters):
    return torch.cat([p.reshape(-1) for p in parameters])


def shake(rng, parameters):
    """Weights of the size of an initialisation, gains about 1."""
    with torch.no_grad():
        for p in parameters:
            scale = 1 / np.sqrt(p.shape[-1]) if p.dim() == 2 else 0.1
            offset = 1.0 if p.dim() == 1 and bool((p == 1).all()) else 0.0
            p.copy_(exact(offset + scale * rng.standard_normal(tuple(p.shape))))


class ValueNorm:
    def __init__(self, beta=0.99999):
        self.beta, self.m, self.q, self.d = beta, 0.0, 0.0, 0.0

    def update(self, x):
        self.m = self.beta * self.m + (1 - self.beta) * x.mean()
        self.q = self.beta * self.q + (1 - self.beta) * (x**2).mean()
        self.d = self.beta * self.d + (1 - self.beta)

    def normalise(self, x):
        debias = max(self.d, 1e-5)
        mean = self.m / debias
        variance = torch.clamp(self.q / debias - mean**2, min=1e-2)
        return (x - mean) / torch.sqrt(variance)


def policy_terms(logits, batch):
    """Surrogate, entropy, their sum, and how many ratios lie outside the clip."""
    masked = torch.where(batch["mask"] == 0, torch.tensor(-1e10), logits)
    choice = torch.distributions.Categorical(logits=masked)
    weight = batch["weight"]
    ratio = torch.exp(choice.log_prob(batch["action"]) - batch["old_logp"])
    bounded = torch.clamp(ratio, 1 - CLIP, 1 + CLIP)
    worth = torch.min(ratio * batch["advantage"], bounded * batch["advantage"])
    surrogate = -(worth * weight).sum() / weight.sum()
    p, logp = choice.probs, torch.log_softmax(masked, -1)
    entropy = -((torch.where(batch["mask"] == 0, torch.tensor(0.0), p * logp).sum(-1)) * weight).sum() / weight.sum()
    outside = ((ratio != bounded) * weight).sum() / weight.sum()
    return surrogate, entropy, surrogate - ENTROPY * entropy, outside


def huber(e):
    return torch.where(e.abs() <= DELTA, e**2 / 2, DELTA * (e.abs() - DELTA / 2))


def value_loss(values, batch, norm):
    target = norm.normalise(batch["returns"])
    held = batch["old_value"] + torch.clamp(values - batch["old_value"], -CLIP, CLIP)
    worse = torch.max(huber(target - values), huber(target - held))
    return VALUE_WEIGHT * (worse * batch["weight"]).sum() / batch["weight"].sum()


def policy_batch(rng, logits):
    """Masked actions, some samples inactive, old probabilities perturbed until two in five ratios are outside."""
    rows, n = logits.shape
    action = rng.integers(0, n, rows)
    mask = (rng.random((rows, n)) > 0.2).astype(np.float64)
    mask[np.arange(rows), action] = 1
    batch = {
        "mask": torch.as_tensor(mask), "action": torch.as_tensor(action),
        "advantage": exact(rng.standard_normal(rows)), "weight": exact(rng.random(rows) > 0.15),
    }
    masked = torch.where(batch["mask"] == 0, torch.tensor(-1e10), logits.detach())
    logp = torch.distributions.Categorical(logits=masked).log_prob(batch["action"])
    batch["old_logp"] = exact(logp.numpy() + 0.25 * rng.standard_normal(rows))
    return batch


def value_batch(rng, values):
    rows = len(values)
    return {
        "old_value": exact(values.detach().numpy() + 0.3 * rng.standard_normal(rows)),
        "returns": exact(3 + 5 * rng.standard_normal(rows)), "weight": exact(rng.random(rows) > 0.15),
    }


def stepped(parameters, limit):
    """Norm of the gradients before the clip, and the parameters after one step."""
    norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
    torch.optim.Adam(parameters, lr=RATE, eps=EPSILON).step()
    return norm


def learn(net, parameters, loss, limit, out, name):
    """Gradients, norm, the parameters before and after."""
    out[f"{name}.parameters"] = flat(parameters).detach().clone()
    loss.backward()
    out[f"{name}.gradients"] = flat([p.grad for p in parameters]).clone()
    out[f"{name}.norm"] = stepped(parameters, limit).reshape(1)
    out[f"{name}.stepped"] = flat(parameters).detach().clone()


def keep(batch, out, name):
    for key, value in batch.items():
        out[f"{name}.{key}"] = value


def small(rng, activation, norm, out):
    """An actor and a critic, whole."""
    name, rows = f"{activation}.{'norm' if norm else 'plain'}", 64
    actor = torch.nn.Sequential(*layers(7, [16, 12], 5, activation, norm))
    shake(rng, list(actor.parameters()))
    x = exact(rng.standard_normal((rows, 7)))
    logits = actor(x)
    batch = policy_batch(rng, logits)
    surrogate, entropy, loss, outside = policy_terms(logits, batch)
    assert 0.3 < outside < 0.5, outside
    out[f"{name}.actor.x"], out[f"{name}.actor.output"] = x, logits.detach()
    keep(batch, out, f"{name}.actor")
    out[f"{name}.actor.terms"] = torch.stack([surrogate, entropy, loss, outside]).detach()
    learn(actor, list(actor.parameters()), loss, 0.05 if norm else 10.0, out, f"{name}.actor")

    critic = torch.nn.Sequential(*layers(9, [16, 12], 1, activation, norm))
    shake(rng, list(critic.parameters()))
    x = exact(rng.standard_normal((rows, 9)))
    values = critic(x)[:, 0]
    batch = value_batch(rng, values)
    normaliser, earlier = ValueNorm(), exact(2 + 4 * rng.standard_normal((3, 32)))
    for part in [*earlier, batch["returns"]]:
        normaliser.update(part)
    loss = value_loss(values, batch, normaliser)
    out[f"{name}.critic.x"], out[f"{name}.critic.output"] = x, values.detach()
    out[f"{name}.critic.earlier"] = earlier
    keep(batch, out, f"{name}.critic")
    out[f"{name}.critic.terms"] = torch.stack([loss, *normaliser.normalise(batch["returns"][:2])]).detach()
    learn(critic, list(critic.parameters()), loss, 10.0 if norm else 0.05, out, f"{name}.critic")


def strategic(rng, out):
    """48-512-256-128-5 with relu: weights come from a seed, and samples and sums of the rest are kept."""
    rows, numbers = 64, SplitMix(20)
    net = torch.nn.Sequential(*layers(48, [512, 256, 128], 5, "relu", False))
    parameters = list(net.parameters())
    with torch.no_grad():
        for p in parameters:
            # Powers of two, so that the products are exact in float32.
            scale = {48: 1 / 8, 512: 1 / 16, 256: 1 / 16, 128: 1 / 8}[p.shape[1]] if p.dim() == 2 else 1 / 16
            p.copy_(torch.as_tensor(numbers.numbers(p.numel()).reshape(tuple(p.shape)) * scale))
    x = torch.as_tensor(numbers.numbers(rows * 48).reshape(rows, 48) * 2)
    logits = net(x)
    batch = policy_batch(rng, logits)
    surrogate, entropy, loss, outside = policy_terms(logits, batch)
    whole = {}
    learn(net, parameters, loss, 0.05, whole, "net")
    signs = torch.as_tensor(np.sign(SplitMix(21).numbers(whole["net.gradients"].numel())))
    start, places = 0, []
    for p in parameters:
        places += list(range(start, start + p.numel(), max(1, p.numel() // 97)))
        start += p.numel()
    out["output"], out["norm"] = logits.detach(), whole["net.norm"]
    out["terms"] = torch.stack([surrogate, entropy, loss, outside]).detach()
    out["places"] = torch.as_tensor(places)
    for key in ("gradients", "stepped"):
        out[key] = whole[f"net.{key}"][places]
        sizes = [p.numel() for p in parameters]
        out[f"{key}.sums"] = torch.stack([part.sum() for part in torch.split(whole[f"net.{key}"] * signs, sizes)])
        out[f"{key}.most"] = torch.stack([part.abs().max() for part in torch.split(whole[f"net.{key}"], sizes)])
    keep(batch, out, "batch")


class Recurrent(torch.nn.Module):
    """Dense blocks, a GRU with layer normalisation, a head."""

    def __init__(self, inputs, hidden, memory, outputs, activation, norm):
        super().__init__()
        self.trunk = torch.nn.Sequential(*layers(inputs, hidden, 0, activation, norm))
        self.gru = torch.nn.GRU(hidden[-1] if hidden else inputs, memory)
        self.norm = torch.nn.LayerNorm(memory)
        self.head = torch.nn.Linear(memory, outputs)

    def ours(self):
        """The parameters in our order: the input's weights and biases, then the memory's."""
        g = self.gru
        return [*self.trunk.parameters(), g.weight_ih_l0, g.bias_ih_l0, g.weight_hh_l0, g.bias_hh_l0,
                *self.norm.parameters(), *self.head.parameters()]

    def forward(self, x, memory, starts):
        outputs = []
        for step in range(x.shape[0]):
            memory = memory * (1 - starts[step])[:, None]
            out, memory = self.gru(self.trunk(x[step])[None], memory[None])
            memory = memory[0]
            outputs.append(self.head(self.norm(out[0])))
        return torch.stack(outputs), memory


def recurrent(rng, name, hidden, activation, norm, out):
    """Ten steps of six rows from a stored memory, with episodes that begin in between."""
    steps, rows, inputs, memory, n = 10, 6, 7, 8, 4
    net = Recurrent(inputs, hidden, memory, n, activation, norm)
    shake(rng, net.ours())
    x = exact(rng.standard_normal((steps, rows, inputs)))
    begin = exact(0.5 * rng.standard_normal((rows, memory)))
    starts = exact(rng.random((steps, rows)) < 0.15)
    output, end = net(x, begin, starts)
    logits = output.reshape(steps * rows, n)
    batch = policy_batch(rng, logits)
    surrogate, entropy, loss, outside = policy_terms(logits, batch)
    out[f"{name}.x"], out[f"{name}.begin"], out[f"{name}.starts"] = x, begin, starts
    out[f"{name}.output"], out[f"{name}.end"] = logits.detach(), end.detach()
    keep(batch, out, name)
    out[f"{name}.terms"] = torch.stack([surrogate, entropy, loss, outside]).detach()
    learn(net, net.ours(), loss, 10.0, out, name)


def save(out, file, folder):
    kinds = {torch.int64: np.uint64, torch.float64: np.float64}
    arrays = {key: np.ascontiguousarray(value.numpy().astype(kinds[value.dtype])) for key, value in out.items()}
    note = dict(torch=torch.__version__.split("+")[0], clip=str(CLIP), entropy=str(ENTROPY), delta=str(DELTA),
                value_weight=str(VALUE_WEIGHT), rate=str(RATE), epsilon=str(EPSILON))
    save_file(arrays, os.path.join(folder, file), metadata=note)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE
    rng, out = np.random.default_rng(1), {}
    for activation in ("tanh", "relu"):
        for norm in (False, True):
            small(rng, activation, norm, out)
    save(out, "gradients.safetensors", folder)
    out = {}
    strategic(np.random.default_rng(2), out)
    save(out, "strategic.safetensors", folder)
    rng, out = np.random.default_rng(3), {}
    recurrent(rng, "bare", [], "tanh", False, out)
    recurrent(rng, "deep", [12, 10], "relu", True, out)
    save(out, "gru.safetensors", folder)


if __name__ == "__main__":
    main()
