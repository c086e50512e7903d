"""Every scripted chat goes as it has to, by the rules alone (tests/data/umrah_chats.yaml)."""

import pytest

from tests.umrah_chats import played, scripts


@pytest.mark.item("S003-03", "S003-08", "S003-13", "S003-43", "S003-44")
@pytest.mark.parametrize("number", range(len(scripts())), ids=[script["id"] for script in scripts()])
def test_a_scripted_chat_goes_as_it_has_to(number: int) -> None:
    assert list(played(scripts()[number])) == []


def test_there_are_200_chats_and_each_has_a_name_of_its_own() -> None:
    names = [script["id"] for script in scripts()]
    assert len(names) == len(set(names)) >= 200
