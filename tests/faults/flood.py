"""Floods the real service with connections that never ask anything; prints who is still served.

``python -m tests.faults.flood [--connections 3000] [--seconds 15]`` (Linux). A stranger without a
token keeps so many connections open, each opened anew a second after it was closed: silent ones,
with half a head, with a head a letter at a time, with a body that never comes, with a head without
end. Meanwhile somebody with a token asks for scores, each time by a new connection. A row a flood:
most connections the service held at once, scores given and failed, milliseconds they took, most
memory. Exit status 1 if a score failed or memory passed 400 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bench.service import Process, doorstep, free_port, quantiles, token

MOST_MB = 400
AGAIN = 1.0
"""Seconds after which a connection that was closed is opened anew."""
HEAD = "POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UNSENT = f"{HEAD}Content-Length: 100\r\n\r\n"
FLOODS = {
    "no flood": None,
    "silent": (b"", b"", 1.0),
    "half a head": (HEAD.encode(), b"", 1.0),
    "a head, a letter at a time": (HEAD.encode() + b"X: ", b"x", 0.5),
    "a body that never comes": (UNSENT.encode(), b"", 1.0),
    "a head without end": (HEAD.encode() + b"X: ", b"x" * 60_000, 0.01),
}
"""What each connection says at first, then again and again, every so many seconds."""


async def keep_open(port: int, first: bytes, again: bytes, pause: float) -> None:
    """Hold one connection; open it anew as soon as it is closed."""
    while True:
        writer = None
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(first)
            gone = asyncio.ensure_future(reader.read())
            while not gone.done():
                await asyncio.wait({gone}, timeout=pause)
                writer.write(again)
                with suppress(OSError):
                    await writer.drain()
            gone.exception()  # Asked for, so that nobody is told of it.
        if writer is not None:
            writer.transport.abort()
        await asyncio.sleep(AGAIN)


def flood(port: int, connections: int, first: bytes, again: bytes, pause: float) -> None:
    """Keep ``connections`` open until killed."""

    async def all_of_them() -> None:
        await asyncio.gather(*(keep_open(port, first, again, pause) for _ in range(connections)))

    asyncio.run(all_of_them())


@contextmanager
def flooded(port: int, connections: int, by: tuple[bytes, bytes, float] | None) -> Iterator[None]:
    """Have another process flood the port."""
    if by is None:
        yield
        return
    attacker = multiprocessing.Process(target=flood, args=(port, connections, *by), daemon=True)
    attacker.start()
    try:
        yield
    finally:
        attacker.kill()
        attacker.join()


def held(pid: int) -> int:
    """Sockets a process has open."""
    count = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            count += str(entry.readlink()).startswith("socket:")
    return count


def score(service: Process, number: int) -> float:
    """Ask by a new connection; gives the milliseconds it took."""
    told = {"id": "1", "text": f"Shall we send you offer {number}?", "kind": "inbox_message"}
    service.connection = None
    begun = time.perf_counter()
    service.post("/v1/score", {"messages": [told]})
    return (time.perf_counter() - begun) * 1000


def row(service: Process, name: str, seconds: float) -> bool:
    """Ask for ``seconds``; print what came of it, and say whether all was well."""
    took: list[float] = []
    failed, most, memory = 0, 0, 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            took.append(score(service, len(took)))
        except (OSError, RuntimeError) as error:
            failed += 1
            print(f"  {error!r}", file=sys.stderr)
        most, memory = max(most, held(service.process.pid)), max(memory, service.rss_mb())
        time.sleep(0.05)
    middle, late = quantiles(took or [float("nan")])
    print(
        f"| {name} | {most:,} | {len(took)} | {failed} | {middle:.0f} | {late:.0f} "
        f"| {max(took, default=float('nan')):.0f} | {memory:.0f} |",
        flush=True,
    )
    return not failed and memory < MOST_MB


def main() -> int:
    """Flood by every means; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=15)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        given = token(data)
        service = doorstep(data, free_port())
        service.wait_until_open()
        service.headers["Authorization"] = f"Bearer {given}"
        print("| flood | most held | scores | failed | p50 ms | p99 | longest | MB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        well = []
        for name, by in FLOODS.items():
            with flooded(service.port, asked.connections, by):
                well.append(row(service, name, asked.seconds))
        service.stop()
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
