"""The lint that keeps words from coming back that were given up."""

import ast
from pathlib import Path

import pytest

from tools.lint.source import ROOT, Source
from tools.lint.words import RETIRED, check


def complaints(text: str) -> list[str]:
    return list(check(Source(Path(ROOT) / "src/handfast/x.py", text, ast.parse(text))))


@pytest.mark.parametrize("word", RETIRED)
def test_a_name_that_was_given_up_is_complained_of_with_the_new_one(word: str) -> None:
    assert complaints(f"\n{word} = 1") == [f"src/handfast/x.py:2: '{word}' is called {RETIRED[word]} now (docs/glossary.md)"]


@pytest.mark.parametrize("text", ["# the clock" + "work", '"""What the Clock' + 'work does."""'])
def test_and_so_is_one_in_a_sentence(text: str) -> None:
    assert len(complaints(text)) == 1


@pytest.mark.parametrize("text", ["actor = 1", "'act'", "# they act on it", "WriteAhead = 1", "lost = 1"])
def test_other_words_are_not(text: str) -> None:
    assert complaints(text) == []
