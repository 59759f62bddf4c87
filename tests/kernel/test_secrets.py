import copy
import hashlib
import hmac
import json
import pickle

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.secrets import (
    Keys,
    Secret,
    base64url,
    digest,
    is_device_token,
    is_qr_token,
    same,
)

KEYS = Keys(b"k" * 32)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("K7QX4M")

    assert f"{secret}{secret!r}{[secret]}" == "******[***]"
    assert secret.reveal() == "K7QX4M"


def test_a_secret_is_not_compared() -> None:
    with pytest.raises(TypeError):
        _ = Secret("a") == Secret("a")
    with pytest.raises(TypeError):
        _ = Secret("a") != "a"


def test_a_secret_is_neither_hashed_nor_copied_nor_written_out() -> None:
    secret = Secret("a")

    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)


def test_a_secret_has_no_other_door() -> None:
    assert not hasattr(Secret("a"), "__dict__")


def test_a_digest_is_sha_256() -> None:
    assert digest("a").hex() == hashlib.sha256(b"a").hexdigest()


def test_a_mac_is_hmac_sha_256_under_the_key_of_its_purpose() -> None:
    expected = hmac.new(KEYS.derived("code"), b"K7QX4M", "sha256").digest()

    assert KEYS.mac("code", "K7QX4M") == expected


@given(st.lists(words, min_size=1), st.lists(words, min_size=1))
def test_different_parts_have_different_macs(left: list[str], right: list[str]) -> None:
    assert (KEYS.mac("p", *left) == KEYS.mac("p", *right)) is (left == right)


def test_each_purpose_and_each_server_has_its_own_key() -> None:
    keys = {KEYS.derived("a"), KEYS.derived("b"), Keys(b"o" * 32).derived("a")}

    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)


@given(words)
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = KEYS.seal("mail", b"n" * 12, text)

    assert KEYS.unseal("mail", sealed) == text
    assert len(sealed) == len(text.encode()) + 28


@given(st.integers(0, 30), st.integers(1, 255))
def test_a_changed_seal_does_not_open(place: int, change: int) -> None:
    sealed = bytearray(KEYS.seal("mail", b"n" * 12, "abc"))
    sealed[place] ^= change

    with pytest.raises(InvalidTag):
        KEYS.unseal("mail", bytes(sealed))


def test_a_seal_opens_for_its_purpose_only() -> None:
    with pytest.raises(InvalidTag):
        KEYS.unseal("other", KEYS.seal("mail", b"n" * 12, "abc"))


@given(st.binary(), st.binary())
def test_same_means_equal(left: bytes, right: bytes) -> None:
    assert same(left, right) is (left == right)
    assert same(left, left)


@given(st.binary())
def test_base64url_has_no_padding_and_is_safe_in_a_url(raw: bytes) -> None:
    text = base64url(raw)

    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("text", ["a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", "", "١" * 64])
def test_what_is_no_device_token(text: str) -> None:
    assert not is_device_token(text)


def test_what_is_a_device_token() -> None:
    assert is_device_token("0123456789abcdef" * 4)


@pytest.mark.parametrize("text", ["a" * 21, "a" * 23, "a" * 21 + "=", "a" * 21 + "+", "a" * 22 + "\n", ""])
def test_what_is_no_qr_token(text: str) -> None:
    assert not is_qr_token(text)


def test_16_random_bytes_are_a_qr_token() -> None:
    assert is_qr_token(base64url(b"\xff" * 16))
