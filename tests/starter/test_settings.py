import subprocess
import sys
from pathlib import Path

import pytest

from caly_app.settings import ROOT, Settings
from caly_app.starter import sectors_page, settings_page


def test_the_page_about_the_settings_is_true() -> None:
    assert settings_page.PAGE.read_text() == settings_page.render(), (
        "write it anew: .venv/bin/python -m caly_app.starter.settings_page"
    )


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_names_that_everybody_uses_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a@b/c")
    monkeypatch.setenv("REDIS_URL", "redis://plain")
    monkeypatch.setenv("CALY_REDIS_URL", "redis://ours")
    settings = Settings()
    assert settings.database_url == "postgresql://a@b/c"
    assert settings.redis_url == "redis://ours"


def test_blank_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALY_PORT", "")
    assert Settings().port == 3000


def test_the_address_is_the_public_one_or_host_and_port() -> None:
    assert Settings(host="0.0.0.0", port=8080).address == "http://127.0.0.1:8080"
    assert Settings(host="::1").address == "http://[::1]:3000"
    assert Settings(public_url="https://caly.example/").address == "https://caly.example"
    assert Settings(public_url="https://caly.example/").cookies_are_secure
    assert not Settings().cookies_are_secure


def test_what_the_command_line_replaces_reaches_the_processes_it_starts(tmp_path: Path) -> None:
    settings = Settings()
    settings.use(data_dir=tmp_path, port=3210)
    environment = settings.environment(MORE="1")
    assert environment["CALY_DATA_DIR"] == str(tmp_path)
    assert environment["CALY_PORT"] == "3210"
    assert environment["MORE"] == "1"


def test_the_secret_key_is_made_once_for_a_data_folder_and_read_by_its_owner_only(tmp_path: Path) -> None:
    say = "from caly_app.settings import settings; print(settings.secret_key)"
    several = [
        subprocess.Popen(
            [sys.executable, "-c", say],
            cwd=ROOT,
            env=Settings(data_dir=tmp_path).environment(CALY_DATA_DIR=str(tmp_path)),
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    keys = {process.communicate()[0] for process in several}
    assert len(keys) == 1 and len(keys.pop().strip()) > 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_secrets_are_not_shown_when_the_settings_are() -> None:
    shown = repr(
        Settings(redis_url="redis://hush-1", database_url="postgresql://a:hush-2@b/c", smtp_password="hush-3")
    )
    assert "hush" not in shown


def test_the_page_about_the_sectors_is_true() -> None:
    assert sectors_page.PAGE.read_text() == sectors_page.render(), (
        "write it anew: .venv/bin/python -m caly_app.starter.sectors_page"
    )
