from collections.abc import AsyncIterator

import httpx
import pytest

from caly_app.api import rate_limits
from caly_app.api.app import make_api
from caly_app.embedded_postgres import Urls

ADDRESS = "http://127.0.0.1:3000"


@pytest.fixture
async def api(database: Urls) -> AsyncIterator[httpx.AsyncClient]:
    """The whole API over an empty database, without a server between."""
    rate_limits.forget_all()
    transport = httpx.ASGITransport(make_api(), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=f"{ADDRESS}/api/v1") as client:
        yield client
