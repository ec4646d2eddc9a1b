#!/usr/bin/env python3
"""Holds exported models against onnxruntime: check_onnx.py FOLDER [--keep].

For each NAME.onnx of the folder there is NAME.f32: 1,000 observations, then what we compute of them. The graph must pass
the full checker, take any number of rows, and give the same logits; probabilities must be their softmax.
"""
import glob
import sys

import numpy as np
import onnx
import onnxruntime

for path in sorted(glob.glob(f"{sys.argv[1]}/*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
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
