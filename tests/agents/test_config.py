import pytest
from pydantic import ValidationError

from caly_app.agents.config import AssistantDocument, default_document


@pytest.mark.parametrize("product_type", ["chat", "voice"])
def test_a_document_goes_through_json_unchanged(product_type):
    document = default_document("healthcare", product_type, "Elm Row", "fr")

    assert AssistantDocument.model_validate(document.model_dump(mode="json")) == document
    assert document.languages[0] == "fr"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"colour": "red"}, ("colour",)),
        ({"escalation": {"offer_after_failures": 0}}, ("escalation", "offer_after_failures")),
        ({"escalation": {"offer_after_failures": 4}}, ("escalation",)),
        ({"identity": {"required": []}}, ("identity", "required")),
        ({"product_type": "fax"}, ("product_type",)),
        ({"voice": {}}, ()),
    ],
)
def test_what_is_wrong_is_named_by_its_path(wrong, path):
    with pytest.raises(ValidationError) as refusal:
        AssistantDocument.model_validate(wrong)

    assert refusal.value.errors()[0]["loc"] == path
