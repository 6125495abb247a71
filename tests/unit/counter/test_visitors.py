from dashboard.counter.visitors import secret_key, visitor

KEY = b"key"


def test_a_visitor_is_the_same_all_day_and_another_the_next():
    today = visitor(KEY, "2026-11-21", "192.0.2.7", "Firefox")
    assert today == visitor(KEY, "2026-11-21", "192.0.2.7", "Firefox")
    assert today != visitor(KEY, "2026-11-22", "192.0.2.7", "Firefox")


def test_address_agent_and_key_tell_visitors_apart():
    tokens = {
        visitor(KEY, "2026-11-21", "192.0.2.7", "Firefox"),
        visitor(KEY, "2026-11-21", "192.0.2.8", "Firefox"),
        visitor(KEY, "2026-11-21", "192.0.2.7", "Chrome"),
        visitor(b"other", "2026-11-21", "192.0.2.7", "Firefox"),
    }
    assert len(tokens) == 4


def test_any_header_makes_a_token():
    lengths = {
        len(visitor(KEY, "2026-11-21", *who)) for who in [("", ""), ("\ud800", "x" * 70_000)]
    }
    assert lengths == {16}


def test_the_key_is_the_one_of_the_environment_or_a_new_one():
    assert secret_key({"BOKEH_SECRET_KEY": "a"}) == b"a"
    assert secret_key({"ISOTHERM_SECRET_KEY": "b", "BOKEH_SECRET_KEY": "a"}) == b"b"
    assert secret_key({"ISOTHERM_SECRET_KEY": " ", "BOKEH_SECRET_KEY": " a\n"}) == b"a"
    assert secret_key({}) != secret_key({})
