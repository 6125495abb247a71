from io import StringIO

from rich.console import Console

from dashboard.refresh.progress import RefreshProgress

COUNTS = {"World Bank": 2, "Climate portal": 1}


def test_a_log_has_a_line_for_each_series():
    text = StringIO()
    with RefreshProgress(COUNTS, Console(file=text)) as progress:
        progress.done("World Bank", "population")
        progress.tell("http://bank/[all]: status 503, asking again")
        progress.done("Climate portal", "temperature")
    assert text.getvalue().splitlines() == [
        "[1/3] World Bank: population",
        "http://bank/[all]: status 503, asking again",
        "[2/3] Climate portal: temperature",
    ]


def test_a_terminal_has_a_bar_for_each_source_and_one_for_all():
    text = StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    with RefreshProgress(COUNTS, console) as progress:
        progress.done("World Bank", "population")
        progress.done("Climate portal", "temperature")
    last = text.getvalue()
    for shown in ("World Bank", "1/2", "Climate portal", "1/1", "In all", "2/3"):
        assert shown in last
    assert "population" not in last
