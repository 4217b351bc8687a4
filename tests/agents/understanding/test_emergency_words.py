from re import IGNORECASE
from re import compile as compile_pattern

import pytest
from ruamel.yaml import YAML

from caly_app.agents.understanding.head import SECTORS
from caly_app.agents.understanding.training import sources_of

WORDS = YAML(typ="safe").load(SECTORS / "healthcare" / "emergency.yaml")
PATTERNS = {
    language: [compile_pattern(text, IGNORECASE) for text in texts] for language, texts in WORDS.items()
}
MAY_BE_EITHER = {"describe_symptoms"}


def is_emergency(said: str, language: str) -> bool:
    return any(pattern.search(said) for pattern in PATTERNS[language])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I have chest pain"),
        ("en", "there's a crushing feeling in my chest"),
        ("en", "my dad can't breathe"),
        ("en", "I can't catch my breath, help"),
        ("en", "she's having a stroke I think"),
        ("en", "his face is drooping on one side"),
        ("en", "her speech is slurred"),
        ("en", "he is bleeding a lot from the leg"),
        ("en", "the bleeding won't stop"),
        ("en", "my wife passed out and isn't breathing"),
        ("en", "he won't wake up"),
        ("en", "I took too many pills"),
        ("en", "my son swallowed a battery"),
        ("en", "I took a whole box of paracetamol"),
        ("en", "I want to kill myself"),
        ("en", "I don't want to live any more"),
        ("en", "my throat is closing"),
        ("en", "my tongue is swelling and I was stung by a bee"),
        ("en", "this is an emergency"),
        ("en", "call an ambulance"),
        ("en", "pain spreading to my left arm"),
        ("en", "the baby is coming, my water broke"),
        ("en", "i think my mum had a fit"),
        ("es", "tengo un dolor fuerte en el pecho"),
        ("es", "mi hijo no puede respirar"),
        ("es", "quiero quitarme la vida"),
        ("es", "mi abuelo se desmayó y no reacciona"),
        ("es", "se tomó todas las pastillas, es una emergencia"),
        ("fr", "j'ai une douleur dans la poitrine"),
        ("fr", "je ne peux plus respirer"),
        ("fr", "elle a perdu connaissance"),
        ("fr", "j'ai envie de mourir"),
        ("fr", "il saigne beaucoup"),
        ("de", "ich habe starke Schmerzen in der Brust"),
        ("de", "er bekommt keine Luft"),
        ("de", "meine Mutter ist bewusstlos"),
        ("de", "ich will nicht mehr leben"),
        ("de", "das ist ein Notfall"),
    ],
)
def test_words_that_cannot_wait_are_heard(language, said):
    assert is_emergency(said, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I have a cold and a cough"),
        ("en", "I'm dying to know when you open"),
        ("en", "where is the emergency entrance"),
        ("en", "who is my emergency contact"),
        ("en", "do you do cuts and burns"),
        ("en", "my flat number is 112"),
        ("es", "quiero una cita para mañana"),
        ("es", "me duele la garganta"),
        ("fr", "je voudrais un rendez-vous"),
        ("fr", "j'ai mal à la gorge"),
        ("de", "ich brauche einen Termin"),
        ("de", "mein Hals tut weh"),
    ],
)
def test_ordinary_words_are_not(language, said):
    assert not is_emergency(said, language)


def test_ordinary_wishes_bring_no_ambulance():
    calm = [
        (intent, said)
        for intent, said in sources_of("healthcare", "").examples
        if intent not in MAY_BE_EITHER
    ]
    assert [said for _, said in calm if is_emergency(said, "en")] == []


@pytest.mark.parametrize(
    "said", ["a" * 4000, "my chest " * 400, "bleeding " * 400, "face is " * 500, " " * 4000]
)
def test_no_pattern_is_slow(said):
    assert not is_emergency(said, "en")
