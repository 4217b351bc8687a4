"""Text messages through Twilio, or any gateway that speaks its REST protocol for messages.

The protocol knows no key by which a message that is sent again happens once. So each attempt is one request
here: whoever gave the message decides whether there is another.
"""

import asyncio
import json
from collections.abc import Mapping

import httpx2 as httpx

from caly_app.adapters.bounded import Bounded
from caly_app.adapters.public_only import PublicOnly
from caly_app.errors import AskedToWait, Refused, Unavailable

_WORDS_AT_MOST = 200  # of what the gateway says of a message it does not take
_SERVICE = "MG"  # how the ids of messaging services begin


class TextRefused(Refused):
    """The gateway does not take this text message."""


class GatewayAway(Unavailable):
    """The gateway for text messages did not answer."""


class GatewayBusy(AskedToWait):
    """The gateway for text messages is asked too often."""


class TwilioTexter:
    def __init__(
        self,
        url: str,
        account: str,
        token: str,
        *,
        sender: str,
        only_public: bool = True,
        timeout_seconds: float = 20,
    ) -> None:
        """`sender`: a number, a name, or the id of a messaging service."""
        transport: httpx.AsyncBaseTransport = Bounded()
        self._account = f"{url.rstrip('/')}/2010-04-01/Accounts/{account}"
        self._from = {"MessagingServiceSid" if sender.startswith(_SERVICE) else "From": sender}
        self._seconds = timeout_seconds
        self._client = httpx.AsyncClient(
            auth=httpx.BasicAuth(account, token),
            headers={"Accept": "application/json", "User-Agent": "Caly"},
            transport=PublicOnly(transport) if only_public else transport,
            follow_redirects=False,  # the token is for this address alone
            trust_env=False,
            timeout=None,  # the whole of it has its time below
        )

    async def send(self, *, to: str, text: str) -> None:
        response = await self._asked("POST", "/Messages.json", {**self._from, "To": to, "Body": text})
        said = _json(response)
        if response.status_code in (200, 201) and "sid" in said:
            return
        raise _problem(response, said)

    async def try_it(self) -> None:
        """Sends nothing: whether it lets us in. Raises Unavailable."""
        response = await self._asked("GET", ".json")
        if response.status_code != 200:
            raise _problem(response, _json(response))

    async def close(self) -> None:
        await self._client.aclose()

    async def _asked(self, method: str, path: str, form: Mapping[str, str] | None = None) -> httpx.Response:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._client.request(method, self._account + path, data=form)
        except TimeoutError:
            raise GatewayAway("The gateway for text messages did not answer in time.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            text = f"The gateway for text messages did not answer ({type(error).__name__})."
            raise GatewayAway(text) from error


def _problem(response: httpx.Response, said: Mapping[str, object]) -> Refused | Unavailable:
    """Only what it says of this very message is for good: the rest may be better the next time."""
    status = response.status_code
    match status:
        case 400:
            why = " ".join(str(said.get("message", "")).split())[:_WORDS_AT_MOST]
            return TextRefused(
                f"The gateway does not take this text message ({said.get('code', status)}). {why}"
            )
        case 401 | 403:
            return GatewayAway(f"The gateway for text messages does not let us in ({status}).")
        case 404:
            return GatewayAway("The gateway for text messages does not know this account (404).")
        case 429:
            return GatewayBusy(wait_seconds=_after(response.headers))
        case _ if status < 300:
            return GatewayAway("The gateway for text messages does not say what it has done.")
        case _:
            return GatewayAway(f"The gateway for text messages has an error of its own ({status}).")


def _json(response: httpx.Response) -> Mapping[str, object]:
    """Empty where it is no object of JSON: a page, say."""
    try:
        said = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _after(headers: Mapping[str, str]) -> float:
    said = headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1.0
