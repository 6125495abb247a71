import ssl

import pytest
from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection

from dashboard.counter.address import connection_options


def test_a_url_gives_host_port_database_and_login():
    options = connection_options("redis://user:p%40ss%2Fword@redis.example:6380/3")
    assert options == {
        "connection_class": Connection,
        "host": "redis.example",
        "port": 6380,
        "db": 3,
        "username": "user",
        "password": "p@ss/word",
    }


def test_a_password_needs_no_user():
    options = connection_options("redis://:secret@h")
    assert (options["username"], options["password"]) == (None, "secret")
    assert (options["port"], options["db"]) == (6379, 0)


def test_a_self_signed_certificate_is_taken_with_rediss_only():
    secure = connection_options("rediss://:secret@h:6390")
    assert secure["connection_class"] is SSLConnection
    assert secure["ssl_cert_reqs"] == ssl.CERT_NONE
    assert not any(name.startswith("ssl") for name in connection_options("redis://h"))


@pytest.mark.parametrize(("query", "database"), [("", 0), ("?db=2", 2)])
def test_a_unix_socket_has_a_path_and_a_database(query: str, database: int):
    options = connection_options(f"unix:///run/redis/a%20b.sock{query}")
    assert options["connection_class"] is UnixDomainSocketConnection
    assert options["path"] == "/run/redis/a b.sock"
    assert options["db"] == database


@pytest.mark.parametrize(("rest", "database"), [("/", 0), ("/3", 3), ("?db=7", 7), ("/3?db=7", 7)])
def test_a_database_is_in_the_path_or_as_redis_py_has_it_in_the_query(rest: str, database: int):
    assert connection_options(f"redis://h{rest}")["db"] == database
