"""Where a message goes: chat, the API and the voice worker all call take_turn().

receive.py  the message is written down and acknowledged
answer.py   decide, act, tell, write: its one outcome
start.py, end.py, speak.py (operators), sweep.py (turns whose process died)
"""
