"""Write a taught network: 8-bit ONNX, vocabulary, cross-fitted opinions, recipe."""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from model.encoder import RECIPE, VOCABULARY, WEIGHTS, fingerprint_of
from model.finetune.base import SPECIAL, Base
from model.finetune.network import Network
from model.text import text_key


def vocabulary(base: Base, rows: list[int]) -> dict[str, float]:
    """Give the kept pieces with their scores, in the order of the network's embeddings."""
    return {base.pieces[row]: round(float(base.scores[row]), 4) for row in rows[SPECIAL:]}


def write(
    folder: Path, network: Network, pieces: dict[str, float], recipe: dict[str, object]
) -> None:
    """Write weights, vocabulary and recipe; the recipe gets the fingerprint of the other two."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = quantised(network)
    words = json.dumps(pieces, ensure_ascii=False, indent=0).encode()
    (folder / WEIGHTS).write_bytes(weights)
    (folder / VOCABULARY).write_bytes(words)
    recipe = {**recipe, "fingerprint": fingerprint_of(weights, words), "bytes": len(weights)}
    (folder / RECIPE).write_text(json.dumps(recipe, indent=1) + "\n", encoding="utf-8")


def quantised(network: Network) -> bytes:
    """Give the network as ONNX with weights in 8 bits.

    The numbers between layers are rounded to 8 bits too, with one scale a layer. Where they go into
    a layer's last product they lie too far apart for that: there each block of 128 has its own
    scale, which takes twice as long. Rounding so moves log-odds by 0.17 (root of the mean square);
    without blocks it is 0.38, with blocks throughout 0.06 at twice the time.

    Seven of the eight bits are used elsewhere: processors without VNNI add pairs of products in 16
    bits, which would overflow, and a score must be the same everywhere.
    """
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, small = Path(place) / "whole.onnx", Path(place) / "small.onnx"
        example = (torch.ones((1, 12), dtype=torch.int64), torch.ones((1, 12)))
        names = ["numbers", "mask"]
        sizes = {name: {0: "texts", 1: "pieces"} for name in names}
        torch.onnx.export(
            network.eval(), example, str(whole), input_names=names, output_names=["row"],
            dynamic_axes=sizes, opset_version=17, dynamo=False,
        )  # fmt: skip
        graph = onnx.load(whole)
        products = [node.name for node in graph.graph.node if node.op_type == "MatMul"]
        blocks = MatMulNBitsQuantizer(
            graph,
            bits=8,
            block_size=128,
            is_symmetric=True,
            accuracy_level=4,
            nodes_to_exclude=[name for name in products if "/fo/" not in name],
        )
        blocks.process()
        onnx.save(blocks.model.model, str(whole))
        quantize_dynamic(
            whole,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )
        return small.read_bytes()


def write_crossfit(path: Path, texts: list[str], opinions: np.ndarray) -> None:
    """Write the opinions of networks that never saw the row's writer, in 16 bits."""
    np.savez_compressed(
        path,
        keys=np.array([text_key(text) for text in texts]),
        opinions=opinions.astype(np.float16),
    )
