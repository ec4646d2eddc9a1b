"""Batched environments over ZeroMQ, as docs/reference/environment-protocol.md has them: frames, a server's loop, a
client. Needs numpy and pyzmq. Nothing is pickled."""
import json
import struct

import numpy as np
import zmq

HEADER = struct.Struct("<4sHHQ5I")
SPEC, RESET, STEP, CLOSE, ERROR = 1, 2, 3, 4, 255
MAGIC, VERSION = b"GMRL", 1


class Wrong(Exception):
    """A message that is not taken."""


def floats(data, *shape):
    array = np.frombuffer(data, "<f4")
    if array.size != int(np.prod(shape)):
        raise Wrong(f"{shape} numbers of 32 bits are expected in {len(data)} bytes")
    return array.reshape(shape)


def pack(array, kind):
    return np.ascontiguousarray(array, kind).tobytes()


def serve(envs, endpoint):
    """Answers until a client closes the session.

    `envs` has `spec` (a dict), `sizes` (copies, agents, observation, state, actions), `reset(seeds)` giving
    observations, states and masks (or None), and `step(actions)` giving those three, rewards, terminated, truncated,
    finished, final observations and final states.
    """
    socket = zmq.Context.instance().socket(zmq.REP)
    socket.setsockopt(zmq.LINGER, 1000)
    socket.bind(endpoint)
    last, begun = 0, False
    while True:
        frames = socket.recv_multipart()
        seq, kind = 0, ERROR
        try:
            if len(frames[0]) != HEADER.size:
                raise Wrong(f"a header has {HEADER.size} bytes, and this one {len(frames[0])}")
            magic, version, kind, seq, *sizes = HEADER.unpack(frames[0])
            if magic != MAGIC or version != VERSION:
                raise Wrong("it does not begin with GMRL of version 1")
            if kind != SPEC and seq != last + 1:
                raise Wrong(f"question {seq} follows {last}: one is missing or stands twice")
            if kind in (RESET, STEP) and tuple(sizes) != tuple(envs.sizes):
                raise Wrong(f"its sizes are {sizes}, and the environment's {envs.sizes}")
            last = seq
            out, begun = answer(envs, kind, frames[1:], begun)
        except Wrong as wrong:
            kind, out = ERROR, [str(wrong).encode()]
        socket.send_multipart([HEADER.pack(MAGIC, VERSION, kind, seq, *envs.sizes), *out])
        if kind == CLOSE:
            socket.close()
            return


def answer(envs, kind, frames, begun):
    copies, agents, _, _, actions = envs.sizes
    if kind == SPEC:
        return [json.dumps(envs.spec).encode()], begun
    if kind == CLOSE:
        return [], begun
    if kind not in (RESET, STEP) or len(frames) != 1:
        raise Wrong(f"type {kind} with {len(frames)} frames is not known")
    if kind == RESET:
        seeds = np.frombuffer(frames[0], "<i8")
        if seeds.size != copies:
            raise Wrong(f"{copies} seeds of 64 bits are expected")
        obs, state, mask = envs.reset([int(s) for s in seeds])
        return [pack(obs, "<f4"), pack(state, "<f4"), *([] if mask is None else [pack(mask, "u1")])], True
    if not begun:
        raise Wrong("a step comes before the first reset")
    chosen = np.frombuffer(frames[0], "<i4")
    if chosen.size != copies * agents or (chosen < 0).any() or (chosen >= actions).any():
        raise Wrong(f"{copies * agents} actions of 0 to {actions - 1} are expected")
    obs, state, mask, rewards, terminated, truncated, finished, last_obs, last_state = envs.step(
        chosen.reshape(copies, agents))
    return [
        pack(obs, "<f4"), pack(state, "<f4"), pack(rewards, "<f4"), pack(terminated, "u1"), pack(truncated, "u1"),
        pack(finished, "<i4"), pack(last_obs, "<f4"), pack(last_state, "<f4"),
        *([] if mask is None else [pack(mask, "u1")])], begun


class Client:
    """Asks a server; all copies at once."""

    def __init__(self, endpoint, patience=10.0):
        self.socket = zmq.Context.instance().socket(zmq.REQ)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVTIMEO, int(1000 * patience))
        self.socket.connect(endpoint)
        self.sequence, self.sizes = 0, (0, 0, 0, 0, 0)
        header, frames = self.ask(SPEC)
        self.sizes, self.spec = header, json.loads(frames[0])
        if self.spec["autoreset"] != "same-step":
            raise Wrong(f"autoreset {self.spec['autoreset']} is not understood")
        self.copies, self.agents, self.observation, self.state, self.actions = self.sizes

    def ask(self, kind, *frames):
        self.sequence += 1
        self.socket.send_multipart([HEADER.pack(MAGIC, VERSION, kind, self.sequence, *self.sizes), *frames])
        head, *rest = self.socket.recv_multipart()
        magic, version, answered, seq, *sizes = HEADER.unpack(head)
        if answered == ERROR:
            raise Wrong(rest[0].decode())
        if (magic, version, answered, seq) != (MAGIC, VERSION, kind, self.sequence):
            raise Wrong("it answers another question")
        return tuple(sizes), rest

    def _sight(self, frames):
        e, a = self.copies, self.agents
        mask = np.frombuffer(frames[2], "u1").reshape(e, a, self.actions) if len(frames) > 2 else None
        return floats(frames[0], e, a, self.observation), floats(frames[1], e, self.state), mask

    def reset(self, seeds):
        return self._sight(self.ask(RESET, pack(seeds, "<i8"))[1])

    def step(self, actions):
        frames = self.ask(STEP, pack(actions, "<i4"))[1]
        e, a = self.copies, self.agents
        sight = self._sight([frames[0], frames[1], *frames[8:]])
        finished = np.frombuffer(frames[5], "<i4")
        return (*sight, floats(frames[2], e, a), np.frombuffer(frames[3], "u1").reshape(e, a).astype(bool),
                np.frombuffer(frames[4], "u1").reshape(e, a).astype(bool), finished,
                floats(frames[6], len(finished), a, self.observation), floats(frames[7], len(finished), self.state))

    def close(self):
        self.ask(CLOSE)
        self.socket.close()
