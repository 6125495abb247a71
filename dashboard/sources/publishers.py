"""Who publishes figures, where, and whether they answer; light, for a look before all else."""

import queue
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterable
from urllib.error import HTTPError, URLError

AGENT = "isotherm-refresh (+https://github.com/isotherm/isotherm)"
# The variable that says where a publisher is, and where it is unless that says otherwise.
ADDRESSES = {
    "ISOTHERM_CCKP_URL": "https://cckpapi.worldbank.org/cckp/v1",
    "ISOTHERM_OWID_URL": "https://ourworldindata.org/grapher",
    "ISOTHERM_IMF_URL": "https://opendata.arcgis.com/datasets",
    "ISOTHERM_FAOSTAT_URL": "https://bulks-faostat.fao.org/production",
    "ISOTHERM_WORLDBANK_URL": "https://api.worldbank.org/v2",
}


class Reachability:
    """Asks addresses at once whether anybody is there; `answering` waits for the answers.

    In threads that nobody waits for at the end: a name server that is silent would hold them.
    """

    def __init__(self, addresses: Iterable[str], patience: float) -> None:
        self._end = time.monotonic() + patience
        self._patience = patience
        self._answers: queue.Queue[tuple[str, bool]] = queue.Queue()
        self._asked = set(addresses)
        for address in self._asked:
            threading.Thread(target=self._ask, args=(address,), daemon=True).start()

    def answering(self) -> set[str]:
        """Return the addresses that have answered anything in time, each as soon as all have."""
        found: dict[str, bool] = {}
        while len(found) < len(self._asked):
            try:
                address, answers = self._answers.get(timeout=max(0, self._end - time.monotonic()))
            except queue.Empty:
                break
            found[address] = answers
        return {address for address, answers in found.items() if answers}

    def _ask(self, address: str) -> None:
        self._answers.put((address, _answers(address, self._patience)))


def _answers(address: str, patience: float) -> bool:
    """Whether a server says anything: a refusal is an answer, too, and so is its certificate."""
    asked = urllib.request.Request(address, method="HEAD", headers={"User-Agent": AGENT})
    try:
        # The settings let http and https through, nothing else.
        with urllib.request.urlopen(asked, timeout=patience):  # nosec B310
            return True
    except HTTPError:
        return True
    except URLError as error:
        return isinstance(error.reason, ssl.SSLError)
    except (OSError, ValueError):
        return False
