"""What is told only to its holder, asked of somebody else's: 'what's my wife got in?' tells nobody's sum."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Clarify, Command, FillSlot, StartFlow
from caly_app.agents.sector import Flow
from caly_app.agents.tool import Identity
from caly_app.agents.turn import TurnContext

_KIN = (
    r"(?:(?:ex|late|elderly|old)[- ])?(?:wife|husband|partner|mother|mum|mom|father|dad|grandm\w+|grandf\w+"
    r"|nan|gran|son|daughter|brother|sister|friend|neighbou?r|boss|flatmate|boyfriend|girlfriend|fianc[eé]e?)"
)
_KIN_ES = r"(?:mujer|esposa|marido|esposo|pareja|madre|padre|hij[oa]|herman[oa]|amig[oa])"
_KIN_FR = r"(?:femme|mari|mère|père|fils|fille|frère|sœur|ami\w*)"
_KIN_DE = r"(?:frau|mann(?:es)?|partner\w*|mutter|vaters?|sohn\w*|tochter|bruders?|schwester|freund\w*)"
_THINGS = r"(?:accounts?|balance|savings|money|cards?|payments?|salary|bank)"
# What was paid to oneself is one's own, whoever paid it.
_NOT_TO_ME = (
    r"(?! (?:\w+ ){0,2}(?:sen[dt]|pa(?:y|id)|g[ai]ven?|transfer(?:red)?)\b[^.?!,]{0,20}"
    rf"\b(?:me|us|my(?! {_KIN}))\b)"
)
_THEIRS = re.compile(
    rf"\b(?:has|have|'s|is|does|did|do|was|will) (?:my|our) {_KIN}\b(?!'s| and (?:i|me|myself)\b){_NOT_TO_ME}"
    rf"|\b(?:my|our) {_KIN}(?:'s|s') (?:\w+ ){{0,2}}{_THINGS}\b"
    rf"|\b(?:my|our) {_KIN}\b{_NOT_TO_ME} (?:has|have|had|got|owes?|spent|spends|paid|sent|saved)\b"
    rf"|(?<!\bme )\b(?:tiene(?: \w+)?|gast[oó]|debe|pag[oó]|ha \w+[aei]do) (?:mi|nuestr[oa]) {_KIN_ES}\b"
    rf"|\bquedan? a (?:mi|nuestr[oa]) {_KIN_ES}\b"
    rf"|\b(?:cuenta|saldo|dinero|tarjeta|ahorros) de mi {_KIN_ES}\b"
    rf"|\b(?:combien (?:a|doit|dépense)|reste(?:-t-il)? à) (?:ma|mon|notre) {_KIN_FR}\b"
    rf"|\b(?:ma|mon|notre) {_KIN_FR} (?:a|doit|dépense)\b(?! mon\b)"
    rf"|\b(?:compte|solde|argent|carte|épargne) de (?:ma|mon) {_KIN_FR}\b"
    rf"|\b(?:hat|schuldet) meine? {_KIN_DE}\b(?! (?:mir|uns)\b)"
    rf"|\b(?:konto\w*|guthaben|karte) (?:meiner|meines|von mein\w+) {_KIN_DE}\b",
    re.IGNORECASE,
)
_GOT = re.compile(r"\b(?:got|left|put by|cu[aá]nt[oa]s?|combien|wie ?viel)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:my|our) (?:own |joint )?(?:accounts?|balance|savings|cards?|payments?)\b"
    r"|\bmis? (?:cuenta|saldo)|\bmon compte|\bmein\w* konto\w*"
    # What is to come in comes to oneself: "has my brother's payment arrived?"
    r"|\b(?:money|payments?|transfer)\b[^.?!]{0,15}"
    r"\b(?:arriv\w+|(?:c[oa]m(?:e|ing)|g(?:o|one|oing|et)) (?:in|through)|land(?:ed)?|reach(?:ed)?)\b"
    r"|\b(?:lleg|entr|recib)\w+\b[^.?!]{0,15}\b(?:dinero|pago|transferencia)\b"
    r"|\b(?:argent|paiement|virement)\b[^.?!]{0,25}\b(?:arriv|reçu)",
    re.IGNORECASE,
)


def only_to_its_holder(commands: Sequence[Command], turn: TurnContext) -> tuple[Command, ...]:
    """Flows that only tell, and are opened by a code: no other proof shows whose it is well enough."""
    flows = turn.sector.flows
    told = {name for name, spec in flows.items() if _is_told_by_code(spec)}
    is_theirs = bool(told) and _THEIRS.search(turn.said.replace("’", "'")) and not _OWN.search(turn.said)
    has = _GOT.search(turn.said) is not None
    is_told = not all(isinstance(one, FillSlot) for one in commands)
    if not is_theirs or not is_told or not all(_is_of(one, told, has) for one in commands):
        return tuple(commands)
    return (Answer("holder_only"),)


def _is_told_by_code(spec: Flow) -> bool:
    proves = any(step.prove is Identity.CODE for step in spec.steps)
    return proves and not any(step.confirm for step in spec.steps)


def _is_of(command: Command, told: set[str], has: bool) -> bool:
    """`has`: 'how much has mum got?' asks for no price and is no riddle, whatever fact it resembles."""
    if isinstance(command, StartFlow):
        return command.agent in told
    if isinstance(command, Answer):
        return command.topic == "fact" and has
    return isinstance(command, FillSlot) or isinstance(command, Clarify) and has
