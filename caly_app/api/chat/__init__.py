"""The customer's side: one conversation, opened by its signed token. The widget speaks nothing else.

begin.py     who the business is, and a conversation with it     visitors.py   whose page, which customer
say.py       a message and its answer                             shapes.py     what is sent and got
follow.py    what happens meanwhile: words, typing, the end       hours.py      open until when
quick.py     the short way of a message                          thumb.py      what they think of a reply
"""

from fastapi import APIRouter

from caly_app.api.chat import begin, follow, say, thumb

router = APIRouter(prefix="/chat", tags=["chat"])
for each in (begin, say, follow, thumb):
    router.include_router(each.router)
