"""Signing up, in and out; links that are mailed; new passwords."""
