"""Give any tool a client address of its own: a relay on loopback that speaks to the shop from 127.x.y.z.

Most tools cannot choose the address they speak from. Nothing is changed on the way; Linux only, where all of
127.0.0.0/8 is this machine.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

BLOCK = 65_536


class Relays:
    """Relays in a thread of their own, one per client address, made when first asked for."""

    def __init__(self, *, port: int) -> None:
        self._port = port
        self._ports: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="relays", daemon=True)

    def url(self, address: str) -> str:
        """Return where a client of this address finds the shop."""
        if address not in self._ports:
            made = asyncio.run_coroutine_threadsafe(self._listen(address), self._loop)
            self._ports[address] = made.result(10)
        return f"http://127.0.0.1:{self._ports[address]}"

    async def _listen(self, address: str) -> int:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(address, 0))
                await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _drop(self) -> None:
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End every relay."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(BLOCK):
            target.write(block)
            await target.drain()
    with suppress(OSError):
        target.close()


@contextmanager
def relays(*, port: int) -> Iterator[Relays]:
    """Run relays to the shop at a port."""
    made = Relays(port=port)
    made.start()
    try:
        yield made
    finally:
        made.stop()
