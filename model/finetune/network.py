"""The encoder as a torch module: a BERT cut to its first layers, with two kinds of outcome.

Devlin and others 2019, *BERT*. Mean of the last layer over all pieces (the *meaning*), and beside
it one linear layer that gives the opinions: each attribute and the verdict, in log-odds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.encoder import MEANING_WIDTH, OPINIONS, WINDOW
from model.finetune.base import HEADS, INNER, WIDTH, Base

LAYERS = 8
DROPOUT = 0.1


class Layer(nn.Module):
    """Attention among the pieces of a text, then a network on each piece alone."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.aln, self.oln = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """``x``: (texts, pieces, WIDTH); ``hidden``: added to scores, very negative at padding."""

        def heads(y: Tensor) -> Tensor:
            return y.reshape(y.shape[0], y.shape[1], HEADS, -1).transpose(1, 2)

        q, k, v = heads(self.q(x)), heads(self.k(x)), heads(self.v(x))
        scores = q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + hidden
        seen = (self.drop(scores.softmax(-1)) @ v).transpose(1, 2).reshape(x.shape)
        x = self.aln(x + self.drop(self.ao(seen)))
        return self.oln(x + self.drop(self.fo(functional.gelu(self.fi(x)))))


class Network(nn.Module):
    """Numbers of pieces in; for each text its meaning and its opinions, side by side.

    ``centre`` is taken off every meaning: what all messages have in common tells none from another.
    """

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Embedding(WINDOW, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.opinions = nn.Linear(MEANING_WIDTH, len(OPINIONS))
        self.centre = nn.Parameter(torch.zeros(MEANING_WIDTH), requires_grad=False)

    def forward(self, numbers: Tensor, mask: Tensor) -> Tensor:
        """``numbers``, ``mask``: (texts, pieces); gives (texts, MEANING_WIDTH + len(OPINIONS))."""
        places = torch.arange(numbers.shape[1], device=numbers.device)
        x = self.drop(self.norm(self.word(numbers) + self.position(places)))
        hidden = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        share = mask.to(torch.float32)[:, :, None]
        meaning = (x.to(torch.float32) * share).sum(1) / share.sum(1)
        return torch.cat([meaning - self.centre, self.opinions(self.drop(meaning))], dim=1)


def from_base(base: Base, rows: list[int], seed: int) -> Network:
    """Give a network with the base's weights; ``rows`` are the base's embeddings to keep."""
    torch.manual_seed(seed)
    network = Network(len(rows))
    arrays = base.arrays

    def fill(target: nn.Parameter, name: str, *, rows: list[int] | None = None) -> None:
        array = arrays[name].reshape(-1, *target.shape[1:])
        array = array[rows] if rows is not None else array[: target.shape[0]]
        target.data = torch.tensor(array)

    fill(network.word.weight, "emb.word", rows=rows)
    fill(network.position.weight, "emb.pos")
    # All pieces are of the one type, so that its embedding is a part of every position's.
    network.position.weight.data += torch.from_numpy(arrays["emb.type"][:WIDTH].copy())
    fill(network.norm.weight, "emb.ln.w")
    fill(network.norm.bias, "emb.ln.b")
    for i, layer in enumerate(network.layers):
        for name, part in layer.named_children():
            if name != "drop":
                fill(part.weight, f"l{i}.{name}.w")
                fill(part.bias, f"l{i}.{name}.b")
    nn.init.normal_(network.opinions.weight, std=0.02)
    nn.init.zeros_(network.opinions.bias)
    return network
