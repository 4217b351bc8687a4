"""Days named from another day ("Monday fortnight"), spans told in one breath, and minutes said anew.

It is Monday, 5 October 2026, two in the afternoon, in London.
"""

import pytest

from caly_app.agents.understanding.languages import language_of
from tests.agents.understanding.test_slots_dates import values


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "Monday fortnight", "2026-10-26"),
        ("en", "a fortnight on Monday", "2026-10-26"),
        ("en", "Friday week", "2026-10-16"),
        ("en", "a week on Tuesday", "2026-10-13"),
        ("en", "fortnight on Monday", "2026-10-26"),
        ("en", "Monday in a fortnight", "2026-10-26"),
        ("en", "a fortnight today", "2026-10-19"),
        ("en", "a fortnight tomorrow", "2026-10-20"),
        ("en", "today fortnight", "2026-10-19"),
        ("en", "tomorrow fortnight", "2026-10-20"),
        ("en", "two weeks today", "2026-10-19"),
        ("en", "two weeks tomorrow", "2026-10-20"),
        ("en", "three weeks on Friday", "2026-10-30"),
        ("en", "Friday in two weeks", "2026-10-23"),
        ("en", "a week this Friday", "2026-10-16"),
        ("en", "a fortnight from Friday", "2026-10-23"),
        ("en", "on Tuesday in a week's time", "2026-10-13"),
        ("en", "two Fridays from now", "2026-10-16"),
        ("en", "Friday two weeks from now", "2026-10-23"),
        ("en", "the Monday after next", "2026-10-19"),
        ("en", "in a week on Thursday", "2026-10-15"),
        ("en", "10 days from tomorrow", "2026-10-16"),
        ("en", "a fortnight Friday", "2026-10-23"),
        ("en", "a week Friday", "2026-10-16"),
        ("en", "in fourteen days", "2026-10-19"),
        ("en", "in ten days' time", "2026-10-15"),
        ("en", "a month today", "2026-11-05"),
        ("en", "a week next Tuesday", "2026-10-13"),
        ("en", "Tuesday of the week after next", "2026-10-20"),
        ("en", "Friday fortnight at 3", "2026-10-23"),
        ("en", "Wednesday in a week", "2026-10-14"),
        ("en", "in two weeks on Wednesday", "2026-10-21"),
        ("en", "six weeks on Monday", "2026-11-23"),
        ("es", "de hoy en ocho días", "2026-10-12"),
        ("es", "de hoy en una semana", "2026-10-12"),
        ("es", "hoy en quince días", "2026-10-19"),
        ("es", "en quince días", "2026-10-19"),
        ("es", "en dos semanas", "2026-10-19"),
        ("es", "el lunes en quince días", "2026-10-26"),
        ("es", "del lunes en ocho", "2026-10-19"),
        ("es", "mañana en una semana", "2026-10-13"),
        ("es", "de mañana en ocho días", "2026-10-13"),
        ("es", "dentro de quince días", "2026-10-19"),
        ("es", "el viernes de dentro de dos semanas", "2026-10-23"),
        ("es", "el lunes que viene no, el siguiente", "2026-10-19"),
        ("es", "el martes de la próxima semana", "2026-10-13"),
        ("es", "el viernes dentro de dos semanas", "2026-10-23"),
        ("es", "el lunes dentro de una semana", "2026-10-19"),
        ("es", "el viernes de la semana siguiente", "2026-10-16"),
        ("es", "el viernes de la otra semana", "2026-10-16"),
        ("es", "de aquí a quince días", "2026-10-19"),
        ("es", "de este lunes en una semana", "2026-10-19"),
        ("es", "el lunes de dentro de quince días", "2026-10-26"),
        ("fr", "lundi en quinze", "2026-10-26"),
        ("fr", "aujourd'hui en huit", "2026-10-12"),
        ("fr", "demain en huit", "2026-10-13"),
        ("fr", "demain en quinze", "2026-10-20"),
        ("fr", "lundi dans quinze jours", "2026-10-26"),
        ("fr", "dans huit jours", "2026-10-12"),
        ("fr", "lundi dans deux semaines", "2026-10-26"),
        ("fr", "vendredi dans une semaine", "2026-10-16"),
        ("fr", "d'ici quinze jours", "2026-10-19"),
        ("fr", "lundi en huit", "2026-10-19"),
        ("fr", "d'aujourd'hui en quinze", "2026-10-19"),
        ("fr", "dans une quinzaine", "2026-10-19"),
        ("fr", "dans une quinzaine de jours", "2026-10-19"),
        ("fr", "le vendredi de la semaine d'après", "2026-10-16"),
        ("fr", "le mardi de dans deux semaines", "2026-10-20"),
        ("fr", "demain dans une semaine", "2026-10-13"),
        ("fr", "deux semaines après lundi", "2026-10-26"),
        ("fr", "dans quatorze jours", "2026-10-19"),
        ("fr", "lundi de la semaine suivante", "2026-10-12"),
        ("fr", "pas ce lundi, le suivant", "2026-10-19"),
        ("de", "heute in vierzehn Tagen", "2026-10-19"),
        ("de", "Montag in vierzehn Tagen", "2026-10-26"),
        ("de", "morgen in einer Woche", "2026-10-13"),
        ("de", "heute in einer Woche", "2026-10-12"),
        ("de", "heute in zwei Wochen", "2026-10-19"),
        ("de", "am Freitag in zwei Wochen", "2026-10-23"),
        ("de", "morgen in vierzehn Tagen", "2026-10-20"),
        ("de", "heute in acht Tagen", "2026-10-12"),
        ("de", "übermorgen in einer Woche", "2026-10-14"),
        ("de", "Freitag in acht Tagen", "2026-10-16"),
        ("de", "in vierzehn Tagen", "2026-10-19"),
        ("de", "in 14 Tagen", "2026-10-19"),
        ("de", "Dienstag in drei Wochen", "2026-10-27"),
        ("de", "in zwei Wochen am Freitag", "2026-10-23"),
        ("de", "Freitag übernächster Woche", "2026-10-23"),
        ("de", "übernächsten Freitag", "2026-10-16"),
        ("de", "übernächste Woche Freitag", "2026-10-23"),
        ("de", "Montag über eine Woche", "2026-10-19"),
        ("de", "heute über vierzehn Tage", "2026-10-19"),
        ("de", "in einer Woche am Montag", "2026-10-12"),
        ("de", "zwei Wochen ab Montag", "2026-10-26"),
        ("de", "eine Woche ab morgen", "2026-10-13"),
        ("de", "kommenden Freitag in einer Woche", "2026-10-16"),
        ("de", "in zwei Wochen, also am Montag", "2026-10-19"),
    ],
)
def test_a_day_counted_from_another(language: str, said: str, day: str) -> None:
    assert values(said, language=language) == [day]


@pytest.mark.parametrize(
    ("language", "said", "span"),
    [
        ("de", "vom 12. bis 15. Dezember", "2026-12-12/2026-12-15"),
        ("de", "vom 12. bis zum 15. Dezember", "2026-12-12/2026-12-15"),
        ("de", "vom 12. bis zum 15.12.", "2026-12-12/2026-12-15"),
        ("de", "vom 12.12. bis 15.12.", "2026-12-12/2026-12-15"),
        ("de", "12. - 15. Dezember", "2026-12-12/2026-12-15"),
        ("de", "vom zwölften bis fünfzehnten Dezember", "2026-12-12/2026-12-15"),
        ("de", "zwischen dem 12. und 15. Dezember", "2026-12-12/2026-12-15"),
        ("de", "zwischen dem 12. und dem 15. Dezember", "2026-12-12/2026-12-15"),
        ("de", "12.-15.12.", "2026-12-12/2026-12-15"),
        ("de", "von Freitag bis Sonntag", "2026-10-09/2026-10-11"),
        ("de", "ab 12. Dezember für drei Nächte", "2026-12-12/2026-12-15"),
        ("de", "ab Freitag drei Nächte", "2026-10-09/2026-10-12"),
        ("de", "vom 30. Dezember bis 2. Januar", "2026-12-30/2027-01-02"),
        ("de", "vom 12. bis 15.", "2026-10-12/2026-10-15"),
        ("de", "vom 12. bis zum 15. diesen Monats", "2026-10-12/2026-10-15"),
        ("es", "del 12 al 15 de diciembre", "2026-12-12/2026-12-15"),
        ("es", "del doce al quince de diciembre", "2026-12-12/2026-12-15"),
        ("es", "desde el 12 hasta el 15 de diciembre", "2026-12-12/2026-12-15"),
        ("es", "del 12 de diciembre al 15", "2026-12-12/2026-12-15"),
        ("es", "entre el 12 y el 15 de diciembre", "2026-12-12/2026-12-15"),
        ("es", "12 a 15 de diciembre", "2026-12-12/2026-12-15"),
        ("es", "del 12 al 15/12", "2026-12-12/2026-12-15"),
        ("es", "del viernes al domingo", "2026-10-09/2026-10-11"),
        ("es", "del 30 de diciembre al 2 de enero", "2026-12-30/2027-01-02"),
        ("es", "del 12 al 15", "2026-10-12/2026-10-15"),
        ("es", "12-15 diciembre", "2026-12-12/2026-12-15"),
        ("es", "del 12 hasta el 15 de diciembre", "2026-12-12/2026-12-15"),
        ("es", "a partir del viernes tres noches", "2026-10-09/2026-10-12"),
        ("fr", "du 12 au 15 décembre", "2026-12-12/2026-12-15"),
        ("fr", "du 12 au 15 decembre", "2026-12-12/2026-12-15"),
        ("fr", "entre le 12 et le 15 décembre", "2026-12-12/2026-12-15"),
        ("fr", "du 12 décembre au 15", "2026-12-12/2026-12-15"),
        ("fr", "du 12 jusqu'au 15 décembre", "2026-12-12/2026-12-15"),
        ("fr", "du 12 au 15", "2026-10-12/2026-10-15"),
        ("fr", "12-15 décembre", "2026-12-12/2026-12-15"),
        ("fr", "du vendredi au dimanche", "2026-10-09/2026-10-11"),
        ("fr", "du vendredi 11 au dimanche 13 décembre", "2026-12-11/2026-12-13"),
        ("fr", "du 12 au 15/12", "2026-12-12/2026-12-15"),
        ("fr", "du 30 décembre au 2 janvier", "2026-12-30/2027-01-02"),
        ("fr", "du 1er au 3 décembre", "2026-12-01/2026-12-03"),
        ("fr", "à partir de vendredi pour trois nuits", "2026-10-09/2026-10-12"),
        ("en", "a room for a week from Monday", "2026-10-12/2026-10-19"),
        ("en", "three nights from Friday", "2026-10-09/2026-10-12"),
        ("en", "from Friday for a week", "2026-10-09/2026-10-16"),
        ("en", "a week starting Monday", "2026-10-12/2026-10-19"),
        ("en", "from 12 December to the 15th", "2026-12-12/2026-12-15"),
        ("en", "12th December until the 15th", "2026-12-12/2026-12-15"),
        ("en", "two nights starting Friday", "2026-10-09/2026-10-11"),
        ("en", "the 12th till the 15th of December", "2026-12-12/2026-12-15"),
        ("en", "Friday for a fortnight", "2026-10-09/2026-10-23"),
        ("en", "from the 12th to the 15th", "2026-10-12/2026-10-15"),
        ("en", "from Dec 12 thru 15", "2026-12-12/2026-12-15"),
        ("en", "12 to 15 december", "2026-12-12/2026-12-15"),
        ("en", "a fortnight from 12 December", "2026-12-12/2026-12-26"),
        ("en", "two weeks from 12 December", "2026-12-12/2026-12-26"),
        ("de", "von Freitag, 11. bis Sonntag, 13. Dezember", "2026-12-11/2026-12-13"),
        ("es", "del viernes 11 al domingo 13 de diciembre", "2026-12-11/2026-12-13"),
    ],
)
def test_a_span_in_one_breath(language: str, said: str, span: str) -> None:
    assert values(said, "date_range", language=language) == [span]


@pytest.mark.parametrize(
    ("language", "said", "clock"),
    [
        ("en", "half past two, no sorry, Wednesday the 7th at quarter past", "14:15"),
        ("en", "half past two, no sorry, at quarter past", "14:15"),
        ("en", "half past two, no, quarter to", "14:45"),
        ("en", "at two thirty, sorry, quarter past", "14:15"),
        ("en", "three o'clock, no, half past", "15:30"),
        ("en", "quarter past three, I mean half past", "15:30"),
        ("en", "9:30, sorry, 9:45", "09:45"),
        ("es", "a las dos y media, no, y cuarto", "14:15"),
        ("es", "a las tres, perdón, y media", "15:30"),
        ("fr", "à deux heures et demie, non, et quart", "14:15"),
        ("fr", "trois heures, non, et demie", "15:30"),
        ("fr", "trois heures, non, moins le quart", "14:45"),
        ("de", "um halb drei, nein, Viertel nach", "14:15"),
        ("de", "halb drei, nein, viertel nach zwei", "14:15"),
        ("de", "um drei Uhr, nein, Viertel nach", "15:15"),
    ],
)
def test_only_the_minutes_are_said_anew(language: str, said: str, clock: str) -> None:
    assert values(said, "time", language=language) == [clock]


@pytest.mark.parametrize(
    ("language", "said", "days"),
    [
        ("fr", "le 12 et le 15 décembre", ["2026-10-12", "2026-12-15"]),
        ("de", "vom 12.12. bis 15.12.", ["2026-12-12", "2026-12-15"]),
        ("en", "I have been waiting two weeks today", ["2026-10-05"]),
        ("en", "for a week from Monday", ["2026-10-19"]),
    ],
)
def test_what_is_no_such_span(language: str, said: str, days: list[str]) -> None:
    assert values(said, language=language) == days


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Termin heute in einer Woche um 10 Uhr"),
        ("de", "heute in einer Woche"),
        ("de", "Montag in vierzehn Tagen"),
        ("de", "Ein Zimmer vom 12. bis 15. Dezember"),
        ("fr", "du 12 au 15 decembre"),
        ("es", "cita el martes"),
        ("en", "Mr Samstag, I need something in January"),
        ("en", "my name is Freitag"),
    ],
)
def test_a_day_tells_its_language(language: str, said: str) -> None:
    assert language_of(said, "en", ("en", "es", "fr", "de")) == language


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "any time next week would do, perhaps on Thursday", "2026-10-15"),
        ("en", "is next week possible and without the fuss? wednesday early if I may", "2026-10-14"),
        ("es", "la semana que viene si puede ser, quizás el jueves", "2026-10-15"),
        ("fr", "la semaine prochaine de préférence, jeudi par exemple", "2026-10-15"),
        ("de", "nächste Woche wäre gut, vielleicht am Mittwoch", "2026-10-14"),
        ("en", "next week I'm with my sister, so Thursday", "2026-10-08"),
        ("en", "next week or Thursday", "2026-10-08"),
        ("en", "the kids are away next week, so what about Wednesday", "2026-10-07"),
        ("en", "we're in Leeds next week, can you do Friday", "2026-10-09"),
        ("en", "I'm off next week. Does Friday suit", "2026-10-09"),
        ("en", "she can't make next week, would Wednesday do", "2026-10-07"),
        ("en", "next week is impossible, Friday then", "2026-10-09"),
        ("en", "not this week but next week, maybe Wednesday", "2026-10-14"),
        ("en", "why not next week, say Thursday", "2026-10-15"),
        ("es", "estoy fuera la semana que viene, el jueves mejor", "2026-10-08"),
        ("fr", "je suis en vacances la semaine prochaine, donc jeudi", "2026-10-08"),
        ("de", "ich bin nächste Woche verreist, also am Freitag", "2026-10-09"),
        ("de", "im Urlaub bin ich nächste Woche, also am Freitag", "2026-10-09"),
        ("en", "anything earlier than next week, possibly Friday", "2026-10-09"),
        ("en", "I'd sooner this week than next week, perhaps Friday", "2026-10-09"),
        ("en", "we're about until next week, so maybe Friday", "2026-10-09"),
        ("en", "not before next week, perhaps Friday", "2026-10-16"),
        ("es", "algo más temprano que la semana que viene, quizás el viernes", "2026-10-09"),
        ("es", "puedo hasta la semana que viene, quizás el viernes", "2026-10-09"),
        ("fr", "plus tôt que la semaine prochaine si possible, peut-être vendredi", "2026-10-09"),
        ("fr", "je peux jusqu'à la semaine prochaine, vendredi par exemple", "2026-10-09"),
        ("fr", "pas avant la semaine prochaine, peut-être vendredi", "2026-10-16"),
        ("de", "früher als nächste Woche, vielleicht am Freitag", "2026-10-09"),
        ("de", "bis nächste Woche kann ich, vielleicht am Freitag", "2026-10-09"),
        ("de", "nicht vor nächster Woche, vielleicht am Freitag", "2026-10-16"),
        ("en", "might that wait till next week then, perhaps Friday", "2026-10-16"),
        ("en", "she can't make it until next week, would Friday be all right", "2026-10-16"),
        ("en", "they can't stay until next week, perhaps Friday", "2026-10-09"),
        ("es", "no podría venir hasta la semana que viene, quizás el viernes", "2026-10-16"),
        ("es", "¿podemos esperar hasta la semana que viene? el viernes", "2026-10-16"),
        ("fr", "je ne peux pas jusqu'à la semaine prochaine, peut-être vendredi", "2026-10-16"),
        ("de", "kann das bis nächste Woche warten? Vielleicht am Freitag", "2026-10-16"),
        ("de", "bitte warten wir bis nächste Woche, vielleicht am Freitag", "2026-10-16"),
    ],
)
def test_a_weekday_behind_a_week_is_of_that_week(language, said, day):
    assert [one for one in values(said, language=language) if one[0] != "!"] == [day]


@pytest.mark.parametrize(
    ("language", "said", "spans"),
    [
        ("en", "we fancy coming over in November, my aunt and I, on Saturday the 14th", []),
        ("de", "wir kommen im November, zu dritt, am 14. November", []),
        ("en", "some time in November", ["2026-11-01/2026-11-30"]),
    ],
)
def test_a_day_in_a_month_is_no_stay_of_a_month(language, said, spans):
    assert values(said, "date_range", language=language) == spans
