"""Reports: what is asked of the figures, as data, and how it is understood from words.

report.py is the closed vocabulary, periods.py its days, reading.py reads words (words.yaml, in four
languages), by_model.py lets a language model fill in the same data, saying.py makes the sentence from rows.
"""
