"""A code by e-mail or by text message: as the customer wishes, and only to what was on the books before."""

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.one_segment import SEPTETS, septets
from caly_app.agents.phrasing import Phrasing
from tests.agents.world import Talk, a_demo_of

MOBILE = "+12125550143"
CODE = "482159"
WISHES = {
    "en": ("what's my balance?", "30 July 1971", "+1 212 555 0143"),
    "es": ("¿cuál es mi saldo?", "30 de julio de 1971", "+1 212 555 0143"),
    "fr": ("quel est mon solde ?", "30 juillet 1971", "+1 212 555 0143"),
    "de": ("wie ist mein Kontostand?", "30. Juli 1971", "+1 212 555 0143"),
}


def a_talk(**held: str) -> Talk:
    """With Tomas Reyes, who has a phone that may take text messages."""
    talk = a_demo_of("fintech")
    tomas = next(one for one in talk.clinic.people.values() if one["name"] == "Tomas Reyes")
    tomas.update({"phone": MOBILE, **held})
    return talk


async def asked(language: str = "en") -> Talk:
    """Which way it shall go."""
    talk = a_talk()
    talk.language = language
    reply = await talk.says(*WISHES[language])
    assert reply.asks == ("code_way",) and talk.clinic.codes == []
    return talk


async def test_of_two_ways_the_customer_is_asked_for_one_and_shown_where_it_would_go():
    talk = await asked()

    labels = [one.label for one in talk.reply.quick_replies]
    assert labels[:2] == ["by e-mail to t***@example.org", "by text message to the number ending in 43"]
    assert MOBILE[2:] not in talk.reply.text


async def test_after_the_text_message_the_code_is_said_back():
    talk = await asked()
    reply = await talk.say("text message please")
    assert reply.tells == ("code_sent",) and "number ending in 43" in reply.text
    assert [way for way, _ in talk.clinic.sent_by] == ["text"]

    reply = await talk.say(CODE)
    assert "£310.75" in reply.text and CODE not in str(talk.document)


@pytest.mark.parametrize("language", WISHES)
@pytest.mark.parametrize(("place", "way"), [(0, "email"), (1, "text")])
async def test_a_button_says_which(language, place, way):
    talk = await asked(language)
    await talk.say(talk.reply.quick_replies[place].text)

    assert [one for one, _ in talk.clinic.sent_by] == [way]


@pytest.mark.parametrize(
    ("language", "said", "way"),
    [
        ("en", "by text", "text"),
        ("en", "sms", "text"),
        ("en", "my mobile", "text"),
        ("en", "to my phone please", "text"),
        ("en", "the second one", "text"),
        ("en", "the one ending in 43", "text"),
        ("en", "2", "text"),
        ("en", "email", "email"),
        ("en", "e-mail is better", "email"),
        ("en", "the first", "email"),
        ("es", "por sms", "text"),
        ("es", "al móvil", "text"),
        ("es", "por correo", "email"),
        ("fr", "par sms", "text"),
        ("fr", "sur mon portable", "text"),
        ("fr", "par mail", "email"),
        ("de", "per SMS", "text"),
        ("de", "aufs Handy", "text"),
        ("de", "per Mail bitte", "email"),
    ],
)
async def test_a_word_says_which(language, said, way):
    talk = await asked(language)
    reply = await talk.say(said)

    assert [one for one, _ in talk.clinic.sent_by] == [way], reply.text
    assert reply.asks == ("one_time_code",)


async def test_what_is_asked_beside_it_is_answered_and_the_way_asked_again():
    talk = await asked()
    reply = await talk.say("what are your opening hours?")
    assert "opening_hours" in reply.tells and reply.asks == ("code_way",)

    assert (await talk.say("text")).asks == ("one_time_code",)


@pytest.mark.parametrize(
    ("first", "then", "ways"),
    [
        ("email", "can you text it to me instead?", ["email", "text"]),
        ("text", "nothing came, send it by email", ["text", "email"]),
        ("text", "send it again", ["text", "text"]),
        ("text", "no, the other one", ["text", "email"]),
    ],
)
async def test_it_goes_the_other_way_instead_or_the_same_way_again(first, then, ways):
    talk = await asked()
    reply = await talk.says(first, then)

    assert [way for way, _ in talk.clinic.sent_by] == ways
    assert reply.asks == ("one_time_code",) and reply.tells == ("code_sent",)


async def test_there_are_four_codes_however_often_the_way_changes():
    talk = await asked()
    await talk.says("email", "text it to me instead", "by email instead", "by text instead")
    reply = await talk.say("by email instead")

    assert len(talk.clinic.codes) == 4 and reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_where_there_is_one_way_nobody_is_asked():
    talk = a_talk(email="")
    reply = await talk.says(*WISHES["en"])

    assert reply.asks == ("one_time_code",) and "number ending in 43" in reply.text


async def test_a_fixed_line_takes_no_text_message():
    talk = a_talk(phone="+442079460654")
    reply = await talk.says("what's my balance?", "30 July 1971", "020 7946 0654")

    assert reply.asks == ("one_time_code",) and [way for way, _ in talk.clinic.sent_by] == ["email"]
    await talk.say("by text instead please")
    assert "text" not in [way for way, _ in talk.clinic.sent_by]


async def test_a_number_that_was_only_just_said_gets_none():
    talk = await asked()
    reply = await talk.say("by text to +1 212 555 0199 please, I have a new number")

    assert reply.tells == ("code_sent",) and "number ending in 43" in reply.text
    assert all(one.get("phone") != "+12125550199" for one in talk.clinic.people.values())


@pytest.mark.parametrize("language", WISHES)
@pytest.mark.parametrize(
    "name", ["Larkfield Money", "Crédit Mutuel & Épargne de la Région du Nord-Est et d'Ailleurs", "银行"]
)
async def test_the_text_message_is_one_message_in_each_language(language, name):
    talk = a_talk()
    words = Phrasing(talk.turn("hi").sector, talk.config, talk.business, language)
    assert septets(words.say("code_text", {"code": CODE, "business": "x" * 40})) <= SEPTETS

    talk = await asked(language)
    talk.business = talk.business.__class__(**{**vars(talk.business), "name": name})
    await talk.say("sms")

    [(_, letter)] = talk.clinic.sent_by
    text = letter.short.replace("{code}", CODE)
    assert septets(text) <= SEPTETS and CODE in text and not text.startswith(":")


NIA = ("what's my balance?", "12 March 1988", "020 7946 0321")  # whose phone takes no text messages


@pytest.mark.parametrize(
    "said",
    [
        "wait I don't have my email",
        "I can't get into my mailbox here",
        "I've no internet on this train",
        "no puedo abrir mi correo",
        "je n'ai plus accès à ma messagerie",
        "ich komme gerade nicht an meine Mails",
    ],
)
async def test_who_cannot_read_it_is_offered_a_person_and_may_still_say_it(said):
    talk = a_demo_of("fintech")
    reply = await talk.says(*NIA, said)
    assert reply.tells == ("without_it",) and "person" in reply.offers and len(talk.clinic.codes) == 1

    assert (await talk.say("no")).asks == ("one_time_code",)
    assert "code_right" in (await talk.say(CODE)).tells


async def test_who_cannot_read_it_gets_it_where_it_was_not_sent_yet_and_not_back_again():
    talk = a_talk()
    await talk.says(*WISHES["en"], "by e-mail please")
    reply = await talk.say("I can't open my e-mails at work")
    assert "code_sent" in reply.tells and [way for way, _ in talk.clinic.sent_by] == ["email", "text"]

    reply = await talk.say("I haven't got that phone with me")
    assert reply.tells == ("without_it",) and len(talk.clinic.codes) == 2


@pytest.mark.parametrize(
    "said", ["the e-mail has not arrived", "no email came", "I did not get the mail yet"]
)
async def test_what_has_not_come_is_sent_again(said):
    talk = a_demo_of("fintech")
    reply = await talk.says(*NIA, said)

    assert "code_sent" in reply.tells and len(talk.clinic.codes) == 2


@pytest.mark.parametrize("said", ["block the travel card please", "freeze my travel card"])
async def test_a_card_called_by_its_name_is_blocked_beside_the_code(said):
    talk = a_demo_of("fintech")
    reply = await talk.says(*NIA, said)

    assert reply.asks == ("confirmation",) and "Travel credit card 5151" in reply.text
