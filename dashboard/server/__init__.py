"""What the web server needs besides the app."""
