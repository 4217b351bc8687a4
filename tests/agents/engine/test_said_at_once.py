"""What was said in the first message is never asked for: of each sector, what each of its agents needs."""

import pytest

from tests.agents.world import a_demo_of

_OWEN = "I'm Owen Tarrant, policy {}, born 17 September 1983"
_ROS = "Ros Penhale, 020 7946 0777"

# sector, what somebody says at once, what of it is not asked for. '' asks for nothing but a yes.
_SAID = [
    (
        "insurance",
        "My kitchen flooded on Saturday at 5 Quay Street, about two thousand pounds of damage to the units,"
        " nobody was hurt. " + _OWEN.format("POL-10022"),
        "",
    ),
    (
        "insurance",
        "Somebody drove into my car yesterday at 5pm on the A34 near Didcot, nobody is hurt but the bumper is"
        " dented. Policy POL-10021, 17 September 1983",
        "",
    ),
    (
        "insurance",
        "My car was stolen last night outside Didcot station, it's gone completely. "
        + _OWEN.format("POL-10021"),
        "incident incident_date place",
    ),
    (
        "insurance",
        "I need to report a burglary: they broke into our house in Mill Lane on Friday and took the laptop"
        " and a camera. POL-10022, born 17 Sept 1983",
        "incident incident_date place damage",
    ),
    (
        "insurance",
        "I want to insure my car, it's worth about 12,000 pounds, I'm 34 and I've had no claims for 6 years",
        "",
    ),
    ("insurance", "Travel insurance please for two of us, two weeks in Spain", ""),
    (
        "insurance",
        "I moved house, my new address is 9 Mill Lane, Saltmouth SM1 2AB. POL-10022, 17.9.1983",
        "",
    ),
    ("catering", "wedding quote please: 80 guests, 12 June 2027, Wexley, the Garden menu, " + _ROS, ""),
    (
        "catering",
        "can you do a wedding in Wexley for 80 guests on 12 June 2027, Garden menu, " + _ROS,
        "",
    ),
    (
        "catering",
        "Hi, we're getting married on 12 June 2027 in Wexley and need food for about 80 people, I'm " + _ROS,
        "event_kind date guests place full_name phone",
    ),
    (
        "catering",
        "Could you give me a price for a company lunch at our office in Wexley, 25 people, 20 November",
        "event_kind date guests place",
    ),
    ("catering", "A table for four on Friday at 7pm please, " + _ROS, ""),
    ("catering", "There will be 65 of us instead for quote QU-2041, my phone is 020 7946 0311", ""),
    (
        "legal",
        "My landlord Brightmill Homes wants to evict me by next Friday, I'm Sam Pope, 020 7946 0888",
        "",
    ),
    (
        "legal",
        "my employer Brightmill Ltd fired me on Monday and the hearing is on 4 December, my name is Sam Pope,"
        " 020 7946 0888",
        "",
    ),
    ("legal", "I want to divorce my husband Peter Pope, no deadline, I'm Jane Pope, 020 7946 0888", ""),
    ("legal", "I'd like a consultation about my divorce on Thursday at 10, Sam Pope, 020 7946 0888", ""),
    ("hospitality", "a double room for a week from Monday for two, " + _ROS, ""),
    ("hospitality", "a double room for two people from 12 to 15 October, " + _ROS, ""),
    ("hospitality", "I'd like to stay two nights longer, HH-20417, Alma Reyes", ""),
    ("hospitality", "Could you send three towels to room 204, Colin Ashby, HH-20388", ""),
    ("hospitality", "Can I check out at 1pm? HH-20388, Colin Ashby", ""),
    (
        "ecommerce",
        "Please send ORD-4810 to 9 Mill Lane, Fernhill FH1 2AB instead, anna.crane@example.org",
        "",
    ),
    ("ecommerce", "I was charged twice for ORD-4810, anna.crane@example.org", ""),
    (
        "ecommerce",
        "I want to complain: your courier was rude and threw the parcel over the fence, order ORD-4777",
        "",
    ),
    ("ecommerce", "I want a refund for the desk lamp from ORD-4777, anna.crane@example.org", ""),
    ("ecommerce", "The desk lamp from ORD-4777 broke after two weeks, anna.crane@example.org", "fault order"),
    ("education", "I want to leave the Spanish course, ST-1042, born 15 March 1990", ""),
    ("education", "Can I pay for Spanish in three instalments? ST-1042, 15 March 1990", ""),
    ("education", "I'd like a placement lesson in Spanish on Thursday at 12, " + _ROS, ""),
    ("fintech", "I lost my debit card yesterday, born 12 March 1988, 020 7946 0321", ""),
    ("fintech", "What is on my savings account? 12 March 1988, 020 7946 0321", "account date_of_birth phone"),
    (
        "healthcare",
        "I'm Ros Penhale and I need to see Dr Halas on Thursday at 11 about my knee, 020 7946 0777",
        "",
    ),
    (
        "healthcare",
        "Please tell Dr Halas that the new tablets make me dizzy, born 4 May 1980, 020 7946 0123",
        "",
    ),
    ("healthcare", "My new address is 9 Mill Lane, Elmford, born 4 May 1980, 020 7946 0123", ""),
    ("healthcare", "I need more atenolol, born 4 May 1980, 020 7946 0123", ""),
    (
        "logistics",
        "Collect two parcels, 5 kg each, from 5 Quay Street, Leeds LS1 4AP on Thursday at 10, " + _ROS,
        "",
    ),
    ("logistics", "CW-2045187 arrived broken, the vase inside is in pieces, 020 7946 0211", ""),
    ("logistics", "You missed me, please bring CW-3081942 again on Thursday, 020 7946 0322", ""),
    ("logistics", "Please deliver CW-2045187 to 9 Mill Lane, Leeds LS1 4AP instead, 020 7946 0211", ""),
    ("real_estate", "I want to sell my house at 9 Mill Lane, Fairfield, could you value it? " + _ROS, ""),
    (
        "real_estate",
        "Let me know when something comes up to buy with three bedrooms and a garden in Fairfield"
        " up to 400,000, " + _ROS,
        "",
    ),
    ("real_estate", "I want to raise my offer OF-5001 to 450,000, born 17 September 1986, 020 7946 0611", ""),
    ("real_estate", "I'd like to rent a two bedroom flat in Fairfield", "deal place bedrooms"),
    ("telecom", "My internet has been down since this morning in Larkfield LK1 4QT", ""),
    ("telecom", "Move my mobile to Mobile Unlimited please, born 17 June 1990, 020 7946 0211", ""),
    ("telecom", "I need a new eSIM for my mobile, born 17 June 1990, 020 7946 0211", ""),
    (
        "telecom",
        "I can only pay the bill on the 20th of October, born 17 June 1990, 020 7946 0211",
        "",
    ),
    (
        "telecom",
        "There's £12 roaming on my bill and I never left the country, born 17 June 1990, 020 7946 0211",
        "",
    ),
]


@pytest.mark.parametrize(("sector", "said", "told"), _SAID)
async def test_what_was_said_at_once_is_not_asked_for(sector: str, said: str, told: str) -> None:
    reply = await a_demo_of(sector).say(said)
    question = reply.dialogue.question
    assert question is not None and reply.dialogue.flow is not None, reply.text
    if told:
        assert not set(told.split()) & set(question.asks), reply.text
        assert set(told.split()) <= {*reply.dialogue.values(), *_of_the_records(told)}, reply.text
    else:
        assert question.asks == ("confirmation",), reply.text


def _of_the_records(told: str) -> set[str]:
    """What is picked is kept by the tool under a name of its own."""
    return {"account", "order"} & set(told.split())


async def test_what_was_told_is_kept_without_who_told_it() -> None:
    reply = await a_demo_of("legal").say(
        "My landlord Brightmill Homes wants to evict me by next Friday, I'm Sam Pope, 020 7946 0888"
    )
    assert (
        reply.dialogue.values()["summary"] == "My landlord Brightmill Homes wants to evict me by next Friday"
    )


async def test_who_they_are_is_kept_while_it_is_asked_which_of_two_is_meant() -> None:
    talk = a_demo_of("catering")
    assert (await talk.say("can you do a wedding next summer")).tells == ("which_of_two",)
    for said in ("Ros Penhale, ros@example.org", "020 7946 0777"):
        assert (await talk.say(said)).tells == ("which_of_two",)
    reply = await talk.says("a quote", "80 guests in Wexley on 12 June 2027", "the Garden menu")
    assert "for Ros Penhale, phone 020 7946 0777" in reply.text
    assert reply.asks == ("confirmation",)


async def test_the_same_product_in_another_size_needs_not_be_named_again() -> None:
    for language in (
        ("do you have the trail jacket in M?", "and in L?"),
        ("¿tienen el Trail jacket en M?", "¿y en L?"),
    ):
        reply = await a_demo_of("ecommerce").says(*language)
        assert "Trail jacket" in reply.text and " L" in reply.text, reply.text


async def test_few_words_abroad_are_answered_in_their_language() -> None:
    for sector, said in (
        ("insurance", "Schaden melden"),
        ("ecommerce", "Paket kaputt"),
        ("hospitality", "Zimmer frei?"),
        ("telecom", "Internet geht nicht"),
        ("fintech", "Karte verloren"),
        ("education", "Kurs absagen"),
        ("healthcare", "Termin heute in einer Woche um 10 Uhr"),
    ):
        assert (await a_demo_of(sector).say(said)).language == "de", said


async def test_who_speaks_is_heard_beside_a_greeting() -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.say(
        "Evening, Alma Reyes, alma.reyes@example.org, 020 7946 0111. I'd like to cancel my stay HH-20417"
    )
    assert reply.asks == ("confirmation",) and "identity_proven" in reply.tells
