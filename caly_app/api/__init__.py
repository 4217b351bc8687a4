"""The REST door, under /api/v1: one router per noun. It opens transactions and translates errors, no more.

app.py             puts it together          authentication.py  who is asking, and may they?
problems.py        errors as problem+json    idempotency.py     a POST sent twice happens once
text.py            what may be stored        paging.py          lists by keyset
rate_limits.py     how often                 front.py           what every request passes
"""
