"""Fine-tuning with care: few steps, low layers frozen, weights averaged.

A few hundred steps see the matter, many memorise the writers' hand (``docs/judgement.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from model.encoder import MEANING_WIDTH, WIDTH
from model.finetune.data import Example
from model.finetune.network import Network
from model.text import normalise
from model.tokenizer import END, PAD, START, Tokenizer

STEPS = 400
BATCH = 32
LONGEST = 128
"""Pieces of a text read while learning; longer texts are cut."""

RATE = 1e-4
"""Learning rate of the top layer; each layer below has ``DECAY`` of it, the new head ``HEAD_RATE``
times as much. It rises over the first 6 % of the steps and falls to nothing."""
DECAY, HEAD_RATE, WARM = 0.9, 10.0, 0.06

FROZEN = 3
"""Layers from below that stay as they were, like the embeddings."""

ATTRIBUTE_WEIGHT = 1.5
"""What the mean loss over attributes counts beside the verdict's."""

KEEP = 0.98
"""Share of the running mean of the weights that stays at each step; the mean is the outcome."""

Progress = Callable[[float], None]


def fit(
    network: Network,
    tokenizer: Tokenizer,
    found: Sequence[Example],
    seed: int,
    tell: Progress = lambda fraction: None,
) -> Network:
    """Teach ``network`` in place and give it back with the running mean of its weights."""
    torch.manual_seed(seed)
    groups = _groups(network)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    learnt = [p for p in network.parameters() if p.requires_grad]
    mean = [p.detach().clone() for p in learnt]
    numbers = [pieces(tokenizer, example.text) for example in found]
    targets = torch.tensor([example.targets for example in found], dtype=torch.float32)
    weights = torch.tensor([example.weight for example in found])
    for step, index in zip(range(1, STEPS + 1), _batches(numbers, seed), strict=False):
        network.train()
        share = min(1.0, step / (WARM * STEPS)) * (1 - step / STEPS)
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * share
        loss = _loss(network, [numbers[i] for i in index], targets[index], weights[index])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        keep = min(KEEP, step / (step + 10))
        for average, parameter in zip(mean, learnt, strict=True):
            average.mul_(keep).add_(parameter.detach(), alpha=1 - keep)
        tell(step / STEPS)
    for average, parameter in zip(mean, learnt, strict=True):
        parameter.data = average
    return network.eval()


@torch.no_grad()
def read(network: Network, tokenizer: Tokenizer, texts: Sequence[str]) -> np.ndarray:
    """Give the network's rows for ``texts``, shape ``(n, MEANING_WIDTH + len(OPINIONS))``."""
    numbers = [pieces(tokenizer, text) for text in texts]
    found = np.empty((len(texts), WIDTH), dtype=np.float32)
    order = np.argsort([len(row) for row in numbers])
    for start in range(0, len(order), 64):
        index = order[start : start + 64]
        batch, mask = padded([numbers[i] for i in index])
        with torch.autocast("cpu", torch.bfloat16):
            rows = network(batch, mask)
        found[index] = rows.float().numpy()
    return found


def pieces(tokenizer: Tokenizer, text: str) -> list[int]:
    """Give the numbers the network reads, start and end included, cut to ``LONGEST``."""
    return [START, *tokenizer.numbers(normalise(text))[: LONGEST - 2], END]


def padded(rows: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Give one rectangle of numbers and a mask that is 1 where there is a piece."""
    width = max(map(len, rows))
    numbers = torch.full((len(rows), width), PAD)
    mask = torch.zeros((len(rows), width))
    for i, row in enumerate(rows):
        numbers[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return numbers, mask


def _loss(network: Network, rows: list[list[int]], targets: Tensor, weights: Tensor) -> Tensor:
    numbers, mask = padded(rows)
    with torch.autocast("cpu", torch.bfloat16):
        found = network(numbers, mask)
    logits = found[:, MEANING_WIDTH:].float()
    losses = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    each = losses[:, -1] + ATTRIBUTE_WEIGHT * losses[:, :-1].mean(dim=1)
    return (weights * each).mean()


def _groups(network: Network) -> list[dict[str, object]]:
    """Freeze what stays and give the rest with its learning rates."""
    for part in (network.word, network.position, network.norm, *network.layers[:FROZEN]):
        part.requires_grad_(False)
    rates = [(network.opinions, RATE * HEAD_RATE)]
    top = len(network.layers) - 1
    for i, layer in enumerate(network.layers):
        if i >= FROZEN:
            rates.append((layer, RATE * DECAY ** (top - i)))
    return [{"params": list(part.parameters()), "base": rate, "lr": rate} for part, rate in rates]


def _batches(numbers: Sequence[list[int]], seed: int) -> Iterator[list[int]]:
    """Deal the rows out for ever, texts of like length together so that little is padding."""
    generator = np.random.default_rng(seed)
    while True:
        order = generator.permutation(len(numbers))
        for start in range(0, len(order), BATCH * 16):
            some = sorted(order[start : start + BATCH * 16].tolist(), key=lambda i: len(numbers[i]))
            batches = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
            generator.shuffle(batches)
            yield from batches
