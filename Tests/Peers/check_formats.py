#!/usr/bin/env python3
"""Reads our files with the libraries whose formats they are: check_formats.py safetensors|tensorboard PATH...

safetensors: prints for each file `taken NAME SHAPE SUM...` or `refused`; tensorboard: prints each scalar of a log.
"""
import sys

kind, *paths = sys.argv[1:]
if kind == "safetensors":
    from safetensors import SafetensorError, safe_open
    for path in paths:
        try:
            with safe_open(path, framework="np") as file:
                names = sorted(file.keys())
                parts = [f"{name} {list(file.get_tensor(name).shape)} {float(file.get_tensor(name).sum())}"
                         for name in names]
                notes = sorted((file.metadata() or {}).items())
                print("taken", "; ".join(parts), notes)
        except SafetensorError:
            print("refused")
else:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    for path in paths:
        log = EventAccumulator(path)
        log.Reload()
        for tag in sorted(log.Tags()["scalars"]):
            for event in log.Scalars(tag):
                print(tag, event.step, event.wall_time, event.value)
