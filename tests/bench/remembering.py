"""The real service with an encoder that reads no text twice: what a request takes beside it.

``python -m tests.bench.remembering serve ...`` takes the command line of ``doorstep``.
"""

from __future__ import annotations

from model import encoder


def main() -> None:
    """Run the command line with such an encoder in the place of the shared one."""
    memo = encoder.MemoEncoder(encoder.SentenceEncoder())
    encoder.shared_encoder = lambda: memo  # type: ignore[assignment]
    # Only now: its modules take the encoder by name.
    from server.cli import main as doorstep

    doorstep()


if __name__ == "__main__":
    main()
