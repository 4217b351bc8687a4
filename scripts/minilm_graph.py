"""How all-MiniLM-L6-v2 reckons, without its weights: .venv/bin/python -m scripts.minilm_graph

Writes caly_app/adapters/minilm.onnx. Its initializers have the names and shapes of the weights' file, which
gives their values when a session is opened: nothing of it is copied into the graph, and nothing turned round.
Matrices are multiplied in eight bits, by blocks that each have a scale (ONNX Runtime's MatMulNBits).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from caly_app.adapters.eight_bits import BLOCK, SCALES, STEPS
from caly_app.adapters.minilm import GRAPH, LAYER_WIDTH, LAYERS_KEPT

LAYERS = 6
HEADS = 12
INNER_WIDTH = 1536
_OPSET, _FORMAT = 20, 9  # the oldest that know Gelu
_BY_ONNX_RUNTIME = "com.microsoft"
_IN_WHOLE_NUMBERS = 4  # accuracy_level: what is multiplied is brought to eight bits as well
_HEAD_WIDTH = LAYER_WIDTH // HEADS


class Graph:
    """Nodes in the order in which they are reckoned; each has one output, named like itself."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def node(self, kind: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        name = name or f"{kind.lower()}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **attributes))
        return name

    def constant(self, value: float | Sequence[int]) -> str:
        array = np.array(value, np.float32 if isinstance(value, float) else np.int64)
        name = f"constant.{value}"
        self.initializers[name] = numpy_helper.from_array(array, name)
        return name

    def weights(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        """Given by the weights' file. A place must be named, though none is ever read from."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="model.safetensors")
        self.initializers[name] = tensor
        return name

    def linear(self, x: str, at: str, inputs: int, outputs: int) -> str:
        blocks = inputs // BLOCK
        steps = self.weights(f"{at}.{STEPS}", outputs, blocks, BLOCK, kind=TensorProto.UINT8)
        scales = self.weights(f"{at}.{SCALES}", outputs * blocks)
        bias = self.weights(f"{at}.bias", outputs)
        shape: dict[str, Any] = {"K": inputs, "N": outputs, "bits": 8, "block_size": BLOCK}
        options = {**shape, "domain": _BY_ONNX_RUNTIME, "accuracy_level": _IN_WHOLE_NUMBERS}
        return self.node("MatMulNBits", x, steps, scales, "", "", bias, **options)

    def norm(self, x: str, at: str) -> str:
        weight, bias = (self.weights(f"{at}.{part}", LAYER_WIDTH) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, weight, bias, epsilon=1e-12)


def graph() -> onnx.ModelProto:
    """`words` (their embeddings, each at its place) and `present` (1 for a token, 0 for padding) to a row of
    length 1 for each sentence."""
    made = Graph()
    flat = made.node("Reshape", "words", made.constant([-1, LAYER_WIDTH]))
    layers = [made.norm(flat, "embeddings.LayerNorm")]
    shape = made.node("Concat", made.node("Shape", "present"), made.constant([HEADS, _HEAD_WIDTH]), axis=0)
    mask = _mask(made)
    for depth in range(LAYERS):
        layers.append(_layer(made, layers[-1], shape, mask, f"encoder.layer.{depth}"))
    kept = [_pooled(made, layer) for layer in layers[-LAYERS_KEPT:]]
    together = made.node("Concat", *kept, axis=-1)
    made.node("Mul", together, made.constant(LAYERS_KEPT**-0.5), name="rows")
    whole = helper.make_graph(
        made.nodes,
        "minilm",
        inputs=[
            _numbers("words", "sentences", "tokens", LAYER_WIDTH),
            _numbers("present", "sentences", "tokens"),
        ],
        outputs=[_numbers("rows", "sentences", LAYERS_KEPT * LAYER_WIDTH)],
        initializer=list(made.initializers.values()),
    )
    spoken = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_BY_ONNX_RUNTIME, 1)]
    return helper.make_model(whole, opset_imports=spoken, ir_version=_FORMAT)


def _numbers(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _mask(made: Graph) -> str:
    """0 for a token and very negative for padding, for all heads and tokens that look."""
    lacking = made.node("Sub", "present", made.constant(1.0))
    return made.node("Unsqueeze", made.node("Mul", lacking, made.constant(1e9)), made.constant([1, 2]))


def _layer(made: Graph, x: str, shape: str, mask: str, at: str) -> str:
    attended = _attended(made, x, shape, mask, f"{at}.attention.self")
    mixed = made.linear(attended, f"{at}.attention.output.dense", LAYER_WIDTH, LAYER_WIDTH)
    x = made.norm(made.node("Add", x, mixed), f"{at}.attention.output.LayerNorm")
    wide = made.node("Gelu", made.linear(x, f"{at}.intermediate.dense", LAYER_WIDTH, INNER_WIDTH))
    narrow = made.linear(wide, f"{at}.output.dense", INNER_WIDTH, LAYER_WIDTH)
    return made.norm(made.node("Add", x, narrow), f"{at}.output.LayerNorm")


def _attended(made: Graph, x: str, shape: str, mask: str, at: str) -> str:
    """`shape`: sentences, tokens, heads, width of a head."""

    def in_heads(part: str, order: Sequence[int]) -> str:
        flat = made.linear(x, f"{at}.{part}", LAYER_WIDTH, LAYER_WIDTH)
        return made.node("Transpose", made.node("Reshape", flat, shape), perm=order)

    query, key, value = (
        in_heads(part, order)
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
    )
    alike = made.node("Mul", made.node("MatMul", query, key), made.constant(_HEAD_WIDTH**-0.5))
    weights = made.node("Softmax", made.node("Add", alike, mask), axis=-1)
    side_by_side = made.node("Transpose", made.node("MatMul", weights, value), perm=[0, 2, 1, 3])
    return made.node("Reshape", side_by_side, made.constant([-1, LAYER_WIDTH]))


def _pooled(made: Graph, flat: str) -> str:
    """The sum over the tokens of each sentence, of length 1."""
    shape = made.node("Concat", made.node("Shape", "present"), made.constant([LAYER_WIDTH]), axis=0)
    tokens = made.node("Reshape", flat, shape)
    column = made.node("Unsqueeze", "present", made.constant([1]))
    total = made.node("MatMul", column, tokens)
    return made.node("LpNormalization", made.node("Squeeze", total, made.constant([1])), axis=-1, p=2)


if __name__ == "__main__":
    GRAPH.write_bytes(graph().SerializeToString(deterministic=True))
