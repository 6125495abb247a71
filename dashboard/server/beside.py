"""What this server answers beside the page: `routes` adds it where the server reads our plugin.

A bare `panel serve` does not, and its page then offers neither downloads nor /methods nor /stats.
"""

_addresses: set[str] = set()


def add(*addresses: str) -> None:
    """Say that these are answered, relative to the page."""
    _addresses.update(addresses)


def has(address: str) -> bool:
    """Whether an address is answered."""
    return address in _addresses
