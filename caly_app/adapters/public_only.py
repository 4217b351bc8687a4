"""Requests to addresses that somebody else has typed in: never to this machine or its own network.

The name is resolved once and the connection goes to exactly that address, so that a name cannot change its
mind between the look and the call.
"""

import asyncio
import ipaddress
import socket

import httpx2 as httpx

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublic(httpx.ConnectError):
    """This address is not on the public internet."""


class NoSuchHost(httpx.ConnectError):
    """There is no host of this name."""


class PublicOnly(httpx.AsyncBaseTransport):
    """Wraps a transport: redirects come through it again, if the client follows any."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = await public_address(host, request.url.port or 443)
        request.headers["Host"] = request.url.netloc.decode()
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def public_address(host: str, port: int) -> str:
    """The first address of a name. Raises ConnectError; NotPublic if any of them is not public."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NoSuchHost(f"There is no host {host}.") from error
    addresses = [str(address[0]) for *_, address in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise NotPublic("This address is not on the public internet.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _within(ip) or ip
    return ip.is_global and not ip.is_multicast


def _within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address that a gateway would send it to."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
