#!/usr/bin/env python3
"""What Gymnasium, PettingZoo and stable-baselines3 demand of an environment, asked of ours:
check_shims.py gymnasium|pettingzoo|sb3 ENDPOINT."""
import sys
import warnings

import shim

kind, endpoint = sys.argv[1:]
if kind == "gymnasium":
    from gymnasium.utils.env_checker import check_env
    with warnings.catch_warnings():
        # An unbounded Box and an environment without a registered name are what ours are.
        warnings.simplefilter("ignore")
        env = shim.FlowEnv(endpoint)
        check_env(env, skip_render_check=True)
elif kind == "sb3":
    from stable_baselines3.common.env_checker import check_env
    env = shim.FlowEnv(endpoint)
    check_env(env)
else:
    from pettingzoo.test import parallel_api_test
    env = shim.FlowParallelEnv(endpoint)
    parallel_api_test(env, num_cycles=200)
env.close()
print("passed")
