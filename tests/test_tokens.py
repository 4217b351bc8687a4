import pytest
from uuid_utils.compat import uuid7

from caly_app import tokens
from caly_app.settings import settings
from caly_app.tokens import CustomerToken

TOKEN = CustomerToken(uuid7(), uuid7(), uuid7(), uuid7())


def test_a_customers_token_says_what_was_signed():
    signed = tokens.sign_customer(TOKEN)
    assert tokens.is_customers(signed)
    assert tokens.read_customer(signed) == TOKEN


def test_a_token_changed_anywhere_is_nobodys():
    signed = tokens.sign_customer(TOKEN)
    body = signed.removeprefix("cust_")
    for place in range(len(body)):
        other = "A" if body[place] != "A" else "B"
        assert tokens.read_customer(f"cust_{body[:place]}{other}{body[place + 1 :]}") is None


@pytest.mark.parametrize("text", ["", "cust_", "cust_é", "\ud800", "caly_abc", "cust_" + "A" * 1000, "a.b.c"])
def test_nonsense_is_nobodys(text):
    assert tokens.read_customer(text) is None
    assert len(tokens.hash_of(text)) == 32


def test_another_installations_token_is_nobodys(monkeypatch):
    signed = tokens.sign_customer(TOKEN)
    monkeypatch.setitem(settings.__dict__, "secret_key", "another one")
    assert tokens.read_customer(signed) is None


def test_what_was_sealed_opens_with_the_same_key_and_purpose_only(monkeypatch):
    sealed = tokens.seal("letters", b"dear Ros")
    assert tokens.unseal("letters", sealed) == b"dear Ros"
    assert tokens.seal("letters", b"dear Ros") != sealed
    for purpose, what in (("parcels", sealed), ("letters", sealed[:-1] + b"x"), ("letters", b"")):
        with pytest.raises(tokens.CannotUnseal):
            tokens.unseal(purpose, what)
    monkeypatch.setitem(settings.__dict__, "secret_key", "another one")
    with pytest.raises(tokens.CannotUnseal):
        tokens.unseal("letters", sealed)


def test_secrets_are_long_and_never_the_same():
    assert len({tokens.new_secret() for _ in range(100)}) == 100
    assert tokens.new_secret(tokens.KEY_PREFIX).startswith("caly_")
    assert tokens.mac("a", b"x") != tokens.mac("b", b"x")
