"""REDIS_URL, as config checks it."""

import pytest

from dashboard.config import Settings, SettingsError, redis_url


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://:secret@127.0.0.1:6379/0",
        "rediss://user:p%40ss@ec2-1.compute.example:25061",
        "redis://[::1]:6379/15",
        "redis://host/?db=7",
        "unix:///run/redis/redis.sock",
        "unix://user:secret@/run/redis.sock?db=2",
    ],
)
def test_what_names_a_redis_is_taken(url: str):
    assert redis_url({"REDIS_URL": f" {url} "}) == url
    assert Settings.read({"REDIS_URL": url}).redis_url == url


def test_none_is_a_redis_of_our_own():
    assert redis_url({}) == redis_url({"REDIS_URL": " "}) == ""


@pytest.mark.parametrize(
    "url",
    [
        "secret",
        "redis:secret",
        "http://user:secret@host:6379",
        "redis://:secret@",
        "redis://:secret@host:99999/0",
        "redis://:secret@host:port/0",
        "redis://:se/secret@host/0",
        "redis://:secret@host/name",
        "redis://:secret#more@host/0",
        "redis://:p@secret@host:x",
        "unix://secret",
        "unix:///",
        "redis://host/x?password=secret",
        "redis://host/0?password=secret",
        "redis://host?db=1&password=secret",
        "rediss://host?secret",
        "redis://default:secret",
        "redis://:secret/0",
        "secret@redis://host",
        "secret://host",
        "redis://default:secret@host:x?password=secret",
    ],
)
def test_a_wrong_one_is_named_and_its_password_is_not(url: str):
    with pytest.raises(SettingsError, match=r"^REDIS_URL is .*: set redis://") as caught:
        redis_url({"REDIS_URL": url})
    assert "secret" not in str(caught.value)


def test_settings_are_shown_without_the_password():
    assert "secret" not in repr(Settings.read({"REDIS_URL": "redis://:secret@host"}))
