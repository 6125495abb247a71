"""The two apps that the page is compared with: a plain GeoViews app and a static page."""
