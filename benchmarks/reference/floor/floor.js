// The floor: how fast this map, slider and click can be with nothing around them.

const element = (id) => document.getElementById(id);
const [mapCanvas, slider, yearText, playButton] = ["map", "year", "map-year", "play"].map(element);
const context = mapCanvas.getContext("2d");
const EDGE_X = 17243959, EDGE_Y = 8392928; // half the Equal Earth world in metres
const scale = Math.min(mapCanvas.width / EDGE_X, mapCanvas.height / EDGE_Y) / 2;
const toScreen = (x, y) => [mapCanvas.width / 2 + x * scale, mapCanvas.height / 2 - y * scale];
const colour = d3.scaleSequential([3, -3], d3.interpolateRdBu).clamp(true);

let countries, paths;

function outline(rings, grid) {
  const path = new Path2D();
  let x = 0, y = 0; // every point is written as its distance from the one before
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i];
      y += ring[i + 1];
      const [left, top] = toScreen(x * grid, y * grid);
      i ? path.lineTo(left, top) : path.moveTo(left, top);
    }
    path.closePath();
  }
  return path;
}

function drawMap() {
  const column = slider.value - slider.min;
  context.clearRect(0, 0, mapCanvas.width, mapCanvas.height);
  context.lineWidth = 0.4;
  countries.forEach(({ anomaly }, i) => {
    const value = anomaly[column];
    context.fillStyle = value == null ? "#ddd" : colour(value);
    context.fill(paths[i], "evenodd");
    context.stroke(paths[i]);
  });
  yearText.value = slider.value;
}

function drawChart(canvas, first, values) {
  const { width, height } = canvas, area = canvas.getContext("2d");
  const x = d3.scaleLinear([1948, 2024], [50, width - 10]);
  const y = d3.scaleLinear(d3.extent(values.filter((v) => v != null)), [height - 25, 10]).nice();
  area.clearRect(0, 0, width, height);
  area.textAlign = "right";
  for (const tick of y.ticks(5)) area.fillText(y.tickFormat(5)(tick), 44, y(tick) + 4);
  area.textAlign = "center";
  for (const year of x.ticks(6)) area.fillText(year, x(year), height - 6);
  area.beginPath();
  d3.line((_, i) => x(first + i), y).defined((v) => v != null).context(area)(values);
  area.strokeStyle = "steelblue";
  area.stroke();
}

function drawStripes(canvas, values) {
  const { width, height } = canvas, area = canvas.getContext("2d"), each = width / values.length;
  values.forEach((value, i) => {
    area.fillStyle = value == null ? "#ddd" : colour(value);
    area.fillRect(Math.floor(i * each), 0, Math.ceil(each), height);
  });
}

function select({ name, anomaly, gdp }) {
  element("country-name").textContent = name;
  drawStripes(element("stripes"), anomaly);
  drawChart(element("temperature"), 1948, anomaly);
  drawChart(element("indicator"), 1961, gdp);
}

function play() {
  slider.value = slider.value === slider.max ? slider.min : +slider.value + 1;
  drawMap();
  if (slider.value !== slider.max) requestAnimationFrame(play);
}

fetch("world.json").then((answer) => answer.json()).then((world) => {
  countries = world.countries;
  paths = countries.map(({ rings }) => outline(rings, world.grid));
  drawMap();
  select(countries.find(({ iso3 }) => iso3 === "DEU"));
  slider.addEventListener("input", drawMap);
  playButton.addEventListener("click", play);
  mapCanvas.addEventListener("click", ({ offsetX, offsetY }) => {
    const hit = paths.findIndex((path) => context.isPointInPath(path, offsetX, offsetY, "evenodd"));
    if (hit >= 0) select(countries[hit]);
  });
});
