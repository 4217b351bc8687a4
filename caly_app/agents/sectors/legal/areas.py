"""Areas of law: by the words somebody uses, and by what a lawyer is down for."""

import re
from collections.abc import Sequence

from caly_app.agents.dialogue import Choice


def _row(*words: str) -> re.Pattern[str]:
    """Words that mean it, in each language."""
    return re.compile("|".join(words), re.IGNORECASE)


# The first that has a word of what was told counts.
_TABLE = {
    "immigration": _row(
        r"immigra|\bvisa\b|asylum|deport|citizenship|residence permit",
        r"inmigra|extranjer|asilo|nacionalidad",
        r"titre de séjour|asile|naturalis|expulsion du territoire",
        r"aufenthalt|asyl|einbürger|abschieb|ausländerrecht",
    ),
    "criminal": _row(
        r"crimin|arrest|charged|police|custody suite|\bassault|speeding|drink.driv|theft|prosecut"
        r"|caught (?:driv|steal)|driving ban",
        r"penal|detenid|arrestad|policía|denuncia|delito",
        r"pénal|garde à vue|arrêté par|police|poursuiv|délit",
        r"straf|verhaftet|festgenommen|polizei|anzeige|angeklagt",
    ),
    "family": _row(
        r"famil|divorc|separat|custody|child|alimony|maintenance|prenup|adopt|marriage",
        r"\bmy (?:ex|husband|wife)\b",
        r"divorci|custodia|hij[oa]s?\b|pensión alimenticia|matrimoni|mi (?:ex|marido|mujer)\b",
        r"divorc|garde des enfants|pension alimentaire|mariage|mon (?:ex|mari)\b|ma femme",
        r"scheidung|sorgerecht|unterhalt|ehevertrag|familienrecht|adoption|mein(?:e|en)? (?:ex|mann|frau)\b",
    ),
    "employment": _row(
        r"employ|dismiss|fired|sacked|redundan|\bboss|\bwork\b|workplace|wages|salary|job",
        r"settlement agreement",
        r"laboral|despid|despedid|jefe|trabajo|salario|empresa me",
        r"travail|licenci|patron|salaire|prud'hom|employeur",
        r"arbeit|gekündigt worden|entlassen|chef|lohn|gehalt|abmahnung|abfindung",
    ),
    "wills": _row(
        r"\bwills?\b(?! (?:you|he|she|they|i|we|it)\b)|probate|inherit|estate of|executor",
        r"power of attorney|testament|died|late (?:mother|father)",
        r"testamento|herencia|heredar|sucesi",
        r"testament|héritage|succession|hériter|décès",
        r"testament|erbe|erbschaft|nachlass|vollmacht|erbrecht",
    ),
    "injury": _row(
        r"injur|accident|negligen|whiplash|compensation|slipped|fell",
        r"lesion|accidente|indemniza|negligencia",
        r"blessure|accident|indemnis|préjudice",
        r"verletz|unfall|schmerzensgeld|schadenersatz",
    ),
    "business": _row(
        r"business|company|partner(?:ship)?|shareholder|contract|supplier|invoice unpaid|trademark|start-?up",
        r"empresa|socio|mercantil|contrato|marca",
        r"entreprise|société|associé|commercial|contrat",
        r"firma|gesellschaft|unternehmen|vertragspartner|handelsrecht|\bgmbh\b|wirtschaftsrecht",
    ),
    "property": _row(
        r"propert|landlord|tenan|evict|conveyanc|lease|neighbou?r|boundary|deposit|\brent\b",
        r"(?:buying|bought|selling|purchase of) (?:a|my|our|the) (?:house|flat|home)",
        r"casero|alquiler|inquilin|desahuci|vecin|inmobiliari|vivienda|compra de (?:casa|piso)",
        r"propriétaire|locataire|loyer|bail|expuls|voisin|immobilier|achat d'(?:une maison|un appartement)",
        r"vermieter|miete|mieter|räumung|nachbar|grundstück|immobilie|mietrecht|hauskauf",
    ),
}
AREAS = tuple(_TABLE)


def area_of(told: str) -> str:
    """'' when the words do not say."""
    return next((area for area, words in _TABLE.items() if words.search(told)), "")


def choices_of(areas: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(label=f"choice_area_{area}", fills={"area": area}) for area in areas)
