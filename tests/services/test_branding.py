import pytest

from caly_app.services.branding import checked, contrast
from caly_app.services.fields import Fields


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("color", "on_color"), [("#0B7285", "#ffffff"), ("#e8590c", "#111111")])
def test_a_colour_is_kept_with_what_can_be_read_on_it(color: str, on_color: str):
    assert checked(Fields(), {"color": color}) == {"color": color.lower(), "on_color": on_color}


@pytest.mark.parametrize(
    ("name", "value"),
    [("color", "#ffe066"), ("color", "teal"), ("color", "#12345٣"), ("logo_url", "javascript:alert(1)"),
     ("logo_url", 'https://x.example/"><script>'), ("welcome", "x" * 501), ("font", "Comic Sans")],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(name: str, value: str):
    fields = Fields()
    checked(fields, {name: value})

    assert list(fields.wrong) == [f"branding.{name}"]


def test_what_is_empty_is_left_out():
    assert checked(Fields(), {"color": "", "logo_url": "", "welcome": " "}) == {}
