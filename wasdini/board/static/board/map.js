/* The moving map: outlines and TPS from our own address, no outside tile, no glyph file (names are HTML labels).
   If anything fails, the drawing made on the server stays. */
const box = document.getElementById("map");
const state = document.getElementById("map-state");
const library = document.querySelector("script[data-library]").dataset.library;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const NEAR = 10.5;
const ramp = (field) => ["match", ["get", field], 1, colour("--step-1"), 2, colour("--step-2"), 3, colour("--step-3"), 4, colour("--step-4"), colour("--step-0")];

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

function shapeImage(step) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 44;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(2, 2);
  const outline = new Path2D(SHAPES[step]);
  pen.fillStyle = colour(`--step-${step}`); pen.fill(outline);
  pen.lineWidth = 1.6; pen.strokeStyle = colour("--ink"); pen.stroke(outline);
  if (step === 2) { pen.fillStyle = colour("--ink"); pen.fill(new Path2D("M11 4.5a6.5 6.5 0 0 1 0 13Z")); }
  return pen.getImageData(0, 0, 44, 44);
}

function style(data) {
  const words = { "text-font": ["sans-serif"], "text-size": 13 };
  const onRamp = (field) => ["match", ["get", field], 1, colour("--step-1-ink"), 2, colour("--step-2-ink"), 3, colour("--step-3-ink"), 4, colour("--step-4-ink"), colour("--step-0-ink")];
  return {
    version: 8,
    sources: {
      places: { type: "geojson", data: data.places },
      names: { type: "geojson", data: { type: "FeatureCollection", features: names(data.places.features) } },
      points: { type: "geojson", data: data.points, cluster: true, clusterRadius: 44, clusterMaxZoom: 14, clusterProperties: { worst: ["max", ["get", "step"]] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "places", type: "fill", source: "places", paint: { "fill-color": ramp("step"), "fill-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0.95, 13, 0.35] } },
      { id: "borders", type: "line", source: "places", paint: { "line-color": colour("--card"), "line-width": 1.5 } },
      { id: "clusters", type: "circle", source: "points", filter: ["has", "point_count"], minzoom: NEAR, paint: { "circle-color": ramp("worst"), "circle-stroke-color": colour("--ink"), "circle-stroke-width": 1.5, "circle-radius": ["step", ["get", "point_count"], 14, 10, 18, 50, 23] } },
      { id: "counts", type: "symbol", source: "points", filter: ["has", "point_count"], minzoom: NEAR, layout: { ...words, "text-field": ["get", "point_count_abbreviated"], "text-allow-overlap": true }, paint: { "text-color": onRamp("worst") } },
      { id: "points", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]], minzoom: NEAR, layout: { "icon-image": ["concat", "shape-", ["to-string", ["get", "step"]]], "icon-allow-overlap": true }, paint: { "icon-opacity": ["case", ["has", "estimated"], 0.65, 1] } },
      { id: "names", type: "symbol", source: "names", layout: { ...words, "text-field": ["get", "short"], "text-max-width": 7, "text-padding": 4 }, paint: { "text-color": onRamp("step"), "text-halo-color": ramp("step"), "text-halo-width": 2 } },
    ],
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

function listen(map, show) {
  for (const layer of ["places", "points"]) {
    map.on("click", layer, (event) => {
      const onPoint = map.queryRenderedFeatures(event.point, { layers: ["points", "clusters"] });
      if (layer === "places" && onPoint.length) return;
      show(event.features[0].properties);
    });
  }
  map.on("click", "clusters", async (event) => {
    const [cluster] = event.features;
    const zoom = await map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
    map.easeTo({ center: cluster.geometry.coordinates, zoom });
  });
  for (const layer of ["places", "points", "clusters"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
}

async function start() {
  const [{ Map, NavigationControl, ScaleControl, setWorkerUrl }, answer] = await Promise.all([import(library), fetch(box.dataset.source, { headers: { Accept: "application/json" } })]);
  if (!answer.ok) throw new Error(`map data: ${answer.status}`);
  const data = await answer.json();
  const drawn = data.places.features.length ? data.places.features : data.points.features;
  if (!drawn.length) return;
  setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const still = box.innerHTML;
  box.replaceChildren(); box.classList.remove("still");
  const map = new Map({
    container: box, style: style(data), bounds: extent(drawn), fitBoundsOptions: { padding: 24 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 17,
    locale: { "NavigationControl.ZoomIn": box.dataset.zoomIn, "NavigationControl.ZoomOut": box.dataset.zoomOut, "Map.Title": box.dataset.name },
  });
  map.on("error", (event) => { if (!map.loaded()) { map.remove(); box.innerHTML = still; box.classList.add("still"); } console.error(event.error); });
  map.on("style.load", () => { for (const step of [0, 1, 2, 3, 4]) map.addImage(`shape-${step}`, shapeImage(step), { pixelRatio: 2 }); });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl());
  map.touchZoomRotate.disableRotation();
  listen(map, card());
  map.once("idle", () => { box.dataset.ready = "yes"; });
}

start().catch((error) => { console.error(error); state.textContent = box.dataset.failed; });
