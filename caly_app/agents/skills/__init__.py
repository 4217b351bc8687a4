"""What several sectors can do alike: taken in by name (`skills:` in sector.yaml), and `basics` by all.

A skill is a sector's parts without a business: slots, flows, intents and words, and functions that make its
tools. What a sector says of its own stands before what a skill says; patterns and examples add up.
"""
