"""A no to what was read back, with something else in its place; and customers who cannot say which."""

import pytest

from tests.agents.world import Talk, a_demo_of, asked_whether_to_cancel


@pytest.mark.parametrize(
    "said",
    [
        "wait, don't cancel, could I come on Thursday at 3 instead?",
        "hmm no, actually don't cancel it, move it to Thursday at 3",
        "no no dont cancel it can we make it thursday at three in the afternoon",
        "hang on, no. I could do Thursday at 3 after all, if you move it",
    ],
)
async def test_not_cancelled_but_moved(said: str) -> None:
    talk = await asked_whether_to_cancel()
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "move" in reply.text
    await talk.say("yes please")
    assert [when for when, _ in talk.clinic.bookings()] == ["2026-10-08 15:00"]


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "no, don't cancel it, thanks", "yes"),
        ("en", "please don't cancel anything", "yes please"),
        ("es", "no la cancele, por favor", "sí"),
        ("fr", "non, ne l'annulez pas", "oui"),
        ("de", "nein, bitte nicht absagen", "ja"),
    ],
)
async def test_what_was_turned_down_is_not_done_by_the_next_yes(language: str, said: str, then: str) -> None:
    talk = await asked_whether_to_cancel(language)
    await talk.says(said, then)
    assert len(talk.clinic.bookings()) == 1


async def test_no_and_another_value_still_puts_right_what_is_under_way() -> None:
    talk = Talk()
    await talk.says("I want to see Dr Halas on Thursday at 10", "Rosa Penhale", "020 7946 0123")
    reply = await talk.says("no, Friday at ten please")
    assert reply.asks == ("confirmation",)
    await talk.say("yes")
    assert [when[:10] for when, _ in talk.clinic.bookings()] == ["2026-10-09"]


async def test_whoever_says_how_it_should_be_done_wants_what_was_proposed() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say("why was CW-3081942 not delivered?")
    assert reply.asks == ("confirmation",)
    reply = await talk.say("no hang on, I'd sooner pick it up from a shop")
    assert reply.text and reply.asks == ("phone",)


async def test_whoever_cannot_say_which_of_two_gets_the_likelier_one() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say("you missed me, could you bring CW-3081942 again on wednesday")
    if reply.asks == ("rephrase",):
        reply = await talk.say("I don't know, sorry")
    assert reply.asks == ("phone",)
    reply = await talk.say("020 7946 0322")
    assert reply.asks == ("confirmation",)


async def test_whoever_never_knows_is_not_asked_for_ever_whether_they_want_a_person() -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.say("I want to cancel my stay")
    for _ in range(8):
        reply = await talk.say("I don't know, sorry")
        if reply.escalation:
            break
    assert reply.escalation


async def test_a_yes_with_what_was_read_back_changes_nothing_else() -> None:
    talk = a_demo_of("hospitality")
    await talk.says("please change my stay HH-20417", "Alma Reyes", "I leave on the 27th")
    assert talk.reply and talk.reply.asks == ("confirmation",)
    reply = await talk.say("yes, the 27th")
    assert "stay_changed" in reply.tells


async def test_whoever_leaves_it_wants_nothing_that_it_only_resembles() -> None:
    talk = a_demo_of("real_estate")
    lines = ("tell me when a two bed flat to rent in Fairfield turns up", "1,500", "Nils Ferrow")
    reply = await talk.says(*lines, "020 7946 0688")
    assert reply.asks == ("confirmation",)

    reply = await talk.say("oh, no, I'd rather not have my name kept anywhere. let's leave it")
    assert (reply.tells, reply.asks) == (("left",), ()) and talk.clinic.records_of("lead") == []


@pytest.mark.parametrize(
    "said",
    [
        "what, that much?! right, no. I'd rather keep it, I'm not made of money",
        "good heavens, no",
        "yes. Ah, no, sorry",
        "ok no i will come after all",
        "fine, hm, actually no",
    ],
)
async def test_a_no_behind_a_yes_counts(said: str) -> None:
    talk = await asked_whether_to_cancel()
    await talk.say(said)
    assert len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize("said", ["is that all of it?", "ok, hang on a sec", "right wait", "half of it?!"])
async def test_who_asks_or_wants_a_moment_has_not_agreed(said: str) -> None:
    talk = a_demo_of("insurance")
    await talk.says("cancel my home insurance", "POL-10022", "17 September 1983", "020 7946 0411")
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "policy_cancelled" not in reply.tells


@pytest.mark.parametrize("said", ["yes, no rush", "no, yes, do it", "ok no worries, cancel it"])
async def test_a_no_that_refuses_nothing_takes_no_yes_back(said: str) -> None:
    talk = await asked_whether_to_cancel()
    await talk.say(said)
    assert not talk.clinic.bookings()


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("telecom", "en", "block my sim. hm no, never mind, it's in my other coat"),
        ("ecommerce", "en", "please cancel order CW-10442. oh no, wait, forget it, my son wants it"),
        (
            "healthcare",
            "en",
            "could you cancel my appointment... actually no, leave it, I'll be back in time",
        ),
        ("fintech", "es", "bloqueadme la tarjeta. ay no, déjalo, que estaba en el cajón"),
        ("hospitality", "fr", "annulez ma chambre... non attendez, laissez tomber"),
        ("legal", "de", "Bitte den Termin absagen. Ach nein, lassen Sie es, ich schaffe es doch"),
    ],
)
async def test_a_wish_taken_back_in_the_same_breath_is_not_begun(
    sector: str, language: str, said: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow is None and not reply.escalation


@pytest.mark.parametrize(
    ("sector", "said", "flow"),
    [
        (
            "catering",
            "A table for four on Friday at seven please. No wait, leave Friday, Saturday it is",
            "book",
        ),
        ("healthcare", "Please cancel my appointment. No need to ring me, leave it at that", "cancel"),
    ],
)
async def test_what_only_puts_right_or_adds_takes_no_wish_back(sector: str, said: str, flow: str) -> None:
    reply = await a_demo_of(sector).say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name.startswith(flow)


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("telecom", "en", "alright I'll change the plan on the website then, cheers"),
        ("fintech", "en", "fine, we'll send it through the app, thanks"),
        ("fintech", "de", "gut, ich überweise das dann in der App"),
    ],
)
async def test_who_does_it_elsewhere_wishes_for_nothing(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow is None and {"no_transfers", "not_understood"}.isdisjoint(reply.tells)


@pytest.mark.parametrize("said", ["no ta, i'm driving", "no, it's fine", "no thanks"])
async def test_who_leaves_no_number_is_not_told_what_can_be_done(said: str) -> None:
    talk = a_demo_of("fintech")
    talk.clinic.operators_online = 0
    await talk.say("found my card again, please unblock it")
    reply = await talk.say(said)
    assert reply.tells == ("small_talk",)


@pytest.mark.parametrize(
    ("language", "said", "is_told"),
    [
        ("en", "no. Where do I park?", "fact"),
        ("en", "no, I'll come after all. What are your opening hours?", "opening_hours"),
        ("en", "nope, I'm keeping it, and is parking free?", "fact"),
        ("es", "no. ¿A qué hora abren?", "opening_hours"),
        ("de", "nein. Wann haben Sie auf?", "opening_hours"),
        ("fr", "non. Quels sont vos horaires ?", "opening_hours"),
    ],
)
async def test_a_no_beside_a_question_is_a_no(language, said, is_told):
    talk = await asked_whether_to_cancel(language)
    reply = await talk.say(said)
    assert "kept" in reply.tells and any(one.startswith(is_told) for one in reply.tells)
    await talk.say({"en": "yes", "es": "sí", "de": "ja", "fr": "oui"}[language])
    assert talk.clinic.bookings()


async def test_who_only_wants_a_moment_to_ask_something_has_not_said_no():
    talk = await asked_whether_to_cancel()
    reply = await talk.say("no wait, where do I park?")
    assert reply.asks == ("confirmation",) and "kept" not in reply.tells


@pytest.mark.parametrize(
    ("language", "asked", "born", "said"),
    [
        ("de", "sind meine Blutwerte da?", "4. Mai 1980", "nein, einen Termin brauch ich dafür nicht"),
        ("de", "sind meine Befunde da?", "4. Mai 1980", "nee, ich will keinen Termin"),
        ("fr", "mes résultats sont là ?", "4 mai 1980", "non, pas besoin de rendez-vous pour ça"),
        ("es", "¿están mis resultados?", "4 de mayo de 1980", "no, ninguna cita de momento"),
        ("en", "are my test results in?", "4 May 1980", "nah, I do not want a visit booked"),
    ],
)
async def test_what_is_offered_and_denied_by_its_name_is_not_begun(language, asked, born, said):
    talk = a_demo_of("healthcare")
    talk.language = language
    assert "appointment" in (await talk.says(asked, born, "020 7946 0123")).offers
    reply = await talk.say(said)
    assert not reply.asks and reply.dialogue.flow is None


async def test_a_no_to_an_offer_with_another_wish_begins_that():
    talk = a_demo_of("healthcare")
    await talk.says("are my test results in?", "4 May 1980", "020 7946 0123")
    reply = await talk.say("no, I want to cancel the one I have on Thursday")
    assert reply.tells == ("not_found",)  # nothing of theirs to cancel


_WITHDRAWS = {
    "en": "I want to withdraw my offer",
    "es": "quiero retirar mi oferta",
    "fr": "je veux retirer mon offre",
    "de": "Ich möchte mein Angebot zurückziehen",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hold on, no. my brother has just come in and says we should bid more. could we do 440k"),
        ("en", "no, keep it in. make it 440 thousand instead"),
        ("es", "no, espere, mejor subirla a 440.000"),
        ("fr", "non, attendez, on préfère monter à 440 000"),
        ("de", "nein, doch nicht. Wir wollen lieber erhöhen, auf 440.000"),
    ],
)
async def test_an_offer_that_is_not_withdrawn_but_raised_is_raised_by_what_was_said(
    language: str, said: str
) -> None:
    talk = a_demo_of("real_estate")
    talk.language = language
    reply = await talk.says(_WITHDRAWS[language], "1986-09-17", "020 7946 0611", said)
    assert [flow.name for flow in reply.dialogue.flows] == ["raise_offer"]
    assert reply.dialogue.values()["new_amount"] == "440000.00 GBP" and reply.asks == ("confirmation",)
