"""How days are named in each language: patterns over the plain form, each with the rule that reads it."""
# ruff: noqa: E501 - a pattern stays on one line: broken up, it cannot be compared with its neighbours

import re
from functools import lru_cache

from caly_app.agents.understanding.slots import date_rules as rule
from caly_app.agents.understanding.slots import date_span_rules as span_rule
from caly_app.agents.understanding.slots.calendar_names import either_of, months, weekdays

Rules = tuple[tuple[re.Pattern[str], rule.Handler], ...]

# {wd} a weekday · {mon} a month · {y} an optional year behind · {th} the end of an ordinal · {n} how many
_YEAR = r"(?:,? (?:of |in |de |del |del ano )?(?P<y>(?:19|20)\d\d|19 \d\d|20 2\d|'\d\d)(?![\d:]| ?h\b| uhr))?"
_PARTS = {
    "{y}": _YEAR,
    "{th}": r"(?:st|nd|rd|th)",
    "{yy}": r"(?P<y>(?:19|20)\d\d|\d\d)",
    "{n2}": r"(?P<n2>\d{1,4}|a couple of|a couple|an?)",
    "{n}": r"(?P<n>\d{1,4}|a couple of|a couple|an?|una?|une?|eine[rmn]?)",
}

_EVERYWHERE = (
    (r"{wd},? (?:the |el |le |den )?(?P<d>\d{1,2})\.? ?(?:to|-|until|till|through|thru|al?|hasta|au|jusqu'au|bis(?: zum)?) ?(?:the |el |le )?{wd2},? (?:the |el |le |den )?(?P<to>\d{1,2})\.?(?![\d:]|[.,]\d)", span_rule.named_days),
    (r"(?:del|du|vom) (?P<d1>\d{1,2})(?:th|er|\.)? (?:al|hasta el|au|jusqu'au|bis(?: zum)?) (?P<d2>\d{1,2})/(?P<mn>\d{1,2})(?:/{yy})?(?![\d/])", span_rule.days_of_month),
    (r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:t(?=\d))?", rule.iso),
    (r"(?:{wd}\.?,? )?(?<![\d.,/:-])(?P<a>\d{1,2})(?P<s>[-./])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/-]|\.\d)", rule.numeric),
    (r"(?:{wd}\.?,? )?(?<![\d.,/:£$€-])(?!24/7)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<y>)(?![\d/:%]|[.,]\d| (?:pain|stars))", rule.numeric),
)  # fmt: skip

_EN = (
    (r"(?:the )?week-?end (?:of|beginning|starting) (?:{wd},? )?(?:the )?(?P<d>\d{1,2}){th}?(?:(?: of)? {mon}{y})?(?![\d:.])", span_rule.weekend_of),
    (r"(?:not )?this (?:coming )?{wd},? (?:but )?the (?:one|{wd2}|week) after(?: that)?", rule.weekday_and(1)),
    (r"{wd},? not this week,? (?:but )?next(?: week)?", rule.weekday_of_week(1)),
    (r"(?:the )?week after next,? (?:on )?(?:the )?{wd}", rule.weekday_of_week(2)),
    (r"christmas eve", rule.on_the(24, 12)),
    (r"christmas(?: day)?", rule.on_the(25, 12)),
    (r"boxing day", rule.on_the(26, 12)),
    (r"new year'?s eve", rule.on_the(31, 12)),
    (r"new year'?s(?: day)?", rule.on_the(1, 1)),
    (r"(?:the )?day after tomorrow|overmorrow", rule.in_days(2)),
    (r"(?<=tomorrow or )(?:on )?the (?:day after|next day|following day)(?! \w)", rule.in_days(2)),
    (r"(?:the )?day before yesterday", rule.in_days(-2)),
    (r"in {n} weeks?(?:'s?)?(?: time)?,? on (?:the )?{wd}", rule.weekday_in_weeks),
    (r"(?:on )?(?:{wd}|(?P<from>today|tomorrow)),? (?:in {n} (?P<unit>days?|weeks?|fortnights?)(?:'?s?'? time)?|{n2} (?P<unit2>weeks?|fortnights?) (?:from now|hence))", rule.in_units),
    (r"(?:{wd}|(?P<from>today|tomorrow)) (?P<unit>fortnight)", rule.in_units),
    (r"(?P<unit>fortnight) (?:on|from|this|after)? ?(?:(?P<wd>{wds})|(?P<from>tomorrow|today|now))", rule.in_units),
    (r"(?<!for )(?<!been )(?<!last )(?<!waiting ){n} (?P<unit>weeks?|fortnights?|months?) (?:(?P<from>today|tomorrow)|(?P<wd>{wds})\b)(?! (?:ago|to|until|till)\b)", rule.in_units),
    (r"{n} {wd} from (?:now|today)", rule.weekdays_from_now),
    (r"{n} (?P<unit>weeks?|days?|months?|fortnights?) (?:on|from|after|this) (?:this |next )?(?:(?P<wd>{wds})|(?P<from>tomorrow|today|now))", rule.in_units),
    (r"(?:in|within) (?:about )?{n} (?P<unit>days?|weeks?|fortnights?|months?|years?)(?:'?s?'? time)?(?! ago)", rule.in_units),
    (r"{n} (?P<unit>days?|weeks?|fortnights?|months?)(?:'s?)? (?:time|hence)", rule.in_units),
    (r"a week today|today week|this day week", rule.in_days(7)),
    (r"tomorrow week|a week tomorrow", rule.in_days(8)),
    (r"{n} (?P<unit>days?|weeks?|fortnights?|months?|years?) ago", rule.units_ago),
    (r"(?:today|tonight|2day|tonite)(?:'s)?", rule.in_days(0)),
    (r"this (?:morning|afternoon|evening|arvo)", rule.in_days(0)),
    (r"(?:tomorrow|tomorow|tommorow|tommorrow|tomorrows|tmrw|tmr|tomoz|2moro|2morrow)", rule.in_days(1)),
    (r"yesterday|last night", rule.in_days(-1)),
    (r"(?:the )?(?:(?P<nth>\d){th}|last) {wd} (?:of|in) (?:{mon}{y}|(?:(?:the )?(?:this|next|coming|following)|the) month)", rule.nth_weekday),
    (r"(?:{wd},? )?(?:the )?(?P<d1>\d{1,2}){th}? ?(?:to|-|until|till|through|thru|and) ?(?:the )?(?P<d2>\d{1,2}){th}?(?: of|,)? {mon}{y}", span_rule.days_of_month),
    (r"(?:the )?(?P<d1>\d{1,2}){th}?(?: of)? {mon}{y} ?(?:to|-|until|till|through|thru) ?(?:the )?(?P<d2>\d{1,2}){th}(?! (?:of )?(?:{mons})\b)", span_rule.days_of_month),
    (r"{mon} (?:the )?(?P<d1>\d{1,2}){th}? ?(?:to|-|until|till|through|thru) ?(?:the )?(?P<d2>\d{1,2}){th}?{y}", span_rule.days_of_month),
    (r"(?:the )?(?P<d1>\d{1,2}){th} (?:to|-|until|till|through|and) (?:the )?(?P<d2>\d{1,2}){th}(?! (?:one|option))", span_rule.days_of_month),
    (r"(?:{wd},? )?(?:the )?(?<![\d.:])(?P<d>\d{1,2}){th}?(?: day)?(?: of|,)? ?{mon}(?:\.(?= ))?{y}", rule.day_and_month),
    (r"(?:{wd},? )?{mon}(?:\.(?= ))?,? (?:the )?(?P<d>\d{1,2})(?:{th}|(?![\d:h]| ?[ap]\.?m\b| o'?clock| \d\d\b|[./]\d)){y}(?:,? {wd2})?", rule.day_and_month),
    (r"(?:{wd},? )?(?:the )?(?P<d>\d{1,2}){th} (?:day )?of (?:the )?(?P<which>this|next|the|coming|following) month|(?P<which2>this|next) month,? (?:on )?the (?P<d2>\d{1,2}){th}", rule.day_of_month),
    (r"{wd},? (?:the )?(?P<d>\d{1,2}){th}(?! (?:one|option|floor|thing))", rule.day_of_month),
    (r"(?:the )?{wd} after next", rule.weekday_and(1)),
    (r"(?:a )?{wd} week\b(?! (?:long|end))", rule.weekday_and(1)),
    (r"{wd},? (?:of |in |on )?(?:the )?(?:next|following|coming) week|(?:next|the following|the coming) week,? (?:on )?(?:the )?{wd2}", rule.weekday_of_week(1)),
    (r"{wd},? (?:of |in |on )?this week|(?:this|later this) week,? (?:on )?{wd2}", rule.weekday_of_week(0)),
    (r"{wd},? (?:of |in |on )?the week after next", rule.weekday_of_week(2)),
    (r"(?:this coming|the coming|coming|upcoming|the nearest) {wd}|{wd2} coming", rule.coming_weekday),
    (r"this {wd}", rule.this_weekday),
    (r"(?:next|nxt|the following) {wd}", rule.next_weekday),
    (r"{wd} next\b(?! (?:week|month))", rule.next_weekday),
    (r"(?:last|past|this past|previous) {wd}", rule.last_weekday),
    (r"{wd},? (?:of )?last week", rule.weekday_of_week(-1)),
    (r"(?:the )?week after next", span_rule.week(2)),
    (r"(?:early |late |later |mid |the end of |the start of |the beginning of |sometime |some time )?(?:next|the following|the coming) week(?!end)", span_rule.week(1)),
    (r"(?:early |late |later |the end of |sometime |some time )?this week(?!end)", span_rule.week(0)),
    (r"last week(?!end)", span_rule.week(-1)),
    (r"(?:the )?(?:next|following) week-?end", span_rule.weekend(1)),
    (r"last week-?end", span_rule.weekend(-1)),
    (r"(?:this|the|at the|this coming|on the) week-?end|(?:at )?weekends?", span_rule.weekend(0)),
    (r"(?:in |during )?(?:the )?(?P<nth>[1-4])(?:st|nd|rd|th) week (?:of|in) {mon}{y}", span_rule.week_of_month),
    (r"(?:the )?(?P<part>end|start|beginning|middle|mid|early|late)(?: part)?(?: of|-| in)? ?(?:{mon}{y}|(?:the |this |next )?month)", span_rule.part_of_month),
    (r"(?:sometime |some time |later )?(?:next|the following) month", span_rule.month(1)),
    (r"(?:sometime |some time |later )?this month", span_rule.month(0)),
    (r"last month", span_rule.month(-1)),
    (r"(?:some ?time in|during|in|for|next|this) {mon}{y}(?! \d)", span_rule.whole_month),
    (r"(?:(?:on|for|by|until|till|from|is|it's|to|make it|the) )?(?:the )(?P<d>\d{1,2}){th}(?! (?:one|option|floor|time|slot|avenue|ave|street|st\b|choice|available|appointment|thing|of the|of|doctor|person|number|visit|try|dose|class|grade))", rule.day_of_month),
    (r"{wd},? (?P<d>1[3-9]|2\d|3[01])(?!\d|[:.]\d|,\d| ?[ap]\.?m\b| ?h\b)(?! (?:people|guests|minutes|hours))", rule.agreeing_day),
    (r"(?:on|for|by|until|make it|or|and) (?P<d>\d{1,2}){th}(?! (?:one|option|floor|avenue|ave|street|available|appointment))", rule.day_of_month),
    (r"(?:(?<=\d on the )|(?<=[ap]m on the )|(?<=clock on the )){wd}", rule.plain_weekday),
    (r"(?<=the ){wd}(?= at \d)", rule.plain_weekday),
    (r"(?<!i )(?<!we )(?<!the ){wd}(?:'s)?", rule.plain_weekday),
)  # fmt: skip

_ES = (
    (r"nochebuena", rule.on_the(24, 12)),
    (r"(?:el dia de )?navidad", rule.on_the(25, 12)),
    (r"nochevieja", rule.on_the(31, 12)),
    (r"pasado manana|(?<=manana o )(?:el )?pasado", rule.in_days(2)),
    (r"anteayer|antes de ayer", rule.in_days(-2)),
    (r"(?:de |del )?(?:(?:el |este )?{wd}|(?P<from>pasado manana|hoy|manana)) (?:de )?(?:en|dentro de) {n} (?P<unit>dias?|semanas?|quincenas?)", rule.in_units),
    (r"(?:el |del ){wd} en 8", rule.weekday_and(1)),
    (r"(?:el |del ){wd} en 15", rule.weekday_and(2)),
    (r"(?:no )?(?:este |el ){wd}(?: que viene)?(?: no)?,? (?:sino )?(?:el (?:siguiente|otro)|al otro)", rule.weekday_and(1)),
    (r"{n} (?P<unit>dias?|semanas?) despues (?:de |del )(?:el )?(?:(?P<wd>{wds})|(?P<from>hoy|manana))", rule.in_units),
    (r"(?:dentro de|en|de aqui a) {n} (?P<unit>dias?|semanas?|quincenas?|mes(?:es)?|anos?)", rule.in_units),
    (r"hace {n} (?P<unit>dias?|semanas?|mes(?:es)?|anos?)", rule.units_ago),
    (r"hoy|esta (?:manana|tarde|noche)", rule.in_days(0)),
    (r"(?<!la )(?<!las )manana", rule.in_days(1)),
    (r"ayer|anoche", rule.in_days(-1)),
    (r"(?:el )?(?:(?P<nth>\d)(?:th|o|er)|ultimo) {wd} (?:de|del) (?:{mon}{y}|(?:proximo |este )?mes(?: que viene)?)", rule.nth_weekday),
    (r"(?:del? |desde el |entre el )?(?P<d1>\d{1,2}) ?(?:al?|y|hasta|-) ?(?:el )?(?P<d2>\d{1,2})(?: de)? {mon}{y}", span_rule.days_of_month),
    (r"(?:del? |desde el |entre el )?(?P<d1>\d{1,2}) de {mon}{y} (?:al|hasta el|y el) (?P<d2>\d{1,2})(?![\d:./h]| de )", span_rule.days_of_month),
    (r"(?:del |desde el |entre el )(?P<d1>\d{1,2}) (?:al|hasta el|y el) (?P<d2>\d{1,2})(?![\d:./h]| (?:de|por) )", span_rule.days_of_month),
    (r"(?:{wd},? )?(?:el )?(?:dia )?(?P<d>\d{1,2})(?:th|o|er)?(?: de)? {mon}{y}", rule.day_and_month),
    (r"(?:el )?{wd},? (?:el )?(?:dia )?(?P<d>\d{1,2})(?![\d:.h]| ?h\b| y | de la| (?:noche|dia|semana|persona|hora))", rule.day_of_month),
    (r"(?:el )?(?:dia )?(?P<d>\d{1,2}) del? (?P<which>este|proximo) mes", rule.day_of_month),
    (r"(?:el )?{wd} (?:de )?(?:la )?(?:proxima semana|semana que viene|semana proxima|semana siguiente|siguiente semana|otra semana)", rule.weekday_of_week(1)),
    (r"(?:el )?{wd} de esta semana", rule.weekday_of_week(0)),
    (r"(?:el )?(?:proximo {wd}|{wd2} (?:que viene|proximo|siguiente))", rule.coming_weekday),
    (r"este {wd}", rule.this_weekday),
    (r"(?:el )?{wd} (?:pasado|ultimo)|(?:el )?(?:pasado|ultimo) {wd2}", rule.last_weekday),
    (r"(?:la )?(?:proxima semana|semana que viene|semana proxima)", span_rule.week(1)),
    (r"esta semana", span_rule.week(0)),
    (r"(?:el )?(?:proximo fin de semana|fin de semana que viene)", span_rule.weekend(1)),
    (r"(?:este |el )?fin de semana|finde", span_rule.weekend(0)),
    (r"(?:en )?(?:la )?(?P<nth>[1-4])(?:th|a|st|nd|rd)? semana de {mon}{y}", span_rule.week_of_month),
    (r"(?:a )?(?P<part>final(?:es)?|principios?|mediados|inicios?|fin)(?: de| del)(?: (?:este|proximo|el))? (?:{mon}{y}|mes(?: que viene)?)", span_rule.part_of_month),
    (r"(?:el )?(?:proximo mes|mes que viene)", span_rule.month(1)),
    (r"este mes", span_rule.month(0)),
    (r"(?:en|durante) {mon}{y}", span_rule.whole_month),
    (r"(?:para |por )?(?:el dia|el) (?P<d>\d{1,2})(?![\d:./h]| (?:de|por|y))", rule.day_of_month),
    (r"(?:el |los )?{wd}", rule.plain_weekday),
)  # fmt: skip

_FR = (
    (r"noel", rule.on_the(25, 12)),
    (r"apres[- ]demain", rule.in_days(2)),
    (r"avant[- ]hier", rule.in_days(-2)),
    (r"(?:le )?(?:{wd}|(?:d')?(?P<from>aujourd'?hui|demain|apres[- ]demain)) (?:de )?(?:dans|en) {n} (?P<unit>jours?|semaines?|quinzaines?)", rule.in_units),
    (r"(?:d')?(?P<from>aujourd'?hui|demain|apres[- ]demain) en (?P<n>8|15)", rule.in_units),
    (r"{n} (?P<unit>jours?|semaines?) apres (?:(?P<wd>{wds})|(?P<from>demain|aujourd'?hui))", rule.in_units),
    (r"(?:pas )?ce {wd},? (?:mais )?(?:le suivant|celui d'apres|le prochain)", rule.weekday_and(1)),
    (r"(?:dans|d'ici) {n} (?P<unit>jours?|semaines?|quinzaines?|mois|ans?)", rule.in_units),
    (r"il y a {n} (?P<unit>jours?|semaines?|mois|ans?)", rule.units_ago),
    (r"aujourd'?hui|ce (?:matin|soir|midi)|cet(?:te)? apres[- ]midi", rule.in_days(0)),
    (r"demain", rule.in_days(1)),
    (r"hier", rule.in_days(-1)),
    (r"(?:le )?(?:(?P<nth>\d)(?:th|er|e|eme)|dernier) {wd} (?:de |d'|du )(?:{mon}{y}|mois(?: prochain)?)", rule.nth_weekday),
    (r"(?:du )?(?P<d1>\d{1,2})(?:th|er)? ?(?:au|a|jusqu'au|-) ?(?P<d2>\d{1,2}) {mon}{y}", span_rule.days_of_month),
    (r"entre le (?P<d1>\d{1,2})(?:th|er)? et le (?P<d2>\d{1,2}) {mon}{y}", span_rule.days_of_month),
    (r"(?:du |entre le )?(?P<d1>\d{1,2})(?:th|er)? {mon}{y} (?:au|jusqu'au|et le) (?P<d2>\d{1,2})(?![\d:./h]| ?h| (?:{mons})\b)", span_rule.days_of_month),
    (r"(?:du |entre le )(?P<d1>\d{1,2})(?:th|er)? (?:au|jusqu'au|et le) (?P<d2>\d{1,2})(?![\d:./]| ?h)", span_rule.days_of_month),
    (r"(?:{wd},? )?(?:le )?(?P<d>\d{1,2})(?:th|er|e)? {mon}{y}", rule.day_and_month),
    (r"(?:le )?{wd},? (?:le )?(?P<d>\d{1,2})(?:th|er)?(?![\d:.h]| ?h\b| ?heures?| (?:nuit|jour|semaine|personne))", rule.day_of_month),
    (r"(?:le )?{wd} en (?:8|huit)", rule.weekday_and(1)),
    (r"(?:le )?{wd} en (?:15|quinze)", rule.weekday_and(2)),
    (r"(?:le )?{wd} de la semaine (?:prochaine|suivante|d'apres)", rule.weekday_of_week(1)),
    (r"(?:le )?{wd} de cette semaine", rule.weekday_of_week(0)),
    (r"(?:le )?{wd} prochain", rule.next_weekday),
    (r"ce {wd}|(?:le )?{wd2} qui vient", rule.this_weekday),
    (r"(?:le )?{wd} (?:dernier|passe)", rule.last_weekday),
    (r"(?:la )?semaine prochaine", span_rule.week(1)),
    (r"cette semaine", span_rule.week(0)),
    (r"(?:le )?week-?end prochain", span_rule.weekend(1)),
    (r"(?:ce |le )?week-?end", span_rule.weekend(0)),
    (r"(?:la )?(?P<nth>[1-4])(?:th|ere|e|st|nd|rd)? semaine (?:de |d')?{mon}{y}", span_rule.week_of_month),
    (r"(?:a la |au |en )?(?P<part>fin|debut|milieu|mi-)(?: du| de| d')? ?(?:{mon}{y}|mois(?: prochain)?)", span_rule.part_of_month),
    (r"(?:le )?mois prochain", span_rule.month(1)),
    (r"ce mois", span_rule.month(0)),
    (r"(?:en|courant) {mon}{y}", span_rule.whole_month),
    (r"(?:le|jusqu'au) (?P<d>\d{1,2})(?:th|er)?(?![\d:./h]| ?heures?)", rule.day_of_month),
    (r"(?:le )?{wd}", rule.plain_weekday),
)  # fmt: skip

_DE = (
    (r"heiligabend", rule.on_the(24, 12)),
    (r"silvester", rule.on_the(31, 12)),
    (r"(?:am |ab )?(?:kommende[nr]? )?(?:{wd}|(?<!guten )(?P<from>heute|morgen|ubermorgen|uebermorgen))(?: (?:abend|fruh|vormittag|mittag|nachmittag))? (?:in|uber) {n} (?P<unit>tage?n?|wochen?)", rule.in_units),
    (r"ubermorgen|uebermorgen", rule.in_days(2)),
    (r"vorgestern", rule.in_days(-2)),
    (r"in {n} wochen?,? (?:also )?(?:am )?{wd}", rule.weekday_in_weeks),
    (r"(?:nicht )?(?:diesen|am|den) {wd},? (?:nicht,? )?(?:sondern )?(?:den|der|am|erst den) (?:danach|darauf|ubernachsten|folgenden)", rule.weekday_and(1)),
    (r"{n} (?P<unit>tage?|wochen?) (?:nach|ab) (?:(?P<wd>{wds})|(?P<from>morgen|heute))", rule.in_units),
    (r"(?:am )?{wd} (?:der |in der )?ubernachste[rn]? woche|ubernachste woche,? (?:am )?{wd2}", rule.weekday_of_week(2)),
    (r"(?:am )?ubernachste[nrs]? {wd}", rule.weekday_and(1)),
    (r"in {n} (?P<unit>tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)", rule.in_units),
    (r"vor {n} (?P<unit>tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)", rule.units_ago),
    (r"heute", rule.in_days(0)),
    (r"(?<!am )(?<!jeden )(?<!diesen )(?<!guten )morgen", rule.in_days(1)),
    (r"gestern", rule.in_days(-1)),
    (r"(?:am |der |den )?(?:(?P<nth>\d)(?:th|\.)|letzter|letzten|letzte) {wd} (?:im|des|in) (?:{mon}{y}|(?:nachsten |diesen )?monats?)", rule.nth_weekday),
    (r"(?:vom |von dem )?(?P<d1>\d{1,2})(?:th|\.)? ?(?:bis(?: zum)?|-) ?(?P<d2>\d{1,2})(?:th|\.)? ?{mon}{y}", span_rule.days_of_month),
    (r"zwischen dem (?P<d1>\d{1,2})(?:th|\.)? und (?:dem )?(?P<d2>\d{1,2})(?:th|\.)? ?{mon}{y}", span_rule.days_of_month),
    (r"(?:vom |zwischen dem )?(?<![\d.])(?P<d1>\d{1,2})(?:th|\.)? ?(?:bis(?: zum)?|-|und dem) ?(?P<d2>\d{1,2})\.(?P<mn>\d{1,2})\.?{yy}?(?! ?uhr)(?![\d:])", span_rule.days_of_month),
    (r"(?:vom |zwischen dem )(?P<d1>\d{1,2})(?:th|\.) (?:bis(?: zum)?|und dem) (?P<d2>\d{1,2})(?:th|\.)(?! ?(?:uhr|\d))(?: diese[ns] monats)?", span_rule.days_of_month),
    (r"(?:(?:am )?{wd},? )?(?:dem |den |der |am )?(?P<d>\d{1,2})(?:th|\.)? ?{mon}{y}", rule.day_and_month),
    (r"(?:(?:am )?(?:{wd}|(?:mo|di|mi|do|fr|sa|so)\.?),? )?(?:dem |den |der |am )?(?<![\d.:])(?P<a>\d{1,2})\.(?P<b>\d{1,2})(?P<y>)\.?(?! ?uhr)(?![\d:])", rule.numeric),
    (r"(?:am )?{wd},? (?:dem |den |der |am )?(?P<d>\d{1,2})(?:th|\.)(?!\d)", rule.day_of_month),
    (r"(?:am )?{wd} (?:der )?nachste[rn]? woche|nachste woche,? (?:am )?{wd2}", rule.weekday_of_week(1)),
    (r"(?:am )?{wd} dieser woche|diese woche,? (?:am )?{wd2}", rule.weekday_of_week(0)),
    (r"(?:am )?(?:kommende[nr]?) {wd}", rule.coming_weekday),
    (r"(?:am )?(?:nachste[nrs]?|naechste[nrs]?) {wd}", rule.next_weekday),
    (r"(?:an )?diese[nrm] {wd}", rule.this_weekday),
    (r"(?:am )?(?:letzte[nrs]?|vergangene[nrs]?) {wd}", rule.last_weekday),
    (r"ubernachste woche", span_rule.week(2)),
    (r"(?:nachste|naechste|kommende)[nr]? woche", span_rule.week(1)),
    (r"diese[r]? woche", span_rule.week(0)),
    (r"(?:nachstes|kommendes) wochenende", span_rule.weekend(1)),
    (r"(?:dieses |am |das )?wochenende", span_rule.weekend(0)),
    (r"(?:in der )?(?P<nth>[1-4])(?:th|\.)? woche (?:im |des )?{mon}{y}", span_rule.week_of_month),
    (r"(?P<part>ende|anfang|mitte)(?: des)?(?: nachsten)? (?:{mon}{y}|monats)", span_rule.part_of_month),
    (r"(?:nachsten|nachster|kommenden) monat", span_rule.month(1)),
    (r"diesen monat", span_rule.month(0)),
    (r"im {mon}{y}", span_rule.whole_month),
    (r"(?:am|den|der|dem|zum) (?P<d>\d{1,2})(?:th|\.)(?!\d)", rule.day_of_month),
    (r"(?:am )?{wd}s?", rule.plain_weekday),
)  # fmt: skip

_ELSEWHERE = (
    (r"(?:{wd},? )?(?P<d>\d{1,2})[.o]?(?: de| di)? {mon}{y}", rule.day_and_month),
    (r"{wd}", rule.plain_weekday),
)
_BY_LANGUAGE = {"en": _EN, "es": _ES, "fr": _FR, "de": _DE}

# What only counts as an answer to "which day?".
_BARE = (
    (r"{wd},? (?P<d>\d{1,2})(?=\W*\Z)", rule.agreeing_day),
    (r"(?<![\d.,/:-])(?P<a>\d{1,2})[-. ](?P<b>\d{1,2})(?P<y>)(?![\d/:]|[.,]\d| ?[ap]\.?m\b)", rule.numeric),
    (r"(?:\A\W*(?:(?:on|am|well|maybe|perhaps|then) )*|(?<=\w )(?:on the|the|el|le|den|am) )(?:(?:the|el|le|den) )?(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er|o)?(?: please| por favor| bitte| then)?\W*\Z", rule.day_of_month),
    (r"(?<![\d/:.-])(?P<d>\d{1,2})(?:st|nd|rd|th)(?! thing)", rule.day_of_month),
)  # fmt: skip


@lru_cache(maxsize=32)
def rules(language: str) -> Rules:
    """The language's rules in the order to try them."""
    return tuple(
        (_compiled(written, language), handler)
        for written, handler in _EVERYWHERE + _BY_LANGUAGE.get(language, _ELSEWHERE)
    )


@lru_cache(maxsize=32)
def bare_rules(language: str) -> Rules:
    """More rules for the answer to a question about a day."""
    return tuple((_compiled(written, language), handler) for written, handler in _BARE)


@lru_cache(maxsize=32)
def trigger(language: str) -> re.Pattern[str]:
    """Without any of these words or a digit there is no day in a text."""
    names = either_of({**weekdays(language), **months(language)})
    return re.compile(
        rf"\d|{names}|days|christm|boxing|new year|noche|navid|noel|heilig|silv|tod|tonig|tomo|tom|2mo|2da|tmr|yest|week|month|morrow|fortn|this|ago|time"
        r"|manana|hoy|ayer|semana|mes|noche|finde|demain|hier|jour|soir|quinz|ce |mois|morgen|heut|gestern|woche|monat"
    )


def _compiled(written: str, language: str) -> re.Pattern[str]:
    weekday_names, month_names = either_of(weekdays(language)), either_of(months(language))
    for name, part in _PARTS.items():
        written = written.replace(name, part)
    written = written.replace("{wds}", weekday_names).replace("{mons}", month_names)
    written = written.replace("{wd2}", rf"(?P<wd2>{weekday_names})\b")
    written = written.replace("{wd}", rf"(?P<wd>{weekday_names})\b")
    written = written.replace("{mon}", rf"(?P<mon>{month_names})\b")
    return re.compile(rf"(?<![\w@])(?:{written})(?![\w@])")
