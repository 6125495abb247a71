"""Addresses of this machine, for visitors whom a balancer is to tell apart."""


def address(number: int) -> str:
    """Return an address of this machine's loopback that stands for a household."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"
