"""What need not be kept: rows that only mattered for a while."""

from caly_app import db

# Each with its reason for having been there at all.
_PASSED = {
    "outbox": "created_at < now() - interval '7 days'",
    "idempotency_key": "expires_at < now()",
    "sign_in_attempt": "attempted_at < now() - interval '1 day'",
    "met_dialogue": "met_at < now() - interval '7 days'",
    "one_time_code": "created_at < now() - interval '2 days'",
    "typing": "until < now() - interval '1 minute'",
    "account_token": "expires_at < now() - interval '7 days'",
    "sign_in": "coalesce(revoked_at, expires_at) < now() - interval '90 days'",
    "scenario_run": "ended_at < now() - interval '30 days' and played_in is null",
    "procrastinate_jobs": "status in ('succeeded', 'cancelled') and id in "
    "(select job_id from procrastinate_events where at < now() - interval '1 day')",
}


async def tidy() -> dict[str, int]:
    """Deletes what has passed, of all tenants; how many rows of each table."""
    gone = {}
    async with db.admin_transaction() as session:
        driver = await session.driver()
        for table, has_passed in _PASSED.items():
            deleted = await driver.execute(f"delete from {table} where {has_passed}")
            gone[table] = deleted.rowcount
    return gone
