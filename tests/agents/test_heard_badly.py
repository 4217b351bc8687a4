"""What was heard badly on the telephone is asked for once more, before it counts."""

from dataclasses import dataclass, replace

from caly_app.agents.channel import Channel
from caly_app.agents.turn import TurnContext
from tests.agents.world import Talk


@dataclass
class Call(Talk):
    channel: Channel = Channel.VOICE
    is_noisy: bool = False

    def turn(self, said: str, instruction: str | None = None) -> TurnContext:
        return replace(super().turn(said, instruction), heard_badly=self.is_noisy)


async def test_an_answer_is_asked_for_again_and_counts_the_second_time() -> None:
    talk = Call()
    asked = await talk.says("i would like to see doctor halas on thursday at half past nine", "rosa penhale")
    assert asked.asks == ("phone",)
    talk.is_noisy = True
    again = await talk.says("oh two oh seven nine four six oh one two three")
    assert again.asks == ("phone",) and "heard_badly" in again.tells
    taken = await talk.says("oh two oh seven nine four six oh one two three")
    assert taken.asks == ("confirmation",)


async def test_a_yes_that_was_heard_badly_books_nothing() -> None:
    talk = Call()
    await talk.says("i would like to see doctor halas on thursday at half past nine", "rosa penhale")
    await talk.says("oh two oh seven nine four six oh one two three")
    talk.is_noisy = True
    reply = await talk.says("yes")
    assert reply.asks == ("confirmation",) and not talk.clinic.bookings()
    talk.is_noisy = False
    await talk.says("yes")
    assert talk.clinic.bookings() == [("2026-10-08 09:30", "Dr. Imre Halas")]


async def test_an_emergency_is_never_asked_for_again() -> None:
    talk = Call()
    await talk.says("i would like to see doctor halas on thursday at half past nine")
    talk.is_noisy = True
    reply = await talk.says("my father can not breathe")
    assert "emergency" in reply.tells
