"""Words that outlive their conversation hold nothing of the person who said them."""

from datetime import UTC, datetime

import pytest

from caly_app.agents.impersonal import impersonal

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Hi, I'm Ros Penhale and do you have parking?", "Hi, I'm [name] and do you have parking?"),
        ("my email is ros@example.org, do you do home visits", "my email is [email], do you do home visits"),
        ("call me on 020 7946 0456 about vaccines", "call me on [phone] about vaccines"),
        ("born 3 May 1984, is there wifi", "born [date of birth], is there wifi"),
        ("my code is 12 34 56, what now", "my code is [number], what now"),
        ("is [phone ...23] the number you would ring?", "is [phone] the number you would ring?"),
        ("can you pay into GB33 BUKB 2020 1555 5555 55 too", "can you pay into [account] too"),
        ("Do you take walk ins on Saturday at 3?", "Do you take walk ins on Saturday at 3?"),
        ("do you treat children under 5", "do you treat children under 5"),
    ],
)
def test_values_are_taken_out_and_the_rest_stays(said: str, kept: str):
    assert impersonal(said, "en", "GB", NOW) == kept


def test_what_is_known_of_the_person_is_taken_out_wherever_it_stands():
    assert impersonal("ROS PENHALE here. Dogs?", "en", "GB", NOW, ["Ros Penhale"]) == "[private] here. Dogs?"
