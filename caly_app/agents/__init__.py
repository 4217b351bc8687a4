"""What the agent says. No SQL, no web, no telephony: text and data in, a reply out.

engine/            decide() what the customer wants; act() on it; tell() what came of it
commands.py        what can be decided: wishes, nothing of it has happened yet
understanding/     the customer's words -> commands
dialogue.py        what a conversation remembers
flow.py            one step of a flow: ask, prove, use, confirm
tool_gate.py       the one door from a wish to an effect
phrasing.py        outcomes -> words, by language (words/ and the sector's own)
sector.py          what a sector is (sector_checks.py: what does not fit); sectors/ holds one folder for each
sieve.py           which of many patterns may be found in a text at all
"""
