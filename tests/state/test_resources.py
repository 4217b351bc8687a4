import pytest

from caly_app.actor import Role
from caly_app.errors import Forbidden
from caly_app.state.resources import ResourcesState
from tests.factories import Clinic, a_clinic, a_member
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")


async def a_list(clinic: Clinic, role: Role = Role.ADMIN) -> ResourcesState:
    return await opened(ResourcesState, await a_member(clinic, role), "/settings/booking")


async def test_somebody_is_added_with_their_hours():
    clinic = await a_clinic()
    tab = await a_list(clinic)
    tab.begin()
    assert not tab.has_hours
    typed = {"name": "Dr. Ada Quist", "specialty": "GP", "slot_minutes": "20", "mon": "9:00-13:00"}
    for name, value in {**typed, "surprise": "x"}.items():
        tab.set_typed(name, value)
    assert tab.has_hours

    assert "is stored" in await call(ResourcesState.save, tab)

    assert [row.name for row in tab.rows] == ["Dr. Imre Halas", "Dr. Ada Quist"] and tab.opened == ""
    assert tab.rows[1].about == "GP, 20 minutes, Mon 09:00-13:00"
    assert tab.rows[0].about == "GP, 30 minutes, hours of the business"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Dr. Imre Halas"}, "name"),
        ({"slot_minutes": "soon"}, "slot_minutes"),
        ({"slot_minutes": "1"}, "slot_minutes"),
        ({"tue": "late"}, "hours"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(typed: dict[str, str], field: str):
    tab = await a_list(await a_clinic())
    tab.begin()
    for name, value in {"name": "Dr. Ada Quist", **typed}.items():
        tab.set_typed(name, value)

    await call(ResourcesState.save, tab)

    assert list(tab.errors) == [field] and tab.opened == "new" and len(tab.rows) == 1


async def test_one_is_changed_closed_and_opened_again():
    clinic = await a_clinic()
    tab = await a_list(clinic)
    halas = tab.rows[0].id
    tab.open(halas)
    assert (tab.typed["name"], tab.typed["slot_minutes"], tab.typed["mon"]) == ("Dr. Imre Halas", "30", "")
    tab.set_typed("slot_minutes", "45")
    await call(ResourcesState.save, tab)
    assert "45 minutes" in tab.rows[0].about

    said = await call(ResourcesState.switch, tab, halas, False)
    assert "offers no new times" in said and "Undo" in said and not tab.rows[0].is_active
    await call(ResourcesState.switch, tab, halas, True)
    assert tab.rows[0].is_active
    assert await call(ResourcesState.switch, tab, "nobody", True) == "None"


async def test_what_two_change_of_one_is_kept():
    clinic = await a_clinic()
    old, new = await a_list(clinic), await a_list(clinic)
    for tab in (old, new):
        tab.open(tab.rows[0].id)
    new.set_typed("slot_minutes", "45")
    new.set_typed("mon", "09:00-13:00")
    await call(ResourcesState.save, new)

    old.set_typed("specialty", "dermatologist")
    old.set_typed("tue", "10:00-12:00")
    await call(ResourcesState.save, old)

    assert old.rows[0].about == "dermatologist, 45 minutes, Mon 09:00-13:00, Tue 10:00-12:00"


async def test_what_two_type_into_one_field_is_told_and_holds_when_it_is_saved_again():
    clinic = await a_clinic()
    old, new = await a_list(clinic), await a_list(clinic)
    for tab in (old, new):
        tab.open(tab.rows[0].id)
    new.set_typed("specialty", "surgeon")
    new.set_typed("mon", "09:00-13:00")
    new.set_typed("wed", "08:00-12:00")
    await call(ResourcesState.save, new)

    old.set_typed("specialty", "dermatologist")
    old.set_typed("mon", "10:00-12:00")
    await call(ResourcesState.save, old)
    assert old.errors == {
        "specialty": "Changed meanwhile: it is \u201csurgeon\u201d now.",
        "hours": "Mon changed meanwhile: it is \u201c09:00-13:00\u201d now.",
    }
    assert old.opened and "surgeon" in old.rows[0].about and old.typed["wed"] == "08:00-12:00"

    await call(ResourcesState.save, old)
    assert "dermatologist" in old.rows[0].about and "Mon 10:00-12:00, Wed 08:00-12:00" in old.rows[0].about


async def test_an_operator_changes_nobody():
    with pytest.raises(Forbidden):
        await a_list(await a_clinic(), Role.OPERATOR)
