"""A network between the server and its database, which a test lets stall, drop what is under way, or be slow."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.live.ports import free_port

_LOOK = 0.01


@dataclass
class Network:
    """`port`: where the database is reached through it. It flows until it is told otherwise."""

    target: int
    port: int = field(default_factory=free_port)
    stalls: bool = False
    """Connections are taken and what comes is taken, and nothing goes on."""
    delay: float = 0
    """Seconds that everything takes, in either direction."""
    _drops: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _lines: "set[asyncio.Task[None]]" = field(default_factory=set)

    @contextmanager
    def stalling(self) -> Iterator[None]:
        """All that was said goes on afterwards."""
        self.stalls = True
        yield
        self.stalls = False

    @contextmanager
    def dropping(self) -> Iterator[None]:
        """Nothing of what was open before or meanwhile ever goes on, and neither side is told, not even of its end."""
        self._drops += 1
        self.stalls = True
        yield
        self._drops += 1
        self.stalls = False

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        self.delay = seconds
        yield
        self.delay = 0

    async def listens(self) -> asyncio.Server:
        return await asyncio.start_server(self._is_called, "127.0.0.1", self.port)

    async def ends(self) -> None:
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        # Each transport says goodbye once more.
        await asyncio.sleep(_LOOK)

    def _is_called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.get_running_loop().create_task(self._connects(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)

    async def _connects(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = self._drops
        self._writers.add(writer)
        if not await self._goes_on(number):
            return
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self._writers.add(other_writer)
        await asyncio.gather(self._carries(reader, other_writer, number), self._carries(other_reader, writer, number))

    async def _carries(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if not await self._goes_on(number):
                    return
                writer.write(data)
                await writer.drain()
        if await self._goes_on(number):
            self._writers.discard(writer)
            writer.close()

    async def _goes_on(self, number: int) -> bool:
        """Waits as long as it stalls; False for what was dropped since."""
        await asyncio.sleep(self.delay)
        while self.stalls:
            await asyncio.sleep(_LOOK)
        return number == self._drops


@contextmanager
def network(target: int) -> Iterator[Network]:
    """Between whoever connects to its port and `target`, on this computer."""
    made, loop = Network(target), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    # From a thread that may have a loop of its own, as that of a test in a browser.
    listening = asyncio.run_coroutine_threadsafe(made.listens(), loop).result()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(listening.close)
        asyncio.run_coroutine_threadsafe(made.ends(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
