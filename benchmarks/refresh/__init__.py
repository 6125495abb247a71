"""What a refresh costs beside the bytes that it needs, and what a large catalogue costs a page."""
