"""Our environments for Python's learners: a Gymnasium Env, a PettingZoo ParallelEnv, and a vector for
stable-baselines3, each over one connection to an `EnvironmentServer`."""
import gymnasium
import numpy as np
from gymnasium import spaces
from pettingzoo import ParallelEnv

import gmrl


def box(width):
    return spaces.Box(-np.inf, np.inf, (width,), np.float32)


class FlowEnv(gymnasium.Env):
    """One copy, one agent."""

    metadata = {"render_modes": []}

    def __init__(self, endpoint):
        self.client = gmrl.Client(endpoint)
        assert self.client.copies == 1 and self.client.agents == 1, "one copy of one agent is a Gymnasium environment"
        self.observation_space, self.action_space = box(self.client.observation), spaces.Discrete(self.client.actions)
        self.next = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        # Without a seed it goes on with the episode that the server has begun already.
        if seed is not None or self.next is None:
            start = seed if seed is not None else int(self.np_random.integers(2**31))
            self.next = self.client.reset([start])[0]
        return self.next[0, 0].copy(), {}

    def step(self, action):
        obs, _, _, rewards, terminated, truncated, finished, last, _ = self.client.step([[int(action)]])
        self.next = obs
        seen = last[0, 0] if len(finished) else obs[0, 0]
        return seen.copy(), float(rewards[0, 0]), bool(terminated[0, 0]), bool(truncated[0, 0]), {}

    def close(self):
        self.client.close()


class FlowParallelEnv(ParallelEnv):
    """One copy, all of its agents."""

    metadata = {"name": "gm_flow", "render_modes": []}

    def __init__(self, endpoint):
        self.client = gmrl.Client(endpoint)
        assert self.client.copies == 1, "one copy is a PettingZoo environment"
        self.possible_agents, self.agents = list(self.client.spec["agents"]), []
        self.render_mode, self.next = None, None
        self._box, self._choice = box(self.client.observation), spaces.Discrete(self.client.actions)
        self.observation_spaces = {agent: self._box for agent in self.possible_agents}
        self.action_spaces = {agent: self._choice for agent in self.possible_agents}

    def observation_space(self, agent):
        return self.observation_spaces[agent]

    def action_space(self, agent):
        return self.action_spaces[agent]

    def _split(self, rows):
        return {agent: rows[k].copy() for k, agent in enumerate(self.possible_agents)}

    def reset(self, seed=None, options=None):
        if seed is not None or self.next is None:
            self.next = self.client.reset([seed if seed is not None else int(np.random.randint(2**31))])[0]
        self.agents = list(self.possible_agents)
        return self._split(self.next[0]), {agent: {} for agent in self.agents}

    def step(self, actions):
        chosen = [[int(actions.get(agent, 0)) for agent in self.possible_agents]]
        obs, _, _, rewards, terminated, truncated, finished, last, _ = self.client.step(chosen)
        self.next = obs
        seen = self._split(last[0] if len(finished) else obs[0])
        out = [dict(zip(self.possible_agents, values)) for values in (
            rewards[0].tolist(), terminated[0].tolist(), truncated[0].tolist())]
        infos = {agent: {} for agent in self.possible_agents}
        if len(finished):
            self.agents = []
        return seen, *out, infos

    def close(self):
        self.client.close()


def vector(endpoint, seed):
    """All copies of one agent as stable-baselines3 wants them."""
    from stable_baselines3.common.vec_env import VecEnv

    class FlowVector(VecEnv):
        def __init__(self):
            self.client, self.render_mode = gmrl.Client(endpoint), None
            super().__init__(self.client.copies, box(self.client.observation), spaces.Discrete(self.client.actions))

        def reset(self):
            return self.client.reset([seed] * self.num_envs)[0][:, 0].copy()

        def step_async(self, actions):
            self.chosen = np.asarray(actions).reshape(self.num_envs, 1)

        def step_wait(self):
            obs, _, _, rewards, ended, cut, finished, last, _ = self.client.step(self.chosen)
            infos = [{} for _ in range(self.num_envs)]
            for k, copy in enumerate(finished):
                infos[copy] = {"terminal_observation": last[k, 0].copy(),
                               "TimeLimit.truncated": bool(cut[copy, 0] and not ended[copy, 0])}
            return obs[:, 0].copy(), rewards[:, 0].copy(), (ended | cut)[:, 0], infos

        def close(self):
            self.client.close()

        def get_attr(self, name, indices=None):
            return [getattr(self, name)] * self.num_envs

        def set_attr(self, name, value, indices=None):
            raise NotImplementedError

        def env_method(self, name, *arguments, indices=None, **named):
            raise NotImplementedError

        def env_is_wrapped(self, wrapper, indices=None):
            return [False] * self.num_envs

    return FlowVector()
