import pytest

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.errors import Forbidden, Invalid
from caly_app.queries import business as business_queries
from caly_app.queries.own_words import PhraseNotFound
from caly_app.services import own_words
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.own_words import LEARN, AlreadyThere, NewPhrase
from tests.factories import Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

REFILL = "refill_prescription"


async def add(clinic: Clinic, text: str, *, is_pattern: bool = False, intent: str = REFILL, language="en"):
    actor = await a_member(clinic, Role.ADMIN)
    async with db.transaction(actor) as session:
        new = NewPhrase(intent, language, is_pattern, text)
        return await own_words.add(session, actor, "healthcare", new)


async def understood(clinic: Clinic, said: str, admin, language: str = "en") -> str:
    """What the agent of a new conversation takes it for."""
    started = await a_conversation(clinic, language=language)
    result = await take_turn(clinic.customer(), started.conversation_id, "one", said, wiring.ports())
    (why,) = admin.execute("select why from turn where answers = %s", (result.turn_id,)).fetchone()
    return ", ".join(each["intent"] for each in why.get("understood", ()))


async def learn(clinic: Clinic) -> bool:
    return await own_words.learn(clinic.organization_id, clinic.workspace_id, wiring.ports().embedder)


async def test_a_pattern_holds_from_the_next_message_on_and_no_longer_than_it_is_there(admin):
    clinic, said = await a_clinic(), "The blue box, as ever"
    before = await understood(clinic, said, admin)

    phrase = await add(clinic, r"\bblue box\b", is_pattern=True)
    assert await understood(clinic, said, admin) == REFILL
    whys = admin.execute("select why::text from turn where why::text like '%%own words%%'").fetchall()
    assert len(whys) == 1

    actor = await a_member(clinic, Role.ADMIN)
    async with db.transaction(actor) as session:
        await own_words.remove(session, actor, "healthcare", phrase.id)
    assert await understood(clinic, said, admin) == before
    whats = admin.execute(
        "select details ->> 'how', details ->> 'intent', actor_name from timeline "
        "where details ->> 'what' = 'own_words' order by happened_at, id"
    ).fetchall()
    assert whats == [("added", REFILL, "Mara Lind"), ("removed", REFILL, "Mara Lind")]
    assert not admin.execute("select 1 from timeline where details::text like '%%blue box%%'").fetchall()


async def test_words_of_one_business_mean_nothing_to_another(admin):
    ours, theirs = await a_clinic(), await a_clinic()
    await add(ours, "blue box", is_pattern=True)

    by_own_words = "select conversation_id from turn where why::text like '%%own words%%'"
    await understood(theirs, "blue box", admin)
    assert not admin.execute(by_own_words).fetchall()
    assert await understood(ours, "blue box", admin) == REFILL
    assert len(admin.execute(by_own_words).fetchall()) == 1
    actor = await a_member(theirs, Role.ADMIN)
    async with db.transaction(actor) as session:
        [found] = admin.execute("select id from own_phrase").fetchall()
        with pytest.raises(PhraseNotFound):
            await own_words.remove(session, actor, "healthcare", found[0])


async def test_a_sentence_is_learned_by_a_job_and_then_others_like_it_are_understood(admin):
    clinic = await a_clinic()
    for said in ("zorblax is empty", "my zorblax again please", "can zorblax go to the chemist"):
        await add(clinic, said)
    jobs = admin.execute("select task_name from procrastinate_jobs").fetchall()
    assert jobs == [(LEARN,)]  # one for all that waits

    assert await learn(clinic)
    assert not await learn(clinic), "nothing has changed since"

    async with db.transaction(clinic.system()) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
    assert facts.business.own_words.head and len(facts.business.own_words.head.points) == 3
    assert await understood(clinic, "another zorblax soon", admin) == REFILL


async def test_abroad_what_is_like_a_sentence_is_understood_with_the_next_message_and_forgotten_again(admin):
    ours, theirs = await a_clinic(languages=["en", "de"]), await a_clinic(languages=["en", "de"])
    said = "noch so eine Zorblaxkiste"
    assert await understood(ours, said, admin, "de") != REFILL

    own = [
        await add(ours, each, language="de")
        for each in ("die Zorblaxkiste bitte", "wieder so eine Zorblaxkiste")
    ]
    assert await understood(ours, said, admin, "de") == REFILL
    assert await understood(theirs, said, admin, "de") != REFILL
    assert admin.execute("select count(*) from procrastinate_jobs").fetchone() == (0,)
    actor = await a_member(ours, Role.ADMIN)
    async with db.transaction(actor) as session:
        assert await own_words.is_learned(session, actor)

    for phrase in own:
        async with db.transaction(actor) as session:
            await own_words.remove(session, actor, "healthcare", phrase.id)
    assert await understood(ours, said, admin, "de") != REFILL


async def test_a_head_goes_with_its_last_sentence(admin):
    clinic = await a_clinic()
    phrase = await add(clinic, "zorblax is empty")
    await learn(clinic)
    actor = await a_member(clinic, Role.ADMIN)
    async with db.transaction(actor) as session:
        await own_words.remove(session, actor, "healthcare", phrase.id)

    assert await learn(clinic)
    assert admin.execute("select count(*) from own_head").fetchone() == (0,)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPhrase("fly", "en", True, "fly"), "intent"),
        (NewPhrase(REFILL, "tlh", True, "fly"), "language"),
        (NewPhrase(REFILL, "en", True, "("), "text"),
        (NewPhrase(REFILL, "en", True, ".*"), "text"),
        (NewPhrase(REFILL, "en", False, "?!"), "text"),
        (NewPhrase(REFILL, "en", False, "x" * 301), "text"),
    ],
)
async def test_words_that_will_not_do_are_refused_by_field(new: NewPhrase, field: str):
    clinic = await a_clinic()
    actor = await a_member(clinic, Role.ADMIN)
    async with db.transaction(actor) as session:
        with pytest.raises(Invalid) as refused:
            await own_words.add(session, actor, "healthcare", new)
    assert list(refused.value.fields) == [field]


async def test_the_same_words_are_there_once_and_an_operator_adds_none():
    clinic = await a_clinic()
    await add(clinic, "blue box")
    with pytest.raises(AlreadyThere):
        await add(clinic, " blue box ")
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        with pytest.raises(Forbidden):
            await own_words.add(session, operator, "healthcare", NewPhrase(REFILL, "en", False, "x y"))


async def test_words_are_changed_where_they_stand(admin):
    clinic = await a_clinic()
    await add(clinic, "blue box")
    phrase = await add(clinic, "zorblax is empty")
    actor = await a_member(clinic, Role.ADMIN)

    async with db.transaction(actor) as session:
        was = NewPhrase(REFILL, "en", False, " zorblax ran out ")
        changed = await own_words.change(session, actor, "healthcare", phrase.id, was)
    assert (changed.id, changed.text) == (phrase.id, "zorblax ran out")
    assert await understood(clinic, "zorblax ran out", admin) == REFILL
    async with db.transaction(actor) as session:
        with pytest.raises(AlreadyThere):
            again = NewPhrase(REFILL, "en", False, "blue box")
            await own_words.change(session, actor, "healthcare", phrase.id, again)
    async with db.transaction(actor) as session:
        with pytest.raises(Invalid):
            await own_words.change(
                session, actor, "healthcare", phrase.id, NewPhrase(REFILL, "en", True, "(")
            )
    hows = admin.execute(
        "select details->>'how' from timeline where details->>'what' = 'own_words' order by id"
    ).fetchall()
    assert [how for (how,) in hows] == ["added", "added", "changed"]
