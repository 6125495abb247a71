"""What search engines are asked to read, and what not."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

from dashboard.atlas import the_atlas
from dashboard.countrypage.page import addresses
from dashboard.countrypage.site import robots, sitemap

AT = "https://example.org/"


def test_the_sitemap_names_every_page_once():
    root = ET.fromstring(sitemap(the_atlas(), AT))
    found = [element.text for element in root.iter() if element.tag.endswith("loc")]
    slugs = addresses(the_atlas()).slugs.values()
    assert found == [AT, f"{AT}methods", *(f"{AT}country/{slug}" for slug in slugs)]


def test_pages_are_read_and_downloads_are_not():
    rules = RobotFileParser()
    rules.parse(robots(AT).splitlines())
    for path in ("", "country/brazil", "country/brazil/stripes.png", "methods"):
        assert rules.can_fetch("Bot", AT + path)
    assert not rules.can_fetch("Bot", AT + "download/map.csv")
    assert "Disallow: /*?\n" in robots(AT)  # a link with choices opens a session
    assert rules.site_maps() == [f"{AT}sitemap.xml"]


def test_the_sitemap_of_files_names_files():
    root = ET.fromstring(sitemap(the_atlas(), AT, ".html"))
    found = [element.text for element in root.iter() if element.tag.endswith("loc")]
    assert found[:2] == [AT, f"{AT}methods.html"]
    assert f"{AT}country/brazil.html" in found
