#!/usr/bin/env python3
"""An independent learner on our environment: PPO of stable-baselines3 on the planted signal.

    sb3_signal.py TRAIN_ENDPOINT TEST_ENDPOINT --steps 600000 --bars 20000 --seed 1

Trains over the first server and plays the other's tape once, greedily; prints the mean reward a bar as JSON.
Needs torch and stable-baselines3 (requirements-long.txt).
"""
import argparse
import json

import numpy as np
import torch
from stable_baselines3 import PPO

import shim

parser = argparse.ArgumentParser()
parser.add_argument("train")
parser.add_argument("test")
parser.add_argument("--steps", type=int, default=600_000)
parser.add_argument("--bars", type=int, default=20_000)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
torch.set_num_threads(1)

env = shim.vector(options.train, options.seed)
# The settings of our own rung: 128 steps a rollout, four epochs of four parts, a short horizon.
model = PPO(
    "MlpPolicy", env, n_steps=128, batch_size=env.num_envs * 128 // 4, n_epochs=4, gamma=0.9, gae_lambda=0.95,
    learning_rate=lambda left: 3e-4 * left, clip_range=0.2, ent_coef=0.01, vf_coef=0.5, seed=options.seed, device="cpu",
    policy_kwargs=dict(net_arch=dict(pi=[64, 64], vf=[64, 64]), activation_fn=torch.nn.Tanh))
model.learn(options.steps)

test = shim.vector(options.test, options.seed)
seen, total = test.reset(), np.zeros(test.num_envs)
bars = options.bars // test.num_envs
for _ in range(bars):
    seen, rewards, _, _ = test.step(model.predict(seen, deterministic=True)[0])
    total += rewards
print(json.dumps(dict(mean=float(total.mean() / bars), bars=bars * test.num_envs, steps=options.steps)))
