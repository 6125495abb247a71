"""Views: pure functions, a frame in, a HoloViews element out."""
