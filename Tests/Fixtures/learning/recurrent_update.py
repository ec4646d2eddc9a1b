#!/usr/bin/env python3
"""Writes what torch makes of one whole update of the recurrent trainer: update.safetensors beside this file.

A rollout with all that can happen in one: agents that pause, episodes that end and that a time limit cuts, masks, chunks
of three decisions that begin with stored memories, the last of them shorter. Advantages are summed over steps as their
definition says, sequences are run step by step. Needs torch, numpy and safetensors; the tests need none of them.
"""
import numpy as np
import torch

import oracle
from oracle import Recurrent, ValueNorm, exact, flat, policy_terms, save, shake, stepped, value_loss

STEPS, COPIES, AGENTS, N, OBS, STATE, MEMORY, CHUNK = 11, 3, 2, 4, 5, 6, 7, 3
DISCOUNT, TRACE = 0.97, 0.9
ROWS = COPIES * AGENTS


def story(rng):
    """What happened, by step and row."""
    ends = np.array(rng.choice([0, 1, 2], (STEPS, COPIES), p=[0.75, 0.15, 0.1]))
    mask = (rng.random((STEPS, ROWS, N)) > 0.25).astype(np.float64)
    action = rng.integers(0, N, (STEPS, ROWS))
    np.put_along_axis(mask, action[..., None], 1, axis=2)
    return {
        "observations": exact(rng.standard_normal((STEPS, ROWS, OBS))),
        "states": exact(rng.standard_normal((STEPS, ROWS, STATE))),
        "active": torch.as_tensor((rng.random((STEPS + 1, ROWS)) < 0.7).astype(np.int64)),
        "ends": torch.as_tensor(ends), "mask": torch.as_tensor(mask), "action": torch.as_tensor(action),
        "rewards": exact(rng.standard_normal((STEPS, ROWS))),
        "value": exact(rng.standard_normal((STEPS, ROWS))),
        "raw": exact(2 + 3 * rng.standard_normal((STEPS + 1, ROWS))),
        "final": exact(2 + 3 * rng.standard_normal((STEPS, ROWS))),
        "actor_memory": exact(0.5 * rng.standard_normal((STEPS, ROWS, MEMORY))),
        "critic_memory": exact(0.5 * rng.standard_normal((STEPS, ROWS, MEMORY))),
    }


def decisions(s, row):
    """Of a row, in the order of time: step, delta, what follows counts, whether it begins an episode."""
    found, begins, at = [], True, 0
    while at < STEPS:
        if s["active"][at, row]:
            reward, weight, step, tail = 0.0, 1.0, at, None
            while tail is None:
                reward, weight = reward + weight * float(s["rewards"][step, row]), weight * DISCOUNT
                end = int(s["ends"][step, row // AGENTS])
                step += 1
                if end == 1:
                    tail = (0.0, 0.0)
                elif end == 2:
                    tail = (weight * float(s["final"][step - 1, row]), 0.0)
                elif s["active"][step, row]:
                    tail = (weight * float(s["raw"][step, row]), weight * TRACE)
                elif step == STEPS:
                    break
            if tail is not None:
                delta = reward + tail[0] - float(s["raw"][at, row])
                found.append((at, delta, tail[1], begins))
            begins = False
        if s["ends"][at, row // AGENTS]:
            begins = True
        at += 1
    return found


def run(net, inputs, memories, row, part):
    """Outputs of a chunk from the memory that its first decision had."""
    memory, outputs = memories[part[0][0], row][None], []
    for at, _, _, begins in part:
        out, memory = net(inputs[at, row][None, None], memory, torch.tensor([[float(begins)]]))
        outputs.append(out[0, 0])
    return torch.stack(outputs)


def main():
    rng, out = np.random.default_rng(4), {}
    s = story(rng)
    actor = Recurrent(OBS, [6], MEMORY, N, "tanh", True)
    critic = Recurrent(STATE, [6], MEMORY, 1, "tanh", True)
    shake(rng, actor.ours())
    shake(rng, critic.ours())
    logits, values, places, advantages, returns, lengths = [], [], [], [], [], []
    for row in range(ROWS):
        known = decisions(s, row)
        for k, (at, *_) in enumerate(known):
            total, weight = 0.0, 1.0
            for _, delta, following, _ in known[k:]:
                total, weight = total + weight * delta, weight * following
            advantages.append(total)
            returns.append(total + float(s["raw"][at, row]))
            places.append((at, row))
        for start in range(0, len(known), CHUNK):
            part = known[start : start + CHUNK]
            lengths.append(len(part))
            logits.append(run(actor, s["observations"], s["actor_memory"], row, part))
            values.append(run(critic, s["states"], s["critic_memory"], row, part)[:, 0])
    assert 1 in lengths and 3 in lengths and {int(e) for e in s["ends"].flatten()} == {0, 1, 2}
    logits, values = torch.cat(logits), torch.cat(values)
    at, row = (torch.tensor(part) for part in zip(*places))
    advantage, returns = torch.tensor(advantages), torch.tensor(returns)
    advantage = (advantage - advantage.mean()) / (advantage.std(correction=0) + 1e-5)
    batch = {"mask": s["mask"][at, row], "action": s["action"][at, row], "weight": torch.ones(len(at)),
             "advantage": advantage, "returns": returns, "old_value": s["value"][at, row]}
    masked = torch.where(batch["mask"] == 0, torch.tensor(-1e10), logits.detach())
    logp = torch.distributions.Categorical(logits=masked).log_prob(batch["action"])
    s["logp"] = torch.zeros(STEPS, ROWS)
    s["logp"][at, row] = exact(logp.numpy() + 0.2 * rng.standard_normal(len(at)))
    batch["old_logp"] = s["logp"][at, row]
    surrogate, entropy, loss, outside = policy_terms(logits, batch)
    assert 0.2 < outside < 0.6, outside
    normaliser = ValueNorm()
    normaliser.update(returns)
    worth = value_loss(values, batch, normaliser)
    out.update(s)
    out["count"] = torch.tensor([len(at)])
    out["terms"] = torch.stack([surrogate, entropy, worth, outside]).detach()
    for name, net, objective in (("actor", actor, loss), ("critic", critic, worth)):
        out[f"{name}.parameters"] = flat(net.ours()).detach().clone()
        objective.backward()
        out[f"{name}.norm"] = stepped(net.ours(), 0.5).reshape(1)
        out[f"{name}.stepped"] = flat(net.ours()).detach().clone()
    save(out, "update.safetensors", oracle.HERE)


main()
