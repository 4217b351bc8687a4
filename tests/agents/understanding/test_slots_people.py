"""Names, phone numbers, e-mail and postal addresses, dates of birth."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.slots import Found, SlotContext, find

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=ZoneInfo("Europe/London"))


def found(
    kind: str, said: str, expected: str | None = None, language: str = "en", region: str = "GB"
) -> list[Found]:
    return find(kind, said, SlotContext(NOW, region, language, expected=expected))


def values(
    kind: str, said: str, expected: str | None = None, language: str = "en", region: str = "GB"
) -> list[str]:
    return [one.value or f"!{one.problem}" for one in found(kind, said, expected, language, region)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name is Ros Penhale", "Ros Penhale"),
        ("My name's Ros Penhale.", "Ros Penhale"),
        ("my name is ros penhale", "Ros Penhale"),
        ("my full name is ros penhale and i need a refill", "Ros Penhale"),
        ("the name is Penhale", "Penhale"),
        ("it's Ros Penhale", "Ros Penhale"),
        ("I'm Ros Penhale, I need an appointment", "Ros Penhale"),
        ("hi this is ros penhale i need an appointment", "Ros Penhale"),
        ("Hello, this is Oscar Jackson. I want to reset my password", "Oscar Jackson"),
        ("call me Bob", "Bob"),
        ("My name is Mrs Ros Penhale", "Ros Penhale"),
        ("my name is Siobhán O'Brien", "Siobhán O'Brien"),
        ("my name is siobhán o'brien", "Siobhán O'Brien"),
        ("my name is johannes van der berg", "Johannes van der Berg"),
        ("my name is Jean-Luc Picard", "Jean-Luc Picard"),
        ("my name is Łukasz Żółć", "Łukasz Żółć"),
        ("a table under the name oehler, sorry", "Oehler"),
        ("Ros Penhale, 020 7946 0123", "Ros Penhale"),
        ("Name: Ros Penhale", "Ros Penhale"),
        ("Please book it for Ros Penhale on Thursday", "Ros Penhale"),
        ("my name is Thomas Lind, no, Tomas Lind", "Tomas Lind"),
        ("my name is ros penhale p e n h a l e", "Ros Penhale"),
        ("my name is ros pennel p e n h a l e", "Ros Penhale"),
        ("my name is Will Smith", "Will Smith"),
        ("my name is April May", "April May"),
    ],
)
def test_a_name_that_is_introduced(said: str, name: str) -> None:
    assert values("name", said)[-1:] == [name]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ros Penhale", "Ros Penhale"),
        ("ros penhale", "Ros Penhale"),
        ("ROS PENHALE", "Ros Penhale"),
        ("ros penhale please", "Ros Penhale"),
        ("yes it's ros penhale", "Ros Penhale"),
        ("sure, it's Ros Penhale, thanks", "Ros Penhale"),
        ("um ros penhale", "Ros Penhale"),
        ("Penhale", "Penhale"),
        ("Ingrid Vale", "Ingrid Vale"),
        ("Stuart Little", "Stuart Little"),
        ("john", "John"),
        ("mark", "Mark"),
        ("grace may", "Grace May"),
        ("o'brien", "O'Brien"),
        ("mcdonald", "McDonald"),
        ("van der berg", "Van der Berg"),
        ("Anna-Maria de la Cruz", "Anna-Maria de la Cruz"),
        ("josé garcía", "José García"),
        ("Penhale, Ros", "Ros Penhale"),
        ("Penhale, P E N H A L E", "Penhale"),
        ("penhale p e n h a l e", "Penhale"),
        ("pennel, that's P-E-N-H-A-L-E", "Penhale"),
        ("P E N H A L E", "Penhale"),
        ("R-O-S P-E-N-H-A-L-E", "Ros Penhale"),
        ("my surname is penhale first name ros", "Ros Penhale"),
        ("as i said ros penhale", "Ros Penhale"),
        ("Al", "Al"),
        ("ros penhale p for peter e n h a l e", "Ros Penhale"),
        ("ros r o s penhale p e n h a l e", "Ros Penhale"),
        ("b o double n e r", "Bonner"),
        ("o apostrophe b r i e n", "O'Brien"),
        ("Dr Halas", "Halas"),
        ("Thomas, no, Tomas Lind", "Tomas Lind"),
        ("Ros Penhale and my number is 020 7946 0123", "Ros Penhale"),
        ("ros penhale oh two oh seven nine four six oh one two three", "Ros Penhale"),
        ("王小明", "王小明"),
        ("Иван Петров", "Иван Петров"),
        ("محمد علي", "محمد علي"),
        ("my name is Ros Penhale", "Ros Penhale"),
    ],
)
def test_a_name_as_an_answer(said: str, name: str) -> None:
    assert values("name", said, expected="name") == [name]


@pytest.mark.parametrize("expected", [None, "name"])
@pytest.mark.parametrize(
    "said",
    [
        "",
        "yes please",
        "no",
        "no thanks",
        "tomorrow at nine",
        "thursday",
        "next week please",
        "I'm sorry",
        "I don't know",
        "it's urgent",
        "I am looking for a dentist",
        "i'm calling about my bill",
        "is there parking?",
        "what do you mean",
        "headache since monday",
        "020 7946 0123",
        "can I speak to a person",
        "why do you need that",
        "how much is it",
        "I am terribly dissatisfied",
        "cancel",
        "ok",
        "!!!",
    ],
)
def test_no_name(said: str, expected: str | None) -> None:
    assert values("name", said, expected=expected) == []


@pytest.mark.parametrize(
    "said",
    [
        "Thursday with Dr Halas",
        "with Dr. Imre Halas please",
        "Book me with Dr. Imre Halas",
        "I want to see dr halas",
    ],
)
def test_the_doctor_is_not_the_customer(said: str) -> None:
    assert values("name", said) == []


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("es", "me llamo Rosa Pérez", "Rosa Pérez"),
        ("es", "mi nombre es rosa pérez", "Rosa Pérez"),
        ("es", "soy Rosa Pérez", "Rosa Pérez"),
        ("fr", "je m'appelle Rose Petit", "Rose Petit"),
        ("fr", "mon nom est Rose Petit", "Rose Petit"),
        ("de", "ich heiße Rosa Klein", "Rosa Klein"),
        ("de", "mein Name ist Rosa Klein", "Rosa Klein"),
    ],
)
def test_names_in_other_languages(language: str, said: str, name: str) -> None:
    assert values("name", said, language=language) == [name]


@pytest.mark.parametrize("expected", [None, "phone"])
@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("020 7946 0123", "+442079460123"),
        ("02079460123", "+442079460123"),
        ("(020) 7946-0123", "+442079460123"),
        ("020.7946.0123", "+442079460123"),
        ("+44 20 7946 0123", "+442079460123"),
        ("0044 20 7946 0123", "+442079460123"),
        ("my number is 07700 900123", "+447700900123"),
        ("you can reach me on 07700 900 123 thanks", "+447700900123"),
        ("oh two oh seven nine four six oh one two three", "+442079460123"),
        ("zero two zero, seven nine four six, zero one two three", "+442079460123"),
        ("oh seven seven double oh nine hundred one two three", "+447700900123"),
        ("o double seven double o nine double o one two three", "+447700900123"),
        ("plus four four seven seven double oh nine hundred one two three", "+447700900123"),
        ("oh seven seven oh oh nine oh oh one um two three", "+447700900123"),
        ("0 2 0 7 9 4 6 0 1 2 3", "+442079460123"),
        ("Ros Penhale, 3 March 1985, 020 7946 0123", "+442079460123"),
        (
            "third of march nineteen eighty five oh two oh seven nine four six oh one two three",
            "+442079460123",
        ),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("٠٢٠ ٧٩٤٦ ٠١٢٣", "+442079460123"),
    ],
)
def test_a_phone_number(said: str, number: str, expected: str | None) -> None:
    assert values("phone", said, expected=expected) == [number]


def test_phone_numbers_several_and_corrected() -> None:
    both = "call me on 020 7946 0123 or 07700 900456"
    assert values("phone", both) == ["+442079460123", "+447700900456"]
    assert values("phone", "020 7946 0123, no sorry, 020 7946 0124") == ["+442079460124"]
    mended = "oh two oh seven nine four six oh one two four sorry oh one two three"
    assert values("phone", mended, expected="phone") == ["+442079460123"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("0770", "too_short"),
        ("12345", "too_short"),
        ("020 7946 012", "too_short"),
        ("020 7946 0123456", "too_long"),
    ],
)
def test_an_impossible_phone_number_keeps_its_text(said: str, problem: str) -> None:
    (one,) = found("phone", said, expected="phone")
    assert (one.value, one.problem, one.text) == ("", problem, said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "12345",
        "8/10/2026",
        "my order is 100234567",
        "booking reference 79460123",
        "two people",
        "3 3 85",
        "£1234567",
    ],
)
def test_no_phone_number(said: str) -> None:
    assert values("phone", said) == []


def test_phone_numbers_of_other_regions() -> None:
    assert values("phone", "212 555 0123", region="US") == ["+12125550123"]
    assert values("phone", "555-0123", expected="phone", region="US") == ["!too_short"]
    spanish = "seis cero cero uno dos tres cuatro cinco seis"
    assert values("phone", spanish, expected="phone", language="es", region="ES") == ["+34600123456"]
    french = "zéro un quatre-vingt-dix-neuf zéro zéro douze trente-quatre"
    assert values("phone", french, expected="phone", language="fr", region="FR") == ["+33199001234"]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("ros@example.org", "ros@example.org"),
        ("it's Ros.Penhale@Example.ORG.", "ros.penhale@example.org"),
        ("mail <ros+clinic@example.org>, please", "ros+clinic@example.org"),
        ("ros dot penhale at example dot org", "ros.penhale@example.org"),
        ("my email is r o s at example dot org", "ros@example.org"),
        ("marta dot veld that's v e l d at example dot org", "marta.veld@example.org"),
        ("it's jon spelled j o h n underscore pike at example dot org", "john_pike@example.org"),
        ("okonkwo o k o n k w o at mail dot example dot org", "okonkwo@mail.example.org"),
        ("tess at exemple that's e x a m p l e dot org", "tess@example.org"),
        ("it's ros at example dot org", "ros@example.org"),
        ("ros underscore p at mail dash shop dot example dot org", "ros_p@mail-shop.example.org"),
        ("ros at example.org", "ros@example.org"),
        ("ros eighty five at example dot org", "ros85@example.org"),
    ],
)
def test_an_email_address(said: str, address: str) -> None:
    assert values("email", said, expected="email") == [address]


@pytest.mark.parametrize(
    ("said", "name", "language"),
    [
        ("hiya marta veld here, i need a hand", "Marta Veld", "en"),
        ("good morning, Tom Okafor speaking", "Tom Okafor", "en"),
        ("hallo, jana brandt hier, ich brauche Hilfe", "Jana Brandt", "de"),
        ("hi there, i am still here", "", "en"),
        ("is anybody there, nobody calling back here", "", "en"),
    ],
)
def test_who_says_that_they_are_here(said: str, name: str, language: str) -> None:
    assert values("name", said, language=language) == [name] * bool(name)


@pytest.mark.parametrize("said", ["its massive haha, can it go back", "it's purple lmao"])
def test_who_laughs_tells_no_name(said: str) -> None:
    assert values("name", said) == []


@pytest.mark.parametrize(
    ("said", "address", "language"),
    [
        ("31 Quarry Bank, Ludworth, I move in on Friday", "31 Quarry Bank, Ludworth", "en"),
        ("Flat 2, 8 Mill Lane, Leeds please", "Flat 2, 8 Mill Lane, Leeds", "en"),
        ("31, sorry, 13 Quarry Bank, Ludworth", "13 Quarry Bank, Ludworth", "en"),
        ("sixteen no sixty mill lane leeds", "60 mill lane leeds", "en"),
        ("calle Olmo 4, Soria", "calle Olmo 4, Soria", "es"),
        ("27 Quarry Bank, not 72", "27 Quarry Bank", "en"),
        ("27 Quarry Bank, not 72 Quarry Bank, Ludworth", "27 Quarry Bank, Ludworth", "en"),
        ("Lindenweg 36, nicht 63", "Lindenweg 36", "de"),
        ("12 rue des Lilas, pas le 21", "12 rue des Lilas", "fr"),
        (
            "31 Quarry Bank, it is not 3 metres wide",
            "31 Quarry Bank, it is not 3 metres wide",
            "en",
        ),
        ("12 Elm Street, Boston, MA 02139", "12 Elm Street, Boston, MA 02139", "en"),
        ("40 King Street, Toronto, ON", "40 King Street, Toronto, ON", "en"),
        ("4 Chapel Rise, Ludworth.. mon mari est là", "4 Chapel Rise, Ludworth", "fr"),
        ("Lindenweg 3, 10115 Berlin, danke", "Lindenweg 3, 10115 Berlin", "de"),
    ],
)
def test_what_is_said_beside_an_address_is_no_part_of_it(said: str, address: str, language: str) -> None:
    assert values("address", said, expected="address", language=language) == [address]


def test_what_is_no_email_address() -> None:
    assert values("email", "see you at nine dot") == []
    assert values("email", "I am at home") == []
    assert values("email", "ros@nowhere") == ["!invalid"]
    assert values("email", "rosa arroba example punto org", language="es") == ["rosa@example.org"]


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("3rd of March 1985", "1985-03-03"),
        ("3 March 1985", "1985-03-03"),
        ("March 3rd, 1985", "1985-03-03"),
        ("03/03/1985", "1985-03-03"),
        ("03/03/85", "1985-03-03"),
        ("3.3.85", "1985-03-03"),
        ("1985-03-03", "1985-03-03"),
        ("3 3 85", "1985-03-03"),
        ("030385", "1985-03-03"),
        ("03031985", "1985-03-03"),
        ("third of march nineteen eighty five", "1985-03-03"),
        ("third of march eighty five", "1985-03-03"),
        ("third of the third eighty five", "1985-03-03"),
        ("oh three oh three eighty five", "1985-03-03"),
        ("the twelfth of may two thousand and one", "2001-05-12"),
        ("fifth of april nineteen oh nine", "1909-04-05"),
        ("12/25/1980", "1980-12-25"),
        ("04/05/12", "2012-05-04"),
        ("04/05/40", "1940-05-04"),
        ("29 February 1988", "1988-02-29"),
        ("I was born on the 3rd of March 1985", "1985-03-03"),
        ("it's um the third of march nineteen eighty five", "1985-03-03"),
        ("3 March 1985, no, 4 March 1985", "1985-03-04"),
    ],
)
def test_a_date_of_birth(said: str, born: str) -> None:
    assert values("date_of_birth", said, expected="date_of_birth") == [born]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("3 March 2030", "future"),
        ("1 January 1880", "implausible"),
        ("31/02/1985", "no_such_date"),
        ("29 february 1999", "no_such_date"),
        ("3 March", "incomplete"),
        ("1985", "incomplete"),
        ("eighty five", "incomplete"),
    ],
)
def test_a_date_of_birth_with_a_problem(said: str, problem: str) -> None:
    (one,) = found("date_of_birth", said, expected="date_of_birth")
    assert one.problem == problem
    assert (one.value == "") is (problem not in ("future", "implausible"))


def test_a_date_of_birth_that_nobody_asked_for() -> None:
    assert values("date_of_birth", "dob 03/03/85") == ["1985-03-03"]
    assert values("date_of_birth", "Ros Penhale, 3 March 1985, 020 7946 0123") == ["1985-03-03"]
    assert values("date_of_birth", "see you on 3 March 2027") == []
    assert values("date_of_birth", "thursday 8/10/26") == []
    assert values("date_of_birth", "my cat is ill since the 3rd of march") == []


def test_dates_of_birth_elsewhere() -> None:
    assert values("date_of_birth", "03/04/1985", "date_of_birth", region="US") == ["1985-03-04"]
    assert values("date_of_birth", "el 3 de marzo de 1985", "date_of_birth", "es") == ["1985-03-03"]
    assert values(
        "date_of_birth", "tres de marzo de mil novecientos ochenta y cinco", "date_of_birth", "es"
    ) == ["1985-03-03"]
    assert values("date_of_birth", "le 3 mars 1985", "date_of_birth", "fr") == ["1985-03-03"]
    assert values("date_of_birth", "dritter März neunzehnhundertfünfundachtzig", "date_of_birth", "de") == [
        "1985-03-03"
    ]
    (one,) = found("date_of_birth", "03/04/1985", "date_of_birth")
    assert (one.value, one.alternatives) == ("1985-04-03", ("1985-03-04",))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("12 Elm Row, Leeds LS1 4AB", "12 Elm Row, Leeds LS1 4AB"),
        ("Flat 2, 14 High Street, London", "Flat 2, 14 High Street, London"),
        ("i live at 7 Park Lane", "7 Park Lane"),
        ("send it to 3685 Mount Diablo Boulevard please", "3685 Mount Diablo Boulevard"),
        ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
        ("Hauptstraße 5, 10115 Berlin", "Hauptstraße 5, 10115 Berlin"),
    ],
)
def test_an_address(said: str, address: str) -> None:
    assert values("address", said) == [address]


def test_an_address_as_an_answer() -> None:
    assert values("address", "it's 12 elm row leeds", expected="address") == ["12 elm row leeds"]
    assert values("address", "Elm House 3", expected="address") == ["Elm House 3"]
    assert values("address", "why do you ask?", expected="address") == []
    assert values("address", "I have 2 kids in my street") == []


def test_a_spoken_address_is_one_where_it_is_asked_for() -> None:
    said = "twelve mill lane leeds l s four two a b"
    assert values("address", said, "address") == ["12 mill lane leeds l s 4 2 a b"]
    assert values("address", said) == []


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("olive dot b at example dot org o l i v e dot b", "olive.b@example.org"),
        ("it's ned at example dot co dot uk so that's n e d", "ned@example.co.uk"),
    ],
)
def test_letters_behind_an_address_say_it_anew(said, address):
    assert values("email", said) == [address]


@pytest.mark.parametrize("said", ["02079460512 - three things", "020 7946 0512 2 of us"])
def test_a_count_behind_a_number_is_no_part_of_it(said):
    assert values("phone", said, "phone") == ["+442079460512"]


def test_who_writes_in_a_hurry_begins_with_the_name():
    assert values("name", "ida moor, born 3/4/1970, about my course") == ["Ida Moor"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "c'est trop tard"),
        ("fr", "c'est plutôt bruyant"),
        ("es", "es demasiado temprano"),
        ("de", "das ist ziemlich weit"),
    ],
)
def test_how_much_of_something_is_nobodys_name(language, said):
    assert values("name", said, language=language) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "peanut allergy"),
        ("en", "quiet room if you have one"),
        ("en", "Window Table"),
        ("en", "wheelchair access"),
        ("en", "there are seven of us"),
        ("en", "baby seat please"),
        ("es", "seremos siete"),
        ("es", "mejor para ocho"),
        ("es", "es un desastre"),
        ("es", "sin cacahuetes"),
        ("es", "vamos con un perro"),
        ("fr", "on sera sept"),
        ("fr", "plutôt pour huit"),
        ("fr", "chaise haute"),
        ("fr", "c'est une honte"),
        ("fr", "avec un bébé"),
        ("de", "wir werden sieben"),
        ("de", "Kinderstuhl"),
        ("de", "ruhiges Zimmer"),
        ("de", "ohne Erdnüsse"),
        ("de", "das ist eine Frechheit"),
    ],
)
def test_what_is_said_of_things_is_nobodys_name(language: str, said: str) -> None:
    assert values("name", said, expected="name", language=language) == []
    assert values("name", said, language=language) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Will Young"),
        ("en", "Hope Summers"),
        ("en", "minnie driver"),
        ("en", "Grace Church"),
        ("en", "Young"),
        ("en", "Siobhán Ní Bhriain"),
        ("en", "Oluwaseun Adeyemi"),
        ("en", "comfort mensah"),
        ("es", "Rosa Blanco"),
        ("es", "luz mesa"),
        ("es", "Paz Bueno"),
        ("es", "Ana Rico"),
        ("es", "Dolores Fuertes"),
        ("fr", "Rose Petit"),
        ("fr", "pierre boulanger"),
        ("fr", "Constance Legrand"),
        ("de", "Jung Klein"),
        ("de", "Karl Lang"),
        ("de", "Morgenstern"),
        ("de", "Alexander Himmel"),
        ("de", "ernst stark"),
        ("de", "Yılmaz Öztürk"),
    ],
)
def test_a_name_that_says_something_is_a_name(language: str, said: str) -> None:
    assert [one.casefold() for one in values("name", said, expected="name", language=language)] == [
        said.casefold()
    ]


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("en", "Niamh, N I A M H, Gallagher", "Niamh Gallagher"),
        ("en", "my name is Niamh, N-I-A-M-H, Gallagher", "Niamh Gallagher"),
        ("en", "cathal c a t h a l o'rourke please", "Cathal O'Rourke"),
        ("en", "Niamh, N I A M H, Gallagher, 020 7946 0123", "Niamh Gallagher"),
        ("en", "niamh n i a m h i need help", "Niamh"),
        ("en", "gallagher niamh gallagher g a double l a g h e r", "Niamh Gallagher"),
        ("en", "Gallagher, Niamh Gallagher", "Niamh Gallagher"),
        ("en", "una saile u n a s a y l e", "Una Sayle"),
        ("en", "kathryn smith k a t h r y n s m y t h e", "Kathryn Smythe"),
        ("en", "una sayle s a y l e", "Una Sayle"),
        ("es", "martín lópez martín", "Martín López Martín"),
        ("es", "Itziar, I T Z I A R, Otxoa Vidal", "Itziar Otxoa Vidal"),
        ("fr", "Maëlys, M A E L Y S, Kerguelen", "Maelys Kerguelen"),
        ("de", "Jörn, J O E R N, van der Heide", "Joern van der Heide"),
        ("de", "petra p e t r a danke", "Petra"),
    ],
)
def test_a_first_name_that_is_spelled_keeps_its_family_name(language: str, said: str, name: str) -> None:
    assert values("name", said, expected="name", language=language) == [name]
