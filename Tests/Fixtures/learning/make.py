#!/usr/bin/env python3
"""Writes state.pt: a state dict as torch.save lays it out (zip of stored members, pickle of protocol 2), without torch.

The pickle is made by Python's own pickler, with stand-ins for torch's three names; its numbers are k/16, so exact.
"""
import collections
import pickle
import struct
import sys
import types
import zipfile

torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")


class FloatStorage:
    pass


def _rebuild_tensor_v2(*_):
    pass


FloatStorage.__module__, FloatStorage.__qualname__ = "torch", "FloatStorage"
_rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
torch.FloatStorage, utils._rebuild_tensor_v2 = FloatStorage, _rebuild_tensor_v2
sys.modules["torch"], sys.modules["torch._utils"] = torch, utils


class Storage:
    def __init__(self, key, count):
        self.key, self.count = key, count


class Tensor:
    def __init__(self, key, shape, strides, count):
        self.parts = (key, shape, strides, count)

    def __reduce__(self):
        key, shape, strides, count = self.parts
        arguments = (Storage(key, count), 0, shape, strides, False, collections.OrderedDict())
        return _rebuild_tensor_v2, arguments


class Pickler(pickle._Pickler):
    def persistent_id(self, item):
        if isinstance(item, Storage):
            return ("storage", FloatStorage, item.key, "cpu", item.count)
        return None


def write(path):
    shapes = [("0.weight", (4, 3)), ("0.bias", (4,)), ("2.weight", (2, 4)), ("2.bias", (2,))]
    state, datas, number = collections.OrderedDict(), [], 0
    for index, (name, shape) in enumerate(shapes):
        count = shape[0] * (shape[1] if len(shape) == 2 else 1)
        # The second weight is stored by columns, so that strides matter.
        strides = (1, shape[0]) if name == "2.weight" else (shape[1], 1) if len(shape) == 2 else (1,)
        state[name] = Tensor(str(index), shape, strides, count)
        datas.append(struct.pack(f"<{count}f", *[(number + k) / 16 for k in range(count)]))
        number += count
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        def member(name, data):
            archive.writestr(zipfile.ZipInfo("state/" + name), data)
        import io
        buffer = io.BytesIO()
        Pickler(buffer, 2).dump(state)
        member("data.pkl", buffer.getvalue())
        member("byteorder", b"little")
        for index, data in enumerate(datas):
            member(f"data/{index}", data)
        member("version", b"3\n")


write(sys.argv[1] if len(sys.argv) > 1 else "state.pt")
