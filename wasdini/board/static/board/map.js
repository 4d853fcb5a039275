/* The moving map: outlines and TPS from our own address, no outside tile, no glyph file. A regency is handed over whole
   and gathered into clusters here; a province, the nation, or a place without outlines comes as our own vector tiles.
   If anything fails, the drawing made on the server stays. */
const page = document.documentElement;
const box = document.getElementById("map");
const state = document.getElementById("map-state");
const library = document.querySelector("script[data-library]").dataset.library;
const colour = (name) => getComputedStyle(page).getPropertyValue(name).trim();
const NEAR = 10.5;
const shade = (step, end) => ["match", step, 1, colour(`--step-1${end}`), 2, colour(`--step-2${end}`), 3, colour(`--step-3${end}`), 4, colour(`--step-4${end}`), colour(`--step-0${end}`)];
const ramp = (step) => shade(step, "");
const onRamp = (step) => shade(step, "-ink");
const get = (field) => ["get", field];
const words = { "text-font": ["sans-serif"], "text-size": 13 };
const sea = () => ({ id: "sea", type: "background", paint: { "background-color": colour("--sea") } });
const fill = (step) => ({ "fill-color": ramp(step), "fill-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0.95, 13, 0.35] });
const line = () => ({ "line-color": colour("--card"), "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.3, 6, 0.8, 8, 1.5] });

function* positions(geometry) {
  if (geometry.type === "Point") { yield geometry.coordinates; return; }
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const polygon of polygons) for (const ring of polygon) yield* ring;
}

function extent(features) {
  const bounds = [180, 90, -180, -90];
  for (const feature of features) for (const [lon, lat] of positions(feature.geometry)) {
    bounds[0] = Math.min(bounds[0], lon); bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon); bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}

const size = ([west, south, east, north]) => (east - west) * (north - south);

/* One name per place, at the middle of its largest part: an archipelago is named once. */
function names(features) {
  return features.map(({ geometry, properties }) => {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const boxes = parts.map((part) => extent([{ geometry: { type: "Polygon", coordinates: part } }]));
    const [west, south, east, north] = boxes.reduce((best, one) => (size(one) > size(best) ? one : best));
    const short = properties.name.replace(/^(Kecamatan|Kabupaten|Kota|Desa|Kelurahan) /, "");
    return { type: "Feature", geometry: { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] }, properties: { short, step: properties.step } };
  });
}

/* The same shapes as in the legend, drawn here so that the map needs no picture file. */
const SHAPES = {
  0: "M11 4.5a6.5 6.5 0 1 0 .01 0Z", 1: "M11 4.5a6.5 6.5 0 1 0 .01 0Z", 2: "M11 4.5a6.5 6.5 0 1 0 .01 0Z",
  3: "M11 3 20 18.5H2Z", 4: "M11 1.5 20.5 11 11 20.5 1.5 11Z",
};

function shapeImage(step, estimated) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 112;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(4, 4); pen.translate(3, 3); pen.lineJoin = "round";
  const outline = new Path2D(SHAPES[step]);
  pen.lineWidth = 6; pen.strokeStyle = colour("--card"); pen.stroke(outline); // a rim, so that it stands out on its own colour
  pen.fillStyle = colour(`--step-${step}`); pen.fill(outline);
  if (step === 2) { pen.fillStyle = colour("--ink"); pen.fill(new Path2D("M11 4.5a6.5 6.5 0 0 1 0 13Z")); }
  pen.lineWidth = 1.8;
  if (estimated) { pen.strokeStyle = colour("--card"); pen.stroke(outline); pen.setLineDash([3.6, 2.4]); }
  pen.strokeStyle = colour("--ink"); pen.stroke(outline);
  return pen.getImageData(0, 0, 112, 112);
}

const shape = (step) => ["concat", "shape-", ["to-string", step], ["case", ["to-boolean", get("estimated")], "-estimated", ""]];

function addShapes(map) {
  for (const step of [0, 1, 2, 3, 4]) for (const estimated of [false, true]) {
    map.addImage(`shape-${step}${estimated ? "-estimated" : ""}`, shapeImage(step, estimated), { pixelRatio: 4 });
  }
}

/* A regency, whole: the browser gathers its TPS. */
function gathered(data) {
  const step = get("step"), worst = get("worst"), one = ["!", ["has", "point_count"]];
  return {
    version: 8,
    sources: {
      places: { type: "geojson", data: data.places },
      names: { type: "geojson", data: { type: "FeatureCollection", features: names(data.places.features) } },
      points: { type: "geojson", data: data.points, cluster: true, clusterRadius: 44, clusterMaxZoom: 14, clusterProperties: { worst: ["max", ["get", "step"]] } },
    },
    layers: [
      sea(),
      { id: "places", type: "fill", source: "places", paint: fill(step) },
      { id: "borders", type: "line", source: "places", paint: line() },
      { id: "clusters", type: "circle", source: "points", filter: ["has", "point_count"], minzoom: NEAR, paint: { "circle-color": ramp(worst), "circle-stroke-color": colour("--ink"), "circle-stroke-width": 1.5, "circle-radius": ["step", ["get", "point_count"], 14, 10, 18, 50, 23] } },
      { id: "counts", type: "symbol", source: "points", filter: ["has", "point_count"], minzoom: NEAR, layout: { ...words, "text-field": ["get", "point_count_abbreviated"], "text-allow-overlap": true }, paint: { "text-color": onRamp(worst) } },
      { id: "points", type: "symbol", source: "points", filter: one, minzoom: NEAR, layout: { "icon-image": shape(step), "icon-allow-overlap": true } },
      { id: "names", type: "symbol", source: "names", layout: { ...words, "text-field": ["get", "short"], "text-max-width": 7, "text-padding": 4 }, paint: { "text-color": onRamp(step), "text-halo-color": ramp(step), "text-halo-width": 2 } },
    ],
  };
}

/* From tiles: the server has counted the TPS of each region; a symbol takes the step of its most vulnerable TPS. */
function tiled({ tiles, steps }, opened) {
  const first = (holds) => (steps.length ? ["case", ...steps.flatMap(({ code, step }) => [holds(code), step]), 0] : 0);
  const own = first((code) => ["==", get("category"), code]);
  const worst = first((code) => ["has", `n_${code}`]);
  const source = (layer) => ({ type: "vector", tiles: [location.origin + tiles[layer]], minzoom: 0, maxzoom: 14 });
  /* What the legend counts is coloured when the map opens; closer by, the finer regions. */
  const outlined = (name, range) => [
    { id: `places-${name}`, type: "fill", source: name, "source-layer": "regions", ...range, paint: fill(own) },
    { id: `borders-${name}`, type: "line", source: name, "source-layer": "regions", ...range, paint: line() },
  ];
  const turn = tiles.kabkota ? opened + 1.2 : 0;
  const alone = ["==", get("level"), "tps"];
  const size = ["interpolate", ["linear"], ["sqrt", get("tps_count")], 1, 0.7, 12, 0.9, 60, 1.3];
  const seen = ["interpolate", ["linear"], ["zoom"], 3, ["*", 0.5, size], 7, ["*", 0.8, size], 10, size]; // from afar the regions speak
  const count = ["concat", get("name"), "\n", ["number-format", get("tps_count"), { locale: page.lang }], ` ${box.dataset.stations}`];
  const halo = { "text-color": colour("--ink"), "text-halo-color": colour("--card"), "text-halo-width": 2.4 };
  const below = { ...words, "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 8, "text-optional": true };
  return {
    version: 8,
    sources: Object.fromEntries(Object.keys(tiles).map((layer) => [layer, source(layer)])),
    layers: [
      sea(),
      ...(tiles.kabkota ? outlined("kabkota", { maxzoom: turn }) : []),
      ...outlined("regions", { minzoom: turn }),
      { id: "clusters", type: "symbol", source: "tps", "source-layer": "tps", filter: ["!", alone], layout: { ...below, "icon-image": shape(worst), "icon-size": seen, "text-field": count, "symbol-sort-key": ["-", ["*", -1e6, worst], get("tps_count")] }, paint: halo },
      { id: "points", type: "symbol", source: "tps", "source-layer": "tps", filter: alone, layout: { ...below, "icon-image": shape(own), "icon-allow-overlap": true, "text-field": ["step", ["zoom"], "", 15, get("name")] }, paint: halo },
    ],
  };
}

/* What a tile says of a place, in the words of the page. */
function reader({ steps, pages }) {
  const write = (value) => Number(value).toLocaleString(page.lang, { maximumFractionDigits: 1 });
  const level = (code) => steps.find((step) => step.code === code)?.level ?? box.dataset.unknown;
  return (told) => {
    const station = told.level === "tps";
    const counted = [...steps, { code: "unknown", level: box.dataset.unknown }].filter(({ code }) => told[`n_${code}`]);
    const counts = counted.map((step) => `${write(told[`n_${step.code}`])} ${step.level}`).join(", ");
    return {
      name: told.name || `TPS ${told.code.slice(-3)}`,
      level: counts ? `${write(told.tps_count)} ${box.dataset.stations}: ${counts}` : level(told.category),
      score: counts || told.score == null ? "" : write(told.score),
      estimated: told.estimated, address: (station ? pages.tps : pages.place) + told.code,
    };
  };
}

/* The reason, not a popup of codes: name, level in words, score, and one link. */
function card() {
  const element = document.createElement("div");
  element.className = "map-card"; element.hidden = true; element.setAttribute("role", "status");
  box.append(element);
  const show = (place) => {
    element.replaceChildren();
    const add = (tag, text) => { const node = document.createElement(tag); node.textContent = text; element.append(node); return node; };
    add("h2", place.name);
    add("p", place.score ? `${place.level} · ${box.dataset.score} ${place.score}` : place.level);
    if (place.estimated) add("p", box.dataset.estimated).className = "small soft";
    const link = add("a", box.dataset.open); link.href = place.address; link.className = "button";
    const close = add("button", box.dataset.close); close.className = "plain"; close.type = "button";
    close.addEventListener("click", () => { element.hidden = true; });
    element.hidden = false;
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") element.hidden = true; });
  return show;
}

function listen(map, show, layers) {
  for (const layer of layers) {
    map.on("click", layer, (event) => {
      const onPoint = map.queryRenderedFeatures(event.point, { layers: ["points", "clusters"] });
      if (layer.startsWith("places") && onPoint.length) return;
      show(event.features[0].properties);
    });
  }
  for (const layer of new Set([...layers, "clusters"])) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
}

function openClusters(map) {
  map.on("click", "clusters", async (event) => {
    const [cluster] = event.features;
    const zoom = await map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
    map.easeTo({ center: cluster.geometry.coordinates, zoom });
  });
}

/* Where the map opens; nothing when nothing has a position. */
function opening(data) {
  if (data.tiles) return data.bounds;
  const drawn = data.places.features.length ? data.places.features : data.points.features;
  return drawn.length ? extent(drawn) : [];
}

async function start() {
  const [{ Map, NavigationControl, ScaleControl, setWorkerUrl }, answer] = await Promise.all([import(library), fetch(box.dataset.source, { headers: { Accept: "application/json" } })]);
  if (!answer.ok) throw new Error(`map data: ${answer.status}`);
  const data = await answer.json();
  const bounds = opening(data);
  if (!bounds.length) return;
  setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const still = box.innerHTML;
  box.replaceChildren(); box.classList.remove("still");
  const map = new Map({
    container: box, bounds, fitBoundsOptions: { padding: 24, maxZoom: 15 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 17,
    locale: { "NavigationControl.ZoomIn": box.dataset.zoomIn, "NavigationControl.ZoomOut": box.dataset.zoomOut, "Map.Title": box.dataset.name },
  });
  map.on("error", (event) => { if (!map.loaded()) { map.remove(); box.innerHTML = still; box.classList.add("still"); } console.error(event.error); });
  map.on("style.load", () => addShapes(map));
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl());
  map.touchZoomRotate.disableRotation();
  const show = card();
  if (data.tiles) {
    const read = reader(data);
    if (map.getZoom() < data.open_at_zoom) map.setZoom(data.open_at_zoom);
    map.setStyle(tiled(data, map.getZoom()));
    listen(map, (told) => show(read(told)), ["places-kabkota", "places-regions", "clusters", "points"]);
    document.getElementById("map-clusters").hidden = false;
  } else {
    map.setStyle(gathered(data));
    listen(map, show, ["places", "points"]);
    openClusters(map);
  }
  box.map = map; // for whoever looks into the page with the browser's own tools
  map.once("idle", () => { box.dataset.ready = "yes"; });
}

start().catch((error) => { console.error(error); state.textContent = box.dataset.failed; });
