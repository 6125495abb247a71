import re

from dashboard.server.policy import Card, inline_scripts, nonced, policy

TEMPLATE = """
<script type="importmap">{{ import_map }}</script>
<script>let early = 1;</script>
<script type="module">import "a";</script>
<script type="application/json">[1]</script>
<script src="a.js"></script>
<script>let name = {{ name }};</script>
"""


def sources(text: str) -> dict[str, list[str]]:
    return {name: found for name, *found in map(str.split, text.split(";"))}


def test_scripts_that_are_the_same_in_each_page_are_found():
    assert inline_scripts(TEMPLATE) == ["let early = 1;", 'import "a";']


def test_a_page_runs_its_own_files_and_named_scripts_alone():
    allowed = sources(policy(["let early = 1;"]))["script-src"]
    assert allowed[0] == "'self'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", allowed[1])
    assert len(allowed) == 2


def test_only_a_page_made_for_it_is_framed_by_any_other():
    assert sources(policy())["frame-ancestors"] == ["'self'"]
    assert "frame-ancestors" not in sources(policy(embedded=True))


def test_a_card_may_more_and_reads_from_the_hosts_it_names():
    host = "https://tiles.example.org"
    allowed = sources(policy(card=Card("once", [host])))
    assert {"'nonce-once'", "'unsafe-eval'", "blob:", host} <= set(allowed["script-src"])
    assert "'unsafe-inline'" not in allowed["script-src"]
    assert all(host in allowed[name] for name in ("default-src", "img-src", "style-src"))
    assert "once" not in policy()


def test_the_nonce_is_written_into_inline_scripts_alone():
    html = '<script type="text/javascript">a</script><script src="a.js"></script><scripted>'
    written = '<script nonce="once" type="text/javascript">a</script><script src="a.js">'
    assert nonced(html, "once") == f"{written}</script><scripted>"
