"""Which language a message is in, by its commonest words. A short message is in the language so far."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")

_COMMON = {
    "en": "the i you to a is my an and for of it in on with can have need would like what when are "
    "do want please hello yes no not me your there this that be at how",
    "es": "el la los las de que y en un una por para con es mi su quiero necesito puedo tengo "
    "cuándo cita hola gracias habla español qué está me no sí usted hay del al cómo dónde "
    "quisiera pedido paquete factura tarjeta perdido perdida robado rota roto avería habitación siniestro "
    "piso alquilar devolver devolución cuánto mesa mañana hoy semana lunes martes miércoles jueves viernes "
    "sábado domingo lo se pero ya llamo soy",
    "fr": "le la les de des et un une je vous est pour dans que qui mon ma mes ne pas avec voudrais "
    "besoin bonjour merci salut parlez français quand rendez avoir suis du au où il elle ce "
    "annuler réserver commande colis facture perdu perdue volé volée cassé panne chambre sinistre louer "
    "rembourser remboursement combien cette oui puis demain semaine lundi mardi mercredi jeudi vendredi "
    "samedi dimanche décembre decembre en sur aux par était appelle",
    "de": "der die das und ich ist nicht ein eine einen mit für zu den dem im möchte brauche bitte "
    "hallo danke wann sprechen deutsch guten tag sie mein meine wie haben kann habe es auf am "
    "um wir ja nein heute morgen übermorgen termin uhr woche wochen einer einem tagen zimmer vom zum "
    "bis zwei drei vierzehn geht verloren kaputt absagen melden schaden paket karte rechnung kündigen "
    "stornieren sperren gestohlen rezept tisch kurs frei hoch kosten kostet preis verschieben bestellung "
    "lieferung konto angebot besichtigung vertrag wohnung bestellen buchen reservieren "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag dezember januar märz "
    "von aus noch auch nur war hat da bin heiße heisse",
    "it": "il lo gli di che e un una per con non sono vorrei ho bisogno ciao grazie quando mio mia "
    "della appuntamento prenotare è questo buongiorno posso come",
    "pt": "o os as de que e um uma para com não eu você quero preciso olá obrigado obrigada quando "
    "meu minha consulta marcar é está gostaria como posso bom",
    "nl": "de het een en ik is niet van op te met voor wil graag afspraak hallo dank wanneer mijn "
    "kan hebben maken naar zijn jullie heb nodig",
    "pl": "i w na z do nie się jest to że chcę chciałbym potrzebuję dzień dobry dziękuję kiedy mój "
    "moja wizytę umówić proszę czy mogę jak",
    "tr": "ve bir bu için ile ben var mı merhaba teşekkürler randevu istiyorum ne zaman almak "
    "lütfen nasıl benim değil",
    "sv": "och jag är en ett att det som på med för inte vill boka tid hej tack när min kan behöver",
    "ro": "și un o la de cu pentru este nu vreau programare bună mulțumesc când meu mea pot aș dori",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _COMMON.items()}

# Letters and signs that few others use: each counts as two words.
_SIGNS = {
    "es": "¿¡ñ", "fr": "œçêèà", "de": "ßäöü", "pl": "łżźśćńąę", "tr": "ğışİ", "pt": "ãõ", "ro": "țșă",
    "sv": "å",
}  # fmt: skip

_CALLED = {
    "en": r"english|ingl[eé]s|anglais|englisch",
    "es": r"spanish|espa[nñ]ol|castellano|espagnol|spanisch",
    "fr": r"french|franc[eé]s|fran[cç]ais|franz[oö]sisch",
    "de": r"german|alem[aá]n|allemand|deutsch",
}
_WANTS = (
    r"\b(?:(?:can|could|may|shall) (?:we|i)|podemos|podr[ií]amos|puedo|pouvons|peut-on|on peut|puis-je"
    r"|k[oö]nnen wir|kann ich|lieber|prefiero|je pr[eé]f[eè]re|i(?:'d| would) (?:prefer|rather)|i prefer"
    r"|(?:it(?:'s|'ll be| is| would be| will be)|ce (?:sera|serait)|c'est|(?:me )?(?:es|será|sería)"
    r"|(?:ist|wäre|wird|geht)(?: es| das)?(?: \w+)?)"
    r" (?:easier|better|simpler|plus (?:simple|facile)|mieux|más fácil|mejor|einfacher|leichter|besser)"
    r"|(?:mejor )?sigo|je (?:continue|passe)|ich (?:schreibe?|mache?|rede)"
    r"|(?:solo )?hablo (?:mejor|solo|más)|je (?:ne )?parle (?:mieux|que)|ich spreche (?:nur|besser)"
    r"|i (?:only|better) speak|i speak (?:only|better))\b"
)
_GAP = r"[^.?!]{0,30}\b"
# An article makes it a thing: "can we have the Spanish menu?"
_NO_THING = (
    r"(?:(?!\b(?:the|an?|some|any|el|l[ao]s?|una?|les?|une|du|das|den|die|der|eine?n?)\b)[^.?!]){0,30}\b"
)
_IN = r"\b(?:in|en|au|auf|à l')\s*"
# 'Let's do it in German': what is done in French is said to be, for a menu may be French too.
_LETS_DO = (
    r"\b(?:let'?s (?:do|go on|carry on|continue|switch|speak|talk|write)|hacemos|hablamos|seguimos|pasamos"
    r"|on (?:fait|parle|passe|continue)|(?:machen|reden|schreiben|sprechen) wir)\b[^.?!]{0,15}"
)
_LETS = (
    r"\b(?:let'?s (?:speak|talk)|hablamos|on parle|(?:reden|sprechen) wir)\s+(?:mejor |plutôt |lieber )?"
    r"|\blet'?s (?:switch|change) to\s+"
)
# What may stand behind it, and is no thing of that country.
_ENDS = (
    r"\b(?=\W*$|\s*[,;:.?!]|\s+(?:please|por favor|s'il|svp|bitte|instead|then|now|if|and|or|because"
    r"|about|from|as|so|si|y|mejor|porque|sobre|desde|et|car|pour|plutôt|und|wenn|weil|sprechen|schreiben|reden"
    r"|weiter\w*)\b)"
)
_LEADING = (
    r"^\W*(?:(?:ok(?:ay)?|right|sorry|vale|bueno|perd[oó]n[ae]?|d'accord|pardon|gut"
    r"|and|but|so|no|now|please|y|pero|ahora|mejor|por favor|et|mais|non|maintenant|plut[oô]t"
    r"|und|aber|nein|jetzt|bitte|s'il vous pla[iî]t)\W+){0,4}"
)
_ONLY = r"(?:in|en|auf|to|switch to|continue in|speak|parlez|parle|hable|sprich|sprechen sie)?\s*\b(?:"
_POLITE = r")\b\W*(?:please|por favor|s'il vous pla[iî]t|svp|bitte|instead)?\W*$"
_REQUESTS = {
    language: re.compile(
        rf"(?:{_WANTS}{_GAP}|{_LETS_DO}){_IN}(?:{names})\b"
        rf"|(?:{_WANTS}{_NO_THING}|{_LETS})(?:{names}){_ENDS}|{_LEADING}{_ONLY}{names}{_POLITE}",
        re.IGNORECASE,
    )
    for language, names in _CALLED.items()
}
# Where languages are what is sold, "French please" is no request to speak it; "in French please" is.
_TALKS = (
    r"\b(?:speak|talk|chat|write|go on|continue|hablar|seguir|parler|continuer|sprechen|schreiben)\b"
    r"[^.?!]{0,20}"
)
_CLEAR_REQUESTS = {
    language: re.compile(
        rf"{_WANTS}{_GAP}{_TALKS}\b(?:{names})\b|{_LEADING}{_ONLY.replace(')?', ')', 1)}{names}{_POLITE}"
        rf"|{_WANTS}{_GAP}(?:{names})\s+(?:sprechen|schreiben|reden)\b",
        re.IGNORECASE,
    )
    for language, names in _CALLED.items()
}
_WORDS_OF_A_REQUEST = 10  # at most: a longer message has something else to say

_CERTAIN_FROM = 3  # words of another language before the conversation changes to it
_FEW = 5  # words
_UNKNOWN = "unknown"


def language_of(said: str, so_far: str, known: tuple[str, ...]) -> str:
    """One of `known`, or 'unknown' when it is clearly none of them. In doubt `so_far`."""
    if _is_foreign_script(said):
        return _UNKNOWN
    words = [word.casefold() for word in _WORD.findall(said)]
    counts = {language: _weight(language, words, said) for language in _WORDS_OF}
    best = max(counts, key=lambda language: (counts[language], language == so_far))
    if not counts.get(so_far) and best in known and _is_all_of(best, words, said):
        return best
    if best == so_far or counts[best] < _CERTAIN_FROM or counts[best] < counts.get(so_far, 0) * 2:
        return so_far
    return best if best in known else _UNKNOWN


def outnumbering(said: str, so_far: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `known` with more common words in it than the language so far has, the most first."""
    words = [word.casefold() for word in _WORD.findall(said)]
    counts = {language: _weight(language, words, said) for language in known if language in _WORDS_OF}
    least = counts.get(so_far, 0)
    others = [language for language in counts if language != so_far and counts[language] > least]
    return tuple(sorted(others, key=lambda language: -counts[language]))


def of_the_first_words(said: str, so_far: str, known: tuple[str, ...]) -> str:
    """'Internet geht nicht': of few words two are enough, where none is of the language so far."""
    words = [word.casefold() for word in _WORD.findall(said)]
    if len(words) > _FEW or any(word in _WORDS_OF.get(so_far, ()) for word in words):
        return so_far
    others = outnumbering(said, so_far, known)
    counts = [_weight(language, words, said) for language in others[:2]]
    is_clear = bool(counts) and counts[0] > 1 and counts[0] > sum(counts[1:])
    return others[0] if is_clear else so_far


def asked_for(said: str, *, sells_languages: bool = False) -> str:
    """The language a short message asks to go on in; '' where it asks for none."""
    if len(said.split()) > _WORDS_OF_A_REQUEST:
        return ""
    requests = _CLEAR_REQUESTS if sells_languages else _REQUESTS
    return next((language for language, request in requests.items() if request.search(said)), "")


def _is_all_of(language: str, words: list[str], said: str) -> bool:
    """A message as short as 'hola' says it all; 'am' and '10am' say nothing."""
    tells = any(len(word) > 3 for word in words) and not any(sign.isdigit() for sign in said)
    return tells and all(word in _WORDS_OF[language] for word in words)


def _weight(language: str, words: list[str], said: str) -> int:
    if not any(word in _WORDS_OF[language] for word in words):
        return 2 * (len(set("¿¡") & set(said)) if language == "es" else 0)
    signs = set(_SIGNS.get(language, "")) & set(said.casefold())
    return sum(word in _WORDS_OF[language] for word in words) + 2 * len(signs)


def _is_foreign_script(said: str) -> bool:
    letters = [letter for letter in said if letter.isalpha()]
    foreign = sum(
        not unicodedata.name(letter, "").startswith(
            ("LATIN", "MATHEMATICAL", "FULLWIDTH", "MASCULINE", "FEMININE", "MICRO")
        )
        for letter in letters
    )
    return len(letters) >= 2 and foreign > len(letters) / 2
