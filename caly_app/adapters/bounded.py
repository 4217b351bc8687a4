"""No answer is longer than we want to read, however it is sent."""

from collections.abc import AsyncIterator

import httpx2 as httpx

BYTES_AT_MOST = 1_000_000


class Bounded(httpx.AsyncHTTPTransport):
    """Cuts an answer off where it becomes too long: that is an error of reading."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _BoundedStream(response.stream)
        return response


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for piece in self._inner:
            read += len(piece)
            if read > BYTES_AT_MOST:
                raise httpx.ReadError("The answer is too long.")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
