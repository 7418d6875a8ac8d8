import pytest

from boundary_nlp.language.tokenizer import blank_pipeline

NLP = blank_pipeline()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("(afd. 4B)", ["(", "afd.", "4B", ")"]),
        ('"(geb. in mei)', ['"', "(", "geb.", "in", "mei", ")"]),
        ('["mevr. D.', ["[", '"', "mevr.", "D."]),
        ("zie art. 458, blz. 3.", ["zie", "art.", "458", ",", "blz.", "3", "."]),
        ("Art. 5", ["Art.", "5"]),
        ("om 5;dhr. kwam", ["om", "5", ";", "dhr.", "kwam"]),
        ("twee collega's.", ["twee", "collega's", "."]),
        ("Zeg dat. Ok", ["Zeg", "dat", ".", "Ok"]),
        ("(mw. belde)", ["(", "mw.", "belde", ")"]),
        ("vriend van [NAAM].", ["vriend", "van", "[NAAM]", "."]),
        ("blij :-) ok", ["blij", ":-)", "ok"]),
    ],
)
def test_tokens(text, tokens):
    assert [token.text for token in NLP(text)] == tokens
