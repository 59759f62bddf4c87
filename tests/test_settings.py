"""A setting that cannot be used stops the start with one sentence that names it."""

import stat
from pathlib import Path

import pytest

from handfast.kernel.bounds import Bounds
from handfast.settings import SettingError, read

WRONG = {
    "HANDFAST_CODE_HASH": "md5",
    "HANDFAST_PROFILE": "paranoid",
    "HANDFAST_PUBLIC_URL": "pair.example.com",
    "HANDFAST_DATABASE_URL": "mysql://db/handfast",
    "HANDFAST_TRUSTED_PROXIES": "*",
    "HANDFAST_SMTP_URL": "mail.example.com",
    "HANDFAST_SECRET_KEY": "too short",
    "HANDFAST_SECRET_KEY_FILE": "/nowhere/secret.key",
    "HANDFAST_CLOSING_DAYS": "0",
    "HANDFAST_LOG_LEVEL": "LOUD",
    "HANDFAST_TRAIL_DAYS": "10-",
    "HANDFAST_SESSION_DAYS": "1-31",
    "HANDFAST_COLOUR": "green",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items(), ids=WRONG)
def test_a_wrong_value_is_refused_in_one_sentence_that_names_it(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        read({"HANDFAST_DATA_DIR": str(tmp_path), name: value})
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_public_address_with_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="without a path"):
        read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_PUBLIC_URL": "https://example.com/pairing"})


def test_mail_from_a_server_without_a_name_needs_a_sender(tmp_path: Path) -> None:
    given = {"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_SMTP_URL": "smtp://192.0.2.6", "HANDFAST_PUBLIC_URL": "https://192.0.2.5"}
    with pytest.raises(SettingError, match="HANDFAST_MAIL_FROM"):
        read(given)
    assert read({**given, "HANDFAST_MAIL_FROM": "pairing@example.com"}).mail_from == "pairing@example.com"
    assert read({**given, "HANDFAST_SMTP_URL": "smtp://mail.example.com"}).mail_from == "handfast@mail.example.com"


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first, second = (read({"HANDFAST_DATA_DIR": str(tmp_path)}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_settings_never_print_their_secrets(tmp_path: Path) -> None:
    settings = read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_SMTP_URL": "smtps://robin:walnut@mail.example.com"})
    assert "walnut" not in repr(settings)
    assert settings.secret_key.decode() not in repr(settings)


def test_the_operator_bounds_how_long_companies_keep_things(tmp_path: Path) -> None:
    settings = read({"HANDFAST_DATA_DIR": str(tmp_path)})
    assert (settings.trail_days, settings.session_days) == (Bounds(90, None), Bounds(1, 30))
    settings = read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_TRAIL_DAYS": "30-365", "HANDFAST_SESSION_DAYS": "2-7"})
    assert (settings.trail_days, settings.session_days) == (Bounds(30, 365), Bounds(2, 7))


@pytest.mark.parametrize("value", ["-1", "30.5", "a month", "3651", "٣٠"])
def test_the_grace_of_a_closed_company_is_a_number_of_days(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="from 1 to 3650"):
        read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_CLOSING_DAYS": value})
    assert read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_CLOSING_DAYS": "7"}).closing_days == 7


def test_profile_asvs_shortens_the_life_of_a_code(tmp_path: Path) -> None:
    assert read({"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_PROFILE": "asvs"}).code_minutes == 10
