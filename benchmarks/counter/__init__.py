"""The counter under faults: a Redis to kill, and a proxy that loses, delays and refuses."""
