#!/usr/bin/env python3
"""Serves copies of an environment that nobody here wrote.

    serve.py gymnasium:CartPole-v1 --copies 8 --endpoint ipc:///tmp/cartpole
    serve.py mpe2:simple_spread_v3 --option N=2 --option max_cycles=25 --copies 32 --endpoint tcp://127.0.0.1:5555

`--mood` makes it a bad server, for tests: it answers with a wrong `size`, `autoreset` or `nan`, or it falls `silent` or
ends (`crash`) after `--after` steps.
"""
import argparse
import importlib
import importlib.metadata
import json
import os
import sys
import time

import numpy as np

import gmrl


def version(*packages):
    return {name: importlib.metadata.version(name) for name in packages}


class Gymnasium:
    """Copies of a Gymnasium environment with a Box of observations and Discrete actions: one agent each."""

    def __init__(self, name, copies, options):
        import gymnasium
        self.envs = [gymnasium.make(name, **options) for _ in range(copies)]
        width = int(np.prod(self.envs[0].observation_space.shape))
        self.sizes = (copies, 1, width, width, int(self.envs[0].action_space.n))
        self.spec = dict(env=name, versions=version("gymnasium", "numpy"), agents=["agent_0"], dtype="f32",
                         autoreset="same-step", masks=False, max_cycles=self.envs[0].spec.max_episode_steps)

    def reset(self, seeds):
        rows = [env.reset(seed=seed)[0] for env, seed in zip(self.envs, seeds)]
        self.obs = np.array(rows, np.float32).reshape(len(rows), -1)
        return self.obs, self.obs, None

    def step(self, actions):
        copies = len(self.envs)
        obs, rewards = np.empty_like(self.obs), np.zeros(copies)
        terminated, truncated = np.zeros(copies, bool), np.zeros(copies, bool)
        finished, last = [], []
        for i, env in enumerate(self.envs):
            row, rewards[i], terminated[i], truncated[i], _ = env.step(int(actions[i, 0]))
            if terminated[i] or truncated[i]:
                finished.append(i)
                last.append(np.array(row, np.float32).reshape(-1))
                row = env.reset()[0]
            obs[i] = np.reshape(row, -1)
        self.obs = obs
        return obs, obs, None, rewards, terminated, truncated, finished, last, last


class Parallel:
    """Copies of a PettingZoo parallel environment with equal Boxes and equal Discrete actions."""

    def __init__(self, module, name, copies, options, grid):
        self.grid = grid
        make = importlib.import_module(f"{module}.{name}").parallel_env
        self.envs = [make(**options) for _ in range(copies)]
        env = self.envs[0]
        self.agents = list(env.possible_agents)
        shapes = {env.observation_space(agent).shape for agent in self.agents}
        choices = {int(env.action_space(agent).n) for agent in self.agents}
        if len(shapes) > 1 or len(choices) > 1:
            sys.exit(f"agents of {name} differ: {shapes}, {choices}")
        env.reset(seed=0)
        self.sizes = (copies, len(self.agents), int(np.prod(shapes.pop())), int(np.prod(env.state().shape)),
                      choices.pop())
        self.spec = dict(env=name, versions=version(module, "pettingzoo", "numpy"), agents=self.agents, dtype="f32",
                         autoreset="same-step", masks=False, max_cycles=options.get("max_cycles"))

    def look(self, env, seen):
        zero = np.zeros(self.sizes[2], np.float32)
        return [np.reshape(seen.get(agent, zero), -1) for agent in self.agents]

    def begin(self, env, seed=None):
        seen = env.reset(seed=seed)[0]
        if self.grid:
            # Places that float32 holds exactly, and their differences too: who sees them knows them.
            for entity in env.unwrapped.world.entities:
                entity.state.p_pos = np.round(entity.state.p_pos * self.grid) / self.grid
            seen = {agent: env.aec_env.observe(agent) for agent in self.agents}
        return self.look(env, seen)

    def reset(self, seeds):
        rows = [self.begin(env, seed) for env, seed in zip(self.envs, seeds)]
        self.ended = np.zeros(self.sizes[:2], bool), np.zeros(self.sizes[:2], bool)
        return np.array(rows, np.float32), np.array([env.state() for env in self.envs], np.float32), None

    def step(self, actions):
        copies, agents, width, state_width, _ = self.sizes
        obs, state = np.empty((copies, agents, width), np.float32), np.empty((copies, state_width), np.float32)
        rewards, (terminated, truncated) = np.zeros((copies, agents)), self.ended
        finished, last_obs, last_state = [], [], []
        for i, env in enumerate(self.envs):
            chosen = {agent: int(actions[i, k]) for k, agent in enumerate(self.agents) if agent in env.agents}
            seen, reward, ends, cuts, _ = env.step(chosen)
            for k, agent in enumerate(self.agents):
                rewards[i, k] = reward.get(agent, 0.0)
                terminated[i, k] |= ends.get(agent, False)
                truncated[i, k] |= cuts.get(agent, False)
            rows = self.look(env, seen)
            if not env.agents:
                finished.append(i)
                last_obs.append(rows)
                last_state.append(np.array(env.state(), np.float32))
                rows = self.begin(env)
            obs[i], state[i] = rows, env.state()
        out = terminated.copy(), truncated.copy()
        terminated[finished], truncated[finished] = False, False
        return obs, state, None, rewards, *out, finished, np.array(last_obs), np.array(last_state)


class Still:
    """Copies that stand still, for measuring the bridge: `still:agents,observation,state,actions`."""

    def __init__(self, name, copies):
        agents, width, state, actions = (int(part) for part in name.split(","))
        self.sizes = (copies, agents, width, state, actions)
        self.spec = dict(env="still", versions=version("numpy"), agents=[f"agent_{k}" for k in range(agents)],
                         dtype="f32", autoreset="same-step", masks=False)
        self.sight = np.zeros((copies, agents, width), np.float32), np.zeros((copies, state), np.float32), None
        rows = np.zeros((copies, agents))
        self.rest = rows, rows, rows, [], np.zeros((0, agents, width)), np.zeros((0, state))

    def reset(self, seeds):
        return self.sight

    def step(self, actions):
        return (*self.sight, *self.rest)


class Moody:
    """Another server's environments, served wrongly."""

    def __init__(self, envs, mood, after):
        self.envs, self.mood, self.left = envs, mood, after
        self.sizes, self.spec = envs.sizes, dict(envs.spec)
        if mood == "autoreset":
            self.spec["autoreset"] = "next-step"

    def reset(self, seeds):
        return self.envs.reset(seeds)

    def step(self, actions):
        self.left -= 1
        if self.left < 0:
            if self.mood == "crash":
                print("this server ends now", flush=True)
                os._exit(9)
            if self.mood == "silent":
                time.sleep(3600)
        out = list(self.envs.step(actions))
        if self.mood == "size":
            out[0] = out[0][:, :1]
        if self.mood == "nan":
            out[3] = out[3] * np.nan
        return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], help="of the environment, as N=2")
    parser.add_argument("--grid", type=int, default=0, help="of mpe2: bodies begin on a grid of 1 / this")
    parser.add_argument("--mood", default="")
    parser.add_argument("--after", type=int, default=0)
    chosen = parser.parse_args()
    module, name = chosen.name.split(":", 1)
    options = {key: json.loads(value) for key, value in (pair.split("=", 1) for pair in chosen.option)}
    if module == "gymnasium":
        envs = Gymnasium(name, chosen.copies, options)
    elif module == "still":
        envs = Still(name, chosen.copies)
    else:
        envs = Parallel(module, name, chosen.copies, options, chosen.grid)
    gmrl.serve(Moody(envs, chosen.mood, chosen.after) if chosen.mood else envs, chosen.endpoint)


main()
