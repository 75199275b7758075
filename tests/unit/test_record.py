from __future__ import annotations

import copy
import pickle

import pytest

from assay.checks.id_token.expectations import IdTokenExpectations
from assay.decision import Allowed, NotApplicable, Passed
from assay.record import Record, replace


class Coin(Record):
    metal: str
    grams: float = 1.0


class Stamped(Coin):
    year: int = 1900


class Unlike(Record):
    metal: str
    grams: float = 1.0


class Itself(Record, eq=False):
    metal: str


def test_fields_come_by_place_by_name_and_by_default() -> None:
    assert (Coin("gold").metal, Coin("gold").grams) == ("gold", 1.0)
    assert Coin("gold", 2.0) == Coin(grams=2.0, metal="gold") == Coin("gold", grams=2.0)
    stamped = Stamped("gold", year=1901)
    assert (stamped.metal, stamped.grams, stamped.year) == ("gold", 1.0, 1901)


@pytest.mark.parametrize(
    ("values", "named", "told"),
    [
        ((), {}, r"not \['metal'\]"),
        (("gold", 1.0, 2), {}, "1 too many"),
        (("gold",), {"metal": "tin"}, "1 too many"),
        (("gold",), {"carat": 3}, "1 too many"),
        ((), {"carat": 3}, r"not \['metal'\]"),
    ],
)
def test_one_too_few_or_too_many_is_a_fault(values, named, told) -> None:
    with pytest.raises(TypeError, match=told):
        Coin(*values, **named)


def test_a_record_never_changes_and_has_no_room_for_more() -> None:
    coin = Coin("gold")
    for act in (
        lambda: setattr(coin, "metal", "tin"),
        lambda: setattr(coin, "carat", 3),
        lambda: delattr(coin, "metal"),
    ):
        with pytest.raises(AttributeError, match="frozen"):
            act()
    assert not hasattr(coin, "__dict__")
    assert not hasattr(Stamped("gold"), "__dict__")


def test_two_are_equal_when_class_and_fields_are() -> None:
    assert Coin("gold") == Coin("gold")
    assert hash(Coin("gold")) == hash(Coin("gold"))
    assert Coin("gold") != Coin("tin")
    assert Coin("gold") != Unlike("gold")
    assert Coin("gold", 1.0) != ("gold", 1.0)
    assert Itself("gold") != Itself("gold")
    assert len({Coin("gold"), Coin("gold"), Coin("tin")}) == 2
    assert Passed() != NotApplicable()


def test_it_shows_its_fields_but_no_secret() -> None:
    assert repr(Stamped("gold")) == "Stamped(metal='gold', grams=1.0, year=1900)"
    shown = repr(IdTokenExpectations(client_id="mine", access_token="sesame", code="letmein"))
    assert "client_id='mine'" in shown
    assert "sesame" not in shown
    assert "letmein" not in shown


def test_a_changed_one_is_another() -> None:
    coin = Coin("gold")
    assert replace(coin, grams=3.0) == Coin("gold", 3.0)
    assert coin.grams == 1.0
    with pytest.raises(TypeError):
        replace(coin, carat=3)


def test_it_is_copied_pickled_and_matched() -> None:
    coin = Coin("gold", 2.0)
    assert copy.deepcopy(coin) == copy.copy(coin) == pickle.loads(pickle.dumps(coin)) == coin
    match coin:
        case Coin(metal, grams):
            assert (metal, grams) == ("gold", 2.0)


def test_an_outcome_still_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(Allowed(1))
