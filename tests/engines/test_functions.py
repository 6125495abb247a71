"""What a person does with the page, in every engine: each function once, by what all of them share."""

from tests.engines.person import Person

COLOURFUL = """() => {
  const canvas = document.querySelector("#figure-map canvas.fills");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  copy.getContext("2d").drawImage(canvas, 0, 0);
  const { data } = copy.getContext("2d").getImageData(0, 0, copy.width, copy.height), found = {};
  for (let i = 0; i < data.length; i += 4) {
    const parts = [data[i], data[i + 1], data[i + 2]];
    if (data[i + 3] === 255 && Math.max(...parts) - Math.min(...parts) > 12)
      found[parts.join()] = (found[parts.join()] ?? 0) + 1;
  }
  return Object.values(found).filter((count) => count > 200).length;
}"""
SIDEWAYS = """() => Math.max(document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll("#country, #controls, #sharing")]
    .filter((box) => box.checkVisibility({ visibilityProperty: true }))
    .map((box) => box.scrollWidth - box.clientWidth))"""


def test_open(person: Person, server: str):
    person.opened(server)
    person.until(f"() => ({COLOURFUL})() >= 5")
    person.says("#country-name", "Brazil")
    person.until("() => document.querySelectorAll('#country .bk-Figure').length >= 2")
    assert person.evaluate(SIDEWAYS) <= 0


def test_click_twice(person: Person, server: str):
    person.opened(server)
    for iso3, name in (("IND", "India"), ("CAN", "Canada")):
        person.click_at(*person.label(iso3))
        person.says("#country-name", name)
        person.says("#tooltip", name)
    assert person.link()["country"] == "CAN"


def test_years_by_key_and_mouse(person: Person, server: str):
    person.opened(f"{server}?year=2000")
    person.evaluate("() => document.getElementById('year').focus()")
    before = person.fill("CAN")
    person.key("ArrowLeft")
    person.says("#map-year", "1999")
    person.key("Home")
    person.says("#map-year", "1948")
    person.until("() => document.getElementById('anomaly-year').textContent === '1948'")
    assert person.fill("CAN") != before
    box = person.box("#year")
    person.click_at(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
    person.until("() => Math.abs(document.getElementById('year').value - 1986) <= 1")


def test_search(person: Person, server: str):
    person.opened(server)
    person.click("#search")
    person.type("mong")
    person.says("#search-list", "Mongolia")
    person.key("Enter")
    person.says("#country-name", "Mongolia")
