"""Conversations played through the real services, and what must be true after them.

document.py  YAML or JSON, read so that no text can do harm
file.py    what a scenario file says, checked
names.py   the closed lists of a sector's names, and how other names are translated
values.py  a value as it was written, and whether two of them mean the same
setup.py   the business, its people and its records, as the file has them
choose.py  what the customer says next
play.py    one scenario, from its setup to its end
grade.py   what was expected, beside what came of it
report.py  what came of a run, for people and for programs
served.py  files that somebody sent, played by the jobs' process

Called by the command line, and by whoever else has a database open.
"""
