import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import CANONICAL, FRAME, normalise_name, recognise_columns
from boundary_nlp.resources import load_yaml


def names(found, overrides=None):
    return {canonical: found[at] for canonical, at in recognise_columns(found, overrides, "notes.csv").items()}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["Datum", "Rapportage"], {"date": "Datum", "text": "Rapportage"}),
        (["CLIËNTNUMMER", "verslag"], {"client_id": "CLIËNTNUMMER", "text": "verslag"}),
        (["cliënt-nr.", "Note Text"], {"client_id": "cliënt-nr.", "text": "Note Text"}),
        (["Begeleider", "tekst", "kleur"], {"worker_id": "Begeleider", "text": "tekst"}),
        (["dossier_nummer", "Notitie"], {"client_id": "dossier_nummer", "text": "Notitie"}),
        (["aanmaakdatum", "datum", "text"], {"date": "datum", "text": "text"}),
    ],
)
def test_export_names_are_recognised(found, expected):
    assert names(found) == expected


def test_every_known_name_claims_its_own_column():
    for canonical, known in load_yaml("columns.yaml").items():
        assert canonical in CANONICAL
        for name in known:
            found = [name] if canonical == "text" else [name, "text"]
            assert names(found)[canonical] == name


def test_an_override_wins():
    assert names(["Rapportage", "Mijn kolom"], {"text": "mijn KOLOM"}) == {"text": "Mijn kolom"}
    assert names(["text", "verslag"], {"text": "verslag"}) == {"text": "verslag"}
    assert names(["dossiernummer", "text"], {"note_id": "dossiernummer"}) == {
        "note_id": "dossiernummer",
        "text": "text",
    }


@pytest.mark.parametrize(
    ("found", "overrides", "message"),
    [
        (["datum", "b"], {}, r"no column with the text.*'datum', 'b'.*--columns text=b"),
        ([], {}, r"no column with the text.*none"),
        (["Verslag", "Notitie"], {}, r"more than one.*'Notitie' and 'Verslag'.*--columns text=Notitie"),
        (["text"], {"text": "x"}, r"--columns text=x names a column that is not there.*'text'.*--columns text=…"),
        (["a", "a"], {"text": "a"}, r"fits several columns.*Rename"),
        (
            ["x y", "text"],
            {"text": "x y", "note_id": "X-Y"},
            r"one column twice, for text and for note_id\. Name another",
        ),
        (["date", "text", "Date"], {}, r"more than one column can be the date: 'date' and 'Date'.*Rename"),
        (["text", "client", "cliënt", "dossier"], {}, r"more than one column can be the client_id"),
        (["text"], {"kleur": "a"}, r"'kleur' is no column of a note.*note_id.*--columns text=Rapportage"),
    ],
)
def test_what_cannot_be_recognised_is_told(found, overrides, message):
    with pytest.raises(InputError, match=message):
        recognise_columns(found, overrides, "notes.csv")


def test_a_column_named_twice_is_not_quoted():
    found = ["Mw. was boos", "text"]
    with pytest.raises(InputError, match="twice") as caught:
        recognise_columns(found, {"note_id": found[0], "client_id": found[0]}, "notes.csv")
    assert "boos" not in str(caught.value)


def test_a_double_that_is_named_apart_is_taken():
    assert recognise_columns(["date", "text", "Date"], {"date": "Date"}) == {"date": 2, "text": 1}


@pytest.mark.parametrize(
    ("found", "overrides"),
    [(["datum", "b"], {}), (["Verslag", "Notitie"], {}), (["text"], {"text": "x"}), (["text"], {"kleur": "a"})],
)
def test_who_gives_a_frame_is_told_of_the_argument(found, overrides):
    with pytest.raises(InputError, match=r'columns=\{"text": "') as caught:
        recognise_columns(found, overrides, FRAME)
    assert "--columns" not in str(caught.value)


@pytest.mark.parametrize(
    "found",
    [
        ["1", "2026-01-01", "Mw. Jansen heeft weer gedronken, en belde daarna"],
        ["Jansen", "01/02/2026", "boos"],
        ["Jansen", "Zij was boos. Ging weg"],
        ["Jansen was vandaag alweer boos"],
        ["Jansen", "w" * 41],
        ["Jansen", "7"],
        ["Jansen", "boos"],
    ],
)
@pytest.mark.parametrize("overrides", [{}, {"text": "tekst"}])
def test_a_note_in_the_place_of_the_header_is_not_quoted(found, overrides):
    with pytest.raises(InputError, match="the first row may be a note, so a header may be missing") as caught:
        recognise_columns(found, overrides, "notes.csv")
    assert not any(name in str(caught.value).partition("Columns found")[2] for name in found if len(name) > 1)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_header_is_recognised_or_told(found):
    try:
        columns = recognise_columns([*found, "text"])
    except InputError as error:
        assert "more than one" in str(error)
    else:
        assert found.count("text") == 0
        assert len(set(columns.values())) == len(columns)


@example("\u1d2c")  # a small raised A, which is a capital only when it is decomposed
@given(st.text(max_size=20))
def test_names_are_normalised_once_and_for_all(name):
    assert normalise_name(normalise_name(name)) == normalise_name(name)
