from dataclasses import FrozenInstanceError
from urllib.parse import urlsplit

import pytest
from bokeh.server.util import check_allowlist, create_hosts_allowlist

from dashboard.config import Settings, SettingsError


def test_an_empty_environment_serves_this_machine_alone():
    settings = Settings.read({})
    assert settings.port == 5006
    assert settings.address == "127.0.0.1"
    assert settings.allowed_origins == ("localhost:5006", "127.0.0.1:5006")
    assert settings.url == "http://localhost:5006/"


def test_the_default_origins_follow_the_port():
    settings = Settings.read({"PORT": "8080"})
    assert settings.allowed_origins == ("localhost:8080", "127.0.0.1:8080")
    assert settings.url == "http://localhost:8080/"


def test_empty_variables_are_as_good_as_none():
    assert Settings.read({"PORT": "", "ADDRESS": " ", "ALLOWED_ORIGINS": ","}) == Settings.read({})


@pytest.mark.parametrize("port", ["banana", "0", "65536", "-1", "5006.5", "5 006", "\u0661"])
def test_a_port_that_is_none_is_named(port: str):
    with pytest.raises(SettingsError, match=r"PORT is .*: set a number from 1 to 65535"):
        Settings.read({"PORT": port})


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "::1", "localhost", "app.internal"])
def test_an_address_may_be_any_interface(address: str):
    settings = Settings.read({"ADDRESS": address, "ALLOWED_ORIGINS": "localhost:5006"})
    assert settings.address == address


@pytest.mark.parametrize("address", ["http://localhost", "a b", "*", "-x", "localhost/"])
def test_an_address_that_is_none_is_named(address: str):
    with pytest.raises(SettingsError, match=r"ADDRESS is .*: set the address to listen on"):
        Settings.read({"ADDRESS": address})


def test_listening_to_others_needs_the_hosts_that_they_open():
    with pytest.raises(SettingsError, match=r"ALLOWED_ORIGINS is not set: with ADDRESS=0"):
        Settings.read({"ADDRESS": "0.0.0.0"})


def test_origins_are_a_list_parted_by_commas():
    text = "isotherm.example.org, localhost:8080,,127.0.0.1:5006,localhost:8080"
    origins = Settings.read({"ALLOWED_ORIGINS": text}).allowed_origins
    assert origins == ("isotherm.example.org", "localhost:8080", "127.0.0.1:5006")


@pytest.mark.parametrize(
    ("origin", "sent"),
    [
        ("Isotherm.Example.org", "http://isotherm.example.org"),
        ("b.example:443", "https://b.example"),
        ("c.example:80", "http://c.example"),
        ("d.example", "https://d.example"),
        ("E.example:08080", "http://e.example:8080"),
    ],
)
def test_the_page_of_an_origin_may_open_sessions(origin: str, sent: str):
    origins = Settings.read({"ALLOWED_ORIGINS": origin}).allowed_origins
    assert check_allowlist(urlsplit(sent).netloc, create_hosts_allowlist(origins, None))


@pytest.mark.parametrize("origin", ["[::1]:5006", "[::1]", "a.org,[fe80::1]", "::1"])
def test_an_ipv6_address_is_refused_with_what_to_write(origin: str):
    with pytest.raises(SettingsError, match=r"ALLOWED_ORIGINS is .* set a name for it, such as l"):
        Settings.read({"ALLOWED_ORIGINS": origin})


def test_on_heroku_its_own_host_is_the_origin_unless_others_are_named():
    heroku = {"ADDRESS": "0.0.0.0", "HEROKU_APP_DEFAULT_DOMAIN_NAME": "app-1.herokuapp.com"}
    assert Settings.read(heroku).allowed_origins == ("app-1.herokuapp.com",)
    named = Settings.read({**heroku, "ALLOWED_ORIGINS": "isotherm.example.org"})
    assert named.allowed_origins == ("isotherm.example.org",)


@pytest.mark.parametrize("origins", ["*", "*:5006", "*.example.org", "a.org,*"])
def test_no_origin_stands_for_all(origins: str):
    with pytest.raises(SettingsError, match=r"ALLOWED_ORIGINS is .* would let any site"):
        Settings.read({"ALLOWED_ORIGINS": origins})


@pytest.mark.parametrize(
    "origins", ["https://a.org", "a.org/page", "a b", "a.org:", "a.org:x", "a.org:99999"]
)
def test_an_origin_that_is_no_host_is_named(origins: str):
    with pytest.raises(SettingsError, match=r"ALLOWED_ORIGINS is .* is not a host; set host or"):
        Settings.read({"ALLOWED_ORIGINS": origins})


@pytest.mark.parametrize("name", ["ISOTHERM_SECRET_KEY", "BOKEH_SECRET_KEY"])
def test_the_secret_key_is_read_and_never_shown(name: str):
    key = "0123456789abcdef"
    settings = Settings.read({name: f" {key} "})
    assert settings.secret_key == key
    assert key not in repr(settings)


def test_a_short_secret_key_is_refused_without_showing_it():
    with pytest.raises(SettingsError, match=r"BOKEH_SECRET_KEY .* set 16 or more") as raised:
        Settings.read({"BOKEH_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(raised.value)


def test_the_metrics_token_is_read_and_never_shown():
    token = "0123456789abcdef"
    assert Settings.read({}).metrics_token == ""
    settings = Settings.read({"METRICS_TOKEN": f" {token} "})
    assert settings.metrics_token == token
    assert token not in repr(settings)


@pytest.mark.parametrize("token", ["hunter2", "hunter2 " * 3, "hunter2\N{SNOWMAN}" * 3])
def test_a_metrics_token_that_is_short_or_odd_is_refused_without_showing_it(token: str):
    with pytest.raises(SettingsError, match=r"METRICS_TOKEN .* set 16 or more") as raised:
        Settings.read({"METRICS_TOKEN": token})
    assert "hunter2" not in str(raised.value)


def test_one_process_serves_unless_more_are_wanted():
    assert Settings.read({}).processes == 1
    assert Settings.read({"WEB_CONCURRENCY": "4"}).processes == 4


@pytest.mark.parametrize("processes", ["0", "-1", "65", "two", "1.5", "1000000"])
def test_a_number_of_processes_that_is_none_is_named(processes: str):
    with pytest.raises(SettingsError, match=r"WEB_CONCURRENCY is .* from 1 to 64"):
        Settings.read({"WEB_CONCURRENCY": processes})


def test_the_log_is_text_or_json():
    assert Settings.read({}).log_format == "text"
    assert Settings.read({"ISOTHERM_LOG_FORMAT": "json"}).log_format == "json"
    with pytest.raises(SettingsError, match="ISOTHERM_LOG_FORMAT is 'xml': set text or json"):
        Settings.read({"ISOTHERM_LOG_FORMAT": "xml"})


def test_sessions_and_memory_have_bounds():
    settings = Settings.read({})
    assert (settings.most_sessions, settings.most_memory) == (2000, 0)
    given = {"ISOTHERM_MAX_SESSIONS": "300", "ISOTHERM_MAX_MEMORY": "800"}
    settings = Settings.read(given)
    assert (settings.most_sessions, settings.most_memory) == (300, 800)


@pytest.mark.parametrize("sessions", ["0", "-1", "many", "1.5", "10000000"])
def test_a_number_of_sessions_that_is_none_is_named(sessions: str):
    with pytest.raises(SettingsError, match=r"ISOTHERM_MAX_SESSIONS is .* such as 2000"):
        Settings.read({"ISOTHERM_MAX_SESSIONS": sessions})


@pytest.mark.parametrize("memory", ["99", "-1", "1 GB", "12345678"])
def test_memory_that_is_none_is_named(memory: str):
    with pytest.raises(SettingsError, match=r"ISOTHERM_MAX_MEMORY is .* 100 or more"):
        Settings.read({"ISOTHERM_MAX_MEMORY": memory})


def test_settings_never_change():
    with pytest.raises(FrozenInstanceError):
        Settings.read({}).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("0.0.0.0", "http://localhost:5006/"),
        ("192.168.1.5", "http://192.168.1.5:5006/"),
        ("fe80::1", "http://[fe80::1]:5006/"),
    ],
)
def test_the_url_is_one_that_opens(address: str, url: str):
    assert Settings.read({"ADDRESS": address, "ALLOWED_ORIGINS": "a.org"}).url == url
