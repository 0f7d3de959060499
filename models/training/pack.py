"""Makes ONNX files small without changing what they compute in.

Weights are stored as float16 or as int8 with one scale per output channel, or per so many inputs of
one, and the graph turns them back into float32. onnxruntime folds that at load, so inference is
plain float32 on every CPU.
An embedding table stays int8 in memory: only the rows looked up are turned back.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALL = 2048


def pack_weights(
    model: onnx.ModelProto,
    narrow: str = "int8",
    keep_convolutions: bool = False,
    group: int | None = None,
) -> onnx.ModelProto:
    """Packs every float32 weight of more than SMALL numbers.

    `narrow` is int8 or float16; with `keep_convolutions` those are stored as float16 anyway. Of a
    matrix, each `group` inputs of an output have a scale of their own; all together where it is
    None, or does not divide them.
    """
    graph = model.graph
    consumers = {}
    for node in graph.node:
        for place, name in enumerate(node.input):
            consumers.setdefault(name, []).append((node, place))
    added = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size <= SMALL:
            continue
        users = consumers.get(tensor.name, [])
        graph.initializer.remove(tensor)
        half = narrow == "float16"
        if keep_convolutions and any(node.op_type == "Conv" for node, _ in users):
            half = True
        if any(node.op_type == "Gather" and place == 0 for node, place in users):
            added += pack_table(graph, tensor.name, values, users)
        elif half or values.ndim == 1:
            graph.initializer.append(named(values.astype(np.float16), f"{tensor.name}.half"))
            added.append(cast(f"{tensor.name}.half", tensor.name))
        else:
            axis = output_axis(users[0], values)
            inputs = values.size // values.shape[axis]
            if group is None or values.ndim != 2 or inputs % group:
                added += pack_int8(graph, tensor.name, values, axis)
            else:
                added += pack_grouped(graph, tensor.name, values, axis, group)
    nodes = [*added, *graph.node]
    del graph.node[:]
    graph.node.extend(sort_nodes(nodes, graph))
    onnx.checker.check_model(model)
    return model


def named(values: np.ndarray, name: str) -> onnx.TensorProto:
    """A constant of the graph."""
    return numpy_helper.from_array(np.ascontiguousarray(values), name)


def cast(source: str, target: str) -> onnx.NodeProto:
    """A Cast to float32."""
    return helper.make_node("Cast", [source], [target], to=TensorProto.FLOAT)


def output_axis(user: tuple[onnx.NodeProto, int], values: np.ndarray) -> int:
    """Which axis of a weight counts output channels."""
    node, _ = user
    if node.op_type == "Gemm":
        flags = {attribute.name: attribute.i for attribute in node.attribute}
        return 0 if flags.get("transB") else 1
    return 0 if node.op_type == "Conv" else values.ndim - 1


def quantise(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 and the float32 scales, shaped to broadcast."""
    return to_scale(values, tuple(place for place in range(values.ndim) if place != axis))


def to_scale(values: np.ndarray, others: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 with a float32 scale for what differs in none but the `others` axes."""
    scale = np.abs(values).max(axis=others, keepdims=True) / 127
    scale = np.maximum(scale, 1e-12).astype(np.float32)
    return np.clip(np.round(values / scale), -127, 127).astype(np.int8), scale


def pack_int8(graph, name: str, values: np.ndarray, axis: int) -> list[onnx.NodeProto]:
    """int8 constant -> Cast -> Mul by the scales."""
    codes, scale = quantise(values, axis)
    graph.initializer.extend([named(codes, f"{name}.codes"), named(scale, f"{name}.scale")])
    return [
        cast(f"{name}.codes", f"{name}.wide"),
        helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]),
    ]


def pack_grouped(graph, name: str, values: np.ndarray, axis: int, group: int):
    """As `pack_int8` with the inputs in groups, each with a scale, stored as float16."""
    split = (values.shape[0], -1, group) if axis == 0 else (-1, group, values.shape[1])
    _, scale = to_scale(values.reshape(split), (2 if axis == 0 else 1,))
    # Rounded up, so that no code exceeds 127.
    scale = np.nextafter(scale.astype(np.float16), np.float16(np.inf))
    codes = np.round(values.reshape(split) / scale.astype(np.float32)).astype(np.int8)
    shape = np.array(values.shape, dtype=np.int64)
    graph.initializer.extend(
        [
            named(codes, f"{name}.codes"),
            named(scale, f"{name}.scale"),
            named(shape, f"{name}.shape"),
        ]
    )
    return [
        cast(f"{name}.codes", f"{name}.wide"),
        cast(f"{name}.scale", f"{name}.by"),
        helper.make_node("Mul", [f"{name}.wide", f"{name}.by"], [f"{name}.split"]),
        helper.make_node("Reshape", [f"{name}.split", f"{name}.shape"], [name]),
    ]


def pack_table(graph, name: str, values: np.ndarray, users) -> list[onnx.NodeProto]:
    """Replaces Gather(table) by Gather(codes) cast and multiplied by Gather(scales)."""
    codes, scale = quantise(values, 0)
    graph.initializer.extend([named(codes, f"{name}.codes"), named(scale, f"{name}.scale")])
    nodes = []
    for node, _ in users:
        ids, output = node.input[1], node.output[0]
        graph.node.remove(node)
        nodes += [
            helper.make_node("Gather", [f"{name}.codes", ids], [f"{output}.codes"], axis=0),
            helper.make_node("Gather", [f"{name}.scale", ids], [f"{output}.scale"], axis=0),
            cast(f"{output}.codes", f"{output}.wide"),
            helper.make_node("Mul", [f"{output}.wide", f"{output}.scale"], [output]),
        ]
    return nodes


def sort_nodes(nodes: list[onnx.NodeProto], graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Puts every node after those that make its inputs."""
    known = {tensor.name for tensor in graph.initializer} | {value.name for value in graph.input}
    known.add("")
    ordered, waiting = [], list(nodes)
    while waiting:
        later = []
        for node in waiting:
            if all(name in known for name in node.input):
                ordered.append(node)
                known.update(node.output)
            else:
                later.append(node)
        if len(later) == len(waiting):
            raise ValueError(f"graph has a cycle or a missing input at {later[0].name}")
        waiting = later
    return ordered
