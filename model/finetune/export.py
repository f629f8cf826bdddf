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
    """Give the network as ONNX with weights in 8 bits, a scale for each 128 of them.

    Numbers between layers are rounded to 8 bits by blocks too, each with its own scale. One scale
    for a whole layer, as ``quantize_dynamic`` would take for products, moves log-odds by 0.3 on
    average (root of the mean square); this moves them by 0.06.
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
        products = MatMulNBitsQuantizer(
            onnx.load(whole), bits=8, block_size=128, is_symmetric=True, accuracy_level=4
        )
        products.process()
        onnx.save(products.model.model, str(whole))
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
        return small.read_bytes()


def write_crossfit(path: Path, texts: list[str], opinions: np.ndarray) -> None:
    """Write the opinions of networks that never saw the row's writer, in 16 bits."""
    np.savez_compressed(
        path,
        keys=np.array([text_key(text) for text in texts]),
        opinions=opinions.astype(np.float16),
    )
