#!/usr/bin/env python3
"""Holds exported models against onnxruntime: check_onnx.py FOLDER [--keep].

For each NAME.onnx of the folder there is NAME.f32: 1,000 observations, each followed by what we compute of it. The graph
must pass the full checker, take any number of rows, and give the same logits; probabilities must be their softmax. A
graph that takes a memory is run for ten steps of 100 rows, and its file has the memory before, all observations, all
outputs and the memory after.
"""
import glob
import sys

import numpy as np
import onnx
import onnxruntime



def remembering(session, path):
    """Nodes that differ: ten steps, each from the memory that the one before gave."""
    source, before = session.get_inputs()
    probabilities, logits, after = session.get_outputs()
    assert [before.name, after.name] == ["memory", "memory_out"] and before.shape == after.shape
    numbers = np.fromfile(path[:-5] + ".f32", "<f4")
    width, inputs, outputs = before.shape[1], source.shape[1], logits.shape[1]
    sizes = np.cumsum([100 * width, 1000 * inputs, 1000 * outputs])
    memory, x, ours, end = np.split(numbers, sizes)
    memory, end = memory.reshape(100, width), end.reshape(100, width)
    x, ours = x.reshape(10, 100, inputs), ours.reshape(10, 100, outputs)
    worst = 0.0
    for step in range(10):
        p, z, memory = session.run(None, {source.name: x[step], before.name: memory})
        worst = max(worst, float(np.abs(z - ours[step]).max()) / max(1.0, float(np.abs(z).max())))
        e = np.exp(z - z.max(axis=1, keepdims=True))
        assert np.abs(p - e / e.sum(axis=1, keepdims=True)).max() < 1e-6
    return max(worst, float(np.abs(memory - end).max()))


for path in sorted(glob.glob(f"{sys.argv[1]}/*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    if len(session.get_inputs()) == 2:
        worst = remembering(session, path)
        print(f"{path.rsplit('/', 1)[-1]} {len(model.graph.node)} nodes, largest difference {worst:.2e}")
        # Ten steps of rounding.
        assert worst <= 4e-6, worst
        continue
    (source,) = session.get_inputs()
    probabilities, logits = session.get_outputs()
    assert source.shape[0] == "N" and (probabilities.name, logits.name) == ("probabilities", "logits")
    inputs, outputs = source.shape[1], logits.shape[1]
    numbers = np.fromfile(path[:-5] + ".f32", "<f4").reshape(1000, inputs + outputs)
    x, ours = np.ascontiguousarray(numbers[:, :inputs]), numbers[:, inputs:]
    worst = 0.0
    for rows in (1000, 1, 7):
        p, z = session.run(["probabilities", "logits"], {source.name: x[:rows]})
        # In parts of the largest logit where that is above 1.
        worst = max(worst, float(np.abs(z - ours[:rows]).max()) / max(1.0, float(np.abs(z).max())))
        e = np.exp(z - z.max(axis=1, keepdims=True))
        assert np.abs(p - e / e.sum(axis=1, keepdims=True)).max() < 1e-6
    print(f"{path.rsplit('/', 1)[-1]} {len(model.graph.node)} nodes, largest difference {worst:.2e}")
    assert worst <= 1e-6, worst
