"""What people type into fields: cleaned, or refused in words that stand beside the field."""

import unicodedata
from collections.abc import Collection

from email_validator import EmailNotValidError, validate_email

from caly_app.errors import Invalid

PASSWORD_AT_LEAST, PASSWORD_AT_MOST = 8, 200
PASSPHRASE_AT_LEAST, PASSPHRASE_AT_MOST = 12, 200
_UNLIKE = 5  # characters of a passphrase that differ: aaaabbbbcccc is soon tried

# Tried first by everybody who guesses.
_GUESSED_FIRST = frozenset(
    "password passw0rd password1 12345678 123456789 1234567890 11111111 00000000 qwertyui qwerty123 "
    "iloveyou letmein1 welcome1 admin123 changeme".split()
)


class Fields:
    """Collects what is wrong, so that all of it is said at once: read each field, then `must_be_right`."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}

    def line(self, name: str, value: str, *, at_most: int = 200, required: bool = True) -> str:
        """One line of text, without blanks around it."""
        value = value.strip()
        if required and not value:
            self.wrong[name] = "Please fill this in."
        elif len(value) > at_most:
            self.wrong[name] = f"Please use at most {at_most} characters."
        elif any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in value):
            self.wrong[name] = "Please use one line of plain text."
        return value

    def text(self, name: str, value: str, *, at_most: int) -> str:
        """Several lines, kept as they are."""
        if len(value) > at_most:
            self.wrong[name] = f"Please use at most {at_most} characters."
        elif any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in value):
            self.wrong[name] = "Some characters of this text cannot be stored."
        return value

    def email(self, name: str, value: str) -> str:
        """Its normal form, in lower case."""
        try:
            return normal_email(value)
        except EmailNotValidError:
            self.wrong[name] = "This is not an e-mail address."
            return ""

    def password(self, name: str, value: str, *, other_than: tuple[str, ...] = ()) -> str:
        """`other_than`: what everybody knows of the person."""
        if len(value) < PASSWORD_AT_LEAST:
            self.wrong[name] = f"Please use at least {PASSWORD_AT_LEAST} characters."
        elif len(value) > PASSWORD_AT_MOST:
            self.wrong[name] = f"Please use at most {PASSWORD_AT_MOST} characters."
        elif value.lower() in _GUESSED_FIRST or value.lower() in {known.lower() for known in other_than}:
            self.wrong[name] = "This password is too easily guessed."
        elif any("\ud800" <= letter <= "\udfff" for letter in value):
            self.wrong[name] = "This password has a character that cannot be typed."
        return value

    def passphrase(self, name: str, value: str, *, other_than: Collection[str] = ()) -> str:
        """What a file is encrypted with. `other_than`: what everybody knows of whom it is about.

        Programs that open archives do not agree on how other letters than these are written.
        """
        if len(value) < PASSPHRASE_AT_LEAST:
            self.wrong[name] = f"Please use at least {PASSPHRASE_AT_LEAST} characters."
        elif len(value) > PASSPHRASE_AT_MOST:
            self.wrong[name] = f"Please use at most {PASSPHRASE_AT_MOST} characters."
        elif not (value.isascii() and value.isprintable()):
            self.wrong[name] = "Please use plain letters without accents, digits, blanks and signs."
        elif len(set(value)) < _UNLIKE or value.lower() in {known.lower() for known in other_than}:
            self.wrong[name] = "This passphrase is too easily guessed."
        return value

    def must_be_right(self) -> None:
        """Raises Invalid with all that is wrong."""
        if self.wrong:
            raise Invalid(fields=self.wrong)


def normal_email(value: str) -> str:
    """How addresses are stored and compared. Raises EmailNotValidError.

    Mail servers inside of a company may have names that the world does not know.
    """
    found = validate_email(
        value.strip(), check_deliverability=False, test_environment=True, globally_deliverable=False
    )
    return found.normalized.lower()


def email_or_nothing(value: str) -> str:
    """The normal form; empty for what is no address at all: that will not be found."""
    try:
        return normal_email(value)
    except EmailNotValidError:
        return ""
