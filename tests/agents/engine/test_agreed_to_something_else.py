"""A yes to something else than what was read back is none to that: nothing is cancelled by it."""

import pytest

from tests.agents.world import a_demo_of, asked_whether_to_cancel


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ok, shift it then"),
        ("en", "yes, reschedule it please"),
        ("en", "is there any chance I could come in next week?"),
        ("en", "yes, but could I do Friday instead?"),
        ("en", "might I come on Friday rather than cancel it?"),
        ("en", "what if I came on Thursday at three and not cancel it?"),
        ("es", "sí, aplázala por favor"),
        ("es", "¿y si voy el jueves en vez de eso?"),
        ("fr", "oui, déplacez-le s'il vous plaît"),
        ("de", "ja gern, aber verschieben Sie ihn"),
        ("en", "yes please, I'd sooner come a different week instead"),
        ("en", "yes, swap me to a Monday"),
        ("es", "sí, pero ¿me puede cambiarme a otra hora?"),
        ("fr", "oui, plutôt une autre date s'il vous plaît"),
        ("de", "ja, bitte stattdessen ein anderer Termin"),
        ("es", "¿podría ser el viernes, sin anularla?"),
        ("es", "¿y si vengo el jueves en vez de cancelarla?"),
        ("fr", "vendredi à 15 h, plutôt que de l'annuler"),
        ("de", "ginge auch Freitag, ohne ihn zu stornieren?"),
        ("en", "yes, another week please, rather than calling it off"),
        ("es", "sí, me viene mejor otro día en lugar de cancelar"),
        ("fr", "oui, un autre jour plutôt que d'annuler"),
        ("de", "ja gut, lieber ein anderer Tag statt absagen"),
    ],
)
async def test_who_wants_it_moved_has_not_agreed_to_its_end(language, said):
    talk = await asked_whether_to_cancel(language)
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"
    assert len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "yes, they can't move it"),
        ("en", "yes please cancel it, I'll book another one some time"),
        ("en", "yes, I'm moving house that week"),
        ("es", "sí, no se puede cambiar"),
        ("de", "ja, ich kann an dem Tag nicht"),
        ("en", "yes please, my neighbour is driving me to the walk-in clinic instead"),
        ("en", "yeah do it, work are going to move us to the late shift"),
        ("es", "sí, por favor, vamos a ver a otro médico en lugar de esto"),
        ("fr", "oui, j'irai plutôt à l'hôpital"),
        ("de", "ja bitte, meine Tochter fährt mich stattdessen ins Krankenhaus"),
    ],
)
async def test_who_only_says_why_has(language, said):
    talk = await asked_whether_to_cancel(language)
    await talk.say(said)
    assert not talk.clinic.bookings()


@pytest.mark.parametrize(
    "said",
    [
        "Well. Right, it seems that I have to stay here with all of you for one more year whether I happen"
        " to like it or not",
        "Fine. I would have left, but my wife is dead set against it",
    ],
)
async def test_a_word_that_only_begins_is_no_yes(said):
    talk = a_demo_of("insurance")
    await talk.says("cancel my home insurance", "POL-10022", "17 September 1983", "020 7946 0411")
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "policy_cancelled" not in reply.tells


async def test_another_wish_behind_it_is_the_wish():
    talk = a_demo_of("insurance")
    await talk.says("cancel my home insurance", "POL-10022", "17 September 1983", "020 7946 0411")
    reply = await talk.say(
        "Right you are. Seeing that I am yours for that long you had better insure our Tamsin on it, Tamsin"
        " Ferrow, she is eighteen now"
    )
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_policy"
    assert "policy_cancelled" not in reply.tells and "changed" not in reply.tells


@pytest.mark.parametrize(
    "said",
    [
        "hold on. any chance of next week? wednesday late would be fine, after my shift",
        "some time next week would suit me more, maybe Wednesday",
    ],
)
async def test_what_is_no_day_yet_is_neither_the_one_read_back_nor_another(said):
    talk = await asked_whether_to_cancel()
    reply = await talk.say(said)
    assert reply.text and len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize(
    ("sector", "said", "noted"),
    [
        (
            "legal",
            "I have to cancel Wednesday. Also I would like to hear what I have left to pay, no rush",
            True,
        ),
        (
            "insurance",
            "cancel my home insurance. And also I'd want to know how my claim is doing, poor car",
            True,
        ),
    ],
)
async def test_another_thing_is_one_though_it_is_less_plain(sector, said, noted):
    reply = await a_demo_of(sector).say(said)
    assert ("noted_for_later" in reply.tells) is noted


@pytest.mark.parametrize(
    ("language", "said", "slot", "value"),
    [
        ("en", "ok, only you should write to ines@example.org but not ring", "email", "ines@example.org"),
        ("en", "good, but my number is now 020 7946 0955", "phone", "+442079460955"),
        ("en", "all right, but it should be under Ines Brook", "full_name", "Ines Brook"),
        ("es", "vale, pero mi correo es ines@example.org", "email", "ines@example.org"),
        ("fr", "ça marche, mais mon adresse mail est ines@example.org", "email", "ines@example.org"),
        ("de", "gut, aber meine Telefonnummer ist 020 7946 0955", "phone", "+442079460955"),
    ],
)
async def test_what_is_told_of_oneself_behind_a_word_that_only_begins_is_kept(language, said, slot, value):
    talk = a_demo_of("hospitality")
    talk.language = language
    await talk.says(_A_DOUBLE[language])
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and reply.dialogue.values()[slot] == value
    assert len(talk.clinic.records_of("stay")) == 4  # those of the demo


_A_DOUBLE = {
    "en": "a double from 12 to 15 December for one, Ada Flint, 020 7946 0999",
    "es": "habitación doble del 12 al 15 de diciembre para una persona, Ada Flint, 020 7946 0999",
    "fr": "une chambre double du 12 au 15 décembre pour une personne, Ada Flint, 020 7946 0999",
    "de": "ein Doppelzimmer vom 12. bis 15. Dezember für zwei, Ada Flint, 020 7946 0999",
}
