"""Who waits for a person may say who they are, and how to reach them; so may whoever begins with it."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize("sector", ["insurance", "legal", "telecom", "catering"])
async def test_who_waits_for_a_person_may_say_how_to_reach_them(sector: str) -> None:
    talk = a_demo_of(sector)
    assert (await talk.say("can I talk to a human please")).tells == ("person_comes",)

    reply = await talk.say("it's Ada Flint, 020 7946 0991")
    assert "contact_noted" in reply.tells and "not_understood" not in reply.tells
    assert reply.dialogue.values()["phone"] == "+442079460991"
    assert reply.dialogue.values()["full_name"] == "Ada Flint"

    assert "person_already_called" in (await talk.say("my name is Ada Flint")).tells


@pytest.mark.parametrize(
    ("sector", "said", "name"),
    [
        ("telecom", "hello, my name is Ada Flint", "Ada Flint"),
        ("hospitality", "bonjour je m'appelle Colin Ashby", "Colin Ashby"),
        ("legal", "hola, me llamo Ana Ruiz", "Ana Ruiz"),
        ("real_estate", "Guten Tag, ich heiße Otto Lind", "Otto Lind"),
    ],
)
async def test_who_begins_with_their_name_is_understood_in_their_language(
    sector: str, said: str, name: str
) -> None:
    reply = await a_demo_of(sector).say(said)
    assert reply.tells == ("small_talk",)
    assert reply.dialogue.values().get("full_name", name) == name
    assert (
        reply.dialogue.language
        == {"hello": "en", "bonjour": "fr", "hola": "es", "Guten": "de"}[said.split()[0].strip(",")]
    )


async def test_help_beside_what_happened_is_no_answer_to_it() -> None:
    reply = await a_demo_of("insurance").say(
        "morning, my windscreen got cracked by a stone on the m4, am i covered and what do i do"
    )
    assert reply.tells == ("which_of_two",)
