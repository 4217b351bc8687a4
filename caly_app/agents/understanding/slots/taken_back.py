"""The words that take back what was said before them, in one home, for customers' letters and for plain ones.

Each is the inside of a pattern, whole words without bounds of its own.
"""

NO = r"(?:no|nope|nah|non|nein)"
WAIT = r"(?:wait|hang on|hold on|espere?|espera|attend(?:ez|s)|warten sie|warte|moment)"
SORRY = r"(?:sorry|my mistake|apologies|pardon|perd[oó]na?|disculpe|d[eé]sol[eé]e?|entschuldigung)"
ACTUALLY = r"(?:actually|en fait|lieber|doch|mejor|plut[oô]t)"
SCRAP = (
    r"(?:sc(?:ratch|rap) (?:that|it)|on second thoughts?|pens[aá]ndolo bien|tout compte fait|ach nein"
    r"|doch nicht|mejor no|quatsch)"
)
I_MEAN = (
    r"(?:i meant?|or rather|rather|make (?:that|it)|change (?:that|it) to|correction|i should say|instead"
    r"|better|digo|quiero decir|mejor dicho|je veux dire|enfin|ich meine|ach|besser|vielmehr|beziehungsweise)"
)
TAKES_BACK = rf"(?:{NO}|{WAIT}|{SORRY}|{SCRAP}|{I_MEAN}|{ACTUALLY})"

# A no that takes nothing back: "no later than nine", "no problem".
BUT_A_REMARK = r"(?! (?:later|earlier|more|less|problem|preference|matter|idea|rush|worries|sooner|bother)\b)"
# Between the old and the new, nothing but these and marks: "three, no, wait, make that four".
RUN = rf"[\s,.;–-]+(?:(?:oh[ ,]+)?{TAKES_BACK}[\s,.;–-]+)+"
# What takes back a whole wish, before another: a word alone ("sorry", "no") only answers.
A_WISH = (
    r"(?:(?:oh|ah|ach|ay)[ ,]+)?"
    rf"(?:{NO},? (?:{WAIT}|{ACTUALLY})|(?:{WAIT}|{ACTUALLY}),? {NO}|{SCRAP}|you know what)"
)
