// Small controls that each set one choice.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** °C or °F, and whether the indicator's axis is logarithmic. */
export class Degrees {
  /** @param {Page} page */
  constructor(page) {
    const units = $("units"), log = $("log"), { values } = page.choices;
    const show = () => {
      const [now, other] = values.units === "F" ? ["°F", "°C"] : ["°C", "°F"];
      units.textContent = now;
      units.setAttribute("aria-label", `${now}: switch to ${other}`); // with the text that is seen, for who speaks to it
      log.setAttribute("aria-pressed", String(values.log));
    };
    units.addEventListener("click", () => page.send({ units: values.units === "F" ? "C" : "F" }));
    log.addEventListener("click", () => page.send({ log: !values.log }));
    page.on("choices", show);
    page.on("indicator", (shown) => { log.hidden = !shown.log; });
    log.hidden = !page.parts.indicator.log;
    show();
  }
}

const STEP = 5, SHORTEST = 10; // years

/** The year in which the trend starts. */
export class Trend {
  /** @param {Page} page */
  constructor(page) {
    const select = $("trend-start"), { values } = page.choices;
    const show = () => {
      const { firstYear, lastYear } = page.warming, years = new Set([firstYear, 1979, values.trend_start]);
      for (let year = Math.ceil(firstYear / STEP) * STEP; year <= lastYear - SHORTEST + 1; year += STEP) years.add(year);
      const offered = page.start.edition?.offers.trend_start ?? [...years];
      select.replaceChildren(...[...offered].sort((a, b) => a - b).map((year) => new Option(String(year), String(year))));
      select.value = String(values.trend_start);
      $("variable").querySelector("[value=warming_rate]").textContent = `Warming rate since ${Math.max(firstYear, values.trend_start)}`;
    };
    select.addEventListener("change", () => page.send({ trend_start: Number(select.value) }));
    page.on("choices", ({ trend_start }) => { if (trend_start !== undefined) show(); });
    page.on("warming", show); // the years are the record's
    show();
  }
}
