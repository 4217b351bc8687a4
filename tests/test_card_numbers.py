"""Where numbers of cards stand, however they are written; and what only looks like one."""

import secrets
import uuid

import pytest

from caly_app.card_numbers import document_without_cards, is_card, without_cards
from tests.least_seconds import ends_within

VISA = "[card ending in 4242]"


@pytest.mark.parametrize(
    "between",
    [
        *("", " ", "    ", "\t", "\n", "\r\n", " \n ", "\u00a0", "\u2009", "\u202f", "\u3000", "\u200b"),
        *("-", " - ", "–", "—", "\u2011", "\u2212", "/", " / ", "_", ".", ",", ", ", "|", " | ", "*", "·"),
        *(";", "\\", "\u00ad", "\ufeff", "%20", "+", "%C2%A0"),
    ],
)  # fmt: skip
def test_whatever_stands_between_its_groups(between: str) -> None:
    card = between.join(["4242"] * 4)

    assert without_cards(f"my card {card} ok") == f"my card {VISA} ok"
    assert without_cards(card) == VISA


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("4242 4242\n4242 4242", VISA),
        ("4242 4242 4242\n4242 exp 12/28", f"{VISA} exp 12/28"),
        ("42424242 4242 4242", VISA),
        ("4 2 4 2\n4 2 4 2\n4 2 4 2\n4 2 4 2", VISA),
        ("４２４２ ４２４２ ４２４２ ４２４２", VISA),
        ("(4242) (4242) (4242) (4242)", f"({VISA})"),
        ("4242424242424242exp12/27", f"{VISA}exp12/27"),
        ("no4242424242424242", f"no{VISA}"),
        ("https://shop.example/pay?c=4242424242424242&d=1", f"https://shop.example/pay?c={VISA}&d=1"),
        ("+4242 4242 4242 4242", f"+{VISA}"),
        ("4242424242424242, 1,250.00", f"{VISA}, 1,250.00"),
        ("DE89 3704 0044 0532 0130 00 4242 4242 4242 4242", f"DE89 3704 0044 0532 0130 00 {VISA}"),
        ("3782 822463 10005", "[card ending in 0005]"),
        ("2223 0031 2200 3222", "[card ending in 3222]"),
        ("6205 5000 0000 0000 004", "[card ending in 0004]"),
        ("30569309025904", "[card ending in 5904]"),
        ("3530 1113 3330 0000", "[card ending in 0000]"),
    ],
)
def test_its_last_four_digits_stay(written: str, kept: str) -> None:
    assert without_cards(written) == kept
    assert without_cards(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "+4915123456788 und +44 20 7946 0123",
        "0049 151 23456788",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32 or gb29nwbk60161331926819",
        "490154203237518",  # the number of a device
        "8944100000000000007",  # of a SIM card
        "1Z999AA10123456784",
        "9400 1000 0000 0000 0000 00",
        "4,242,424,242,424,242",
        "42,424.24 and 42,424.24 and 42,424.24",
        "4.242,42 und 42,42 und 424,24",
        "2026-11-22 14:50:31.123456",
        "2026-11-22T14:50:31.123456+00:00",
        "4.5.2026, 5.5.2026, 6.5.2026",
        "10:30 4/12/2026 11:30 5/12/2026",
        "42424242-4242-4242-8242-424242424242",
        "ORD-4242, ORD-4243, ORD-4244, ORD-4245",
        "4242 4242 4242 4243",
        "4242 or 4243",
        "1111 2222 3333 4444",
        "4242 4242 4242 4242 of it"[:14],
    ],
)
def test_what_only_looks_long_stays(text: str) -> None:
    assert without_cards(text) == text


def test_ids_and_hashes_of_our_own_stay() -> None:
    for _ in range(20_000):
        for text in (secrets.token_hex(32), str(uuid.uuid4()), secrets.token_urlsafe(32)):
            assert without_cards(text) == text


def test_a_document_is_searched_to_its_last_leaf() -> None:
    card = "4242 4242 4242 4242"
    document = {card: [{"a": card}, 4242424242424242, 4242424242424242.0], "b": [1.5, True, None, 17, "x"]}

    assert document_without_cards(document) == {
        VISA: [{"a": VISA}, VISA, VISA],
        "b": [1.5, True, None, 17, "x"],
    }


def test_only_what_a_network_gives_out_is_a_card() -> None:
    assert is_card("4242424242424242") and is_card("6759649826438453")
    assert not is_card("1234567812345670") and not is_card("4242424242424241") and not is_card("424242424242")


@pytest.mark.parametrize(
    "piece", ["4", "42 ", "4242\n", "4242 4242 4242 4243, ", "a1 ", "de89 3704 ", "+44 "]
)
def test_a_long_text_is_read_in_a_moment(piece: str) -> None:
    text = (piece * 4000)[:4000]

    assert ends_within(0.3, lambda: without_cards(text))
