// Maps without tiles: outlines, grids and matters from our own server. A raster tile source may lie beneath when the city has one.
import "maplibre-gl/dist/maplibre-gl.css";
import type { Feature, FeatureCollection } from "geojson";
import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { all, icon, make, once, t } from "./dom.ts";
import { boxOf } from "./logic.ts";
import { preparePlace } from "./place.ts";
import { token } from "./preferences.ts";

interface LayerSpec {
  kind: "areas" | "points" | "clusters" | "heat";
  title?: string;
  url?: string;
  level?: string;
  parent?: string;
  hidden?: boolean;
}

interface MapSpec {
  layers: LayerSpec[];
  bbox?: [number, number, number, number] | null;
  tiles?: string;
  synthetic?: boolean;
  pick?: boolean;
}

type Box = [number, number, number, number];

// China's land, until something better is known.
const CHINA: Box = [87, 20, 127, 49];
const STATES: [string, string, string][] = [
  ["running", "办理中", "in progress"],
  ["soon", "快到期", "due soon"],
  ["late", "超期", "overdue"],
  ["done", "已办结", "closed"],
];

maplibre.setWorkerUrl(workerUrl);

/** Draw every map under the root. */
export function prepareMaps(root: ParentNode): void {
  for (const place of all("[data-map]", root)) {
    if (!once(place, "Map")) continue;
    const spec = JSON.parse(place.dataset["map"] ?? "{}") as MapSpec;
    try {
      new CityMap(place, spec);
    } catch {
      const why = t("这台设备画不出地图；同样的内容在旁边的列表里。", "This device cannot draw maps; the same is in the list.");
      place.replaceChildren(make("p", { class: "map-note" }, why));
    }
  }
}

class CityMap {
  private readonly map: maplibre.Map;
  private readonly spec: MapSpec;
  private box: Box | null = null;
  private isSynthetic: boolean;
  private popup: maplibre.Popup | null = null;

  constructor(place: HTMLElement, spec: MapSpec) {
    this.spec = spec;
    this.isSynthetic = Boolean(spec.synthetic);
    const label = place.getAttribute("aria-label") ?? t("地图", "Map");
    place.replaceChildren();
    this.map = new maplibre.Map({
      container: place,
      style: baseStyle(spec),
      bounds: spec.bbox ?? CHINA,
      fitBoundsOptions: { padding: 24 },
      attributionControl: spec.tiles ? { compact: true } : false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      locale: chineseControls(),
      fadeDuration: 0,
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    this.map.getCanvas().setAttribute("aria-label", label);
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibre.ScaleControl({ maxWidth: 90 }), "bottom-right");
    this.map.on("load", () => void this.load(place));
    document.addEventListener("theme", () => this.repaint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    // Paper is white: drawn in its colours before it is printed, and back afterwards.
    matchMedia("print").addEventListener("change", () => {
      this.repaint();
      this.map.redraw();
    });
    if (spec.pick) preparePlace(this.map, place);
  }

  private async load(place: HTMLElement): Promise<void> {
    const found = await Promise.all(this.spec.layers.map((layer) => load(layer)));
    found.forEach((data, index) => {
      const layer = this.spec.layers[index];
      if (layer && data) this.add(`layer${index}`, layer, data);
    });
    if (!this.spec.bbox && this.box) this.map.fitBounds(this.box, { padding: 24, animate: false });
    this.addPanel(place);
    place.dataset["drawn"] = "1";
  }

  private add(id: string, layer: LayerSpec, data: FeatureCollection): void {
    for (const feature of data.features) {
      if (feature.geometry && "coordinates" in feature.geometry) this.box = boxOf(feature.geometry.coordinates, this.box);
      if (feature.properties?.["synthetic"]) this.isSynthetic = true;
    }
    this.map.addSource(id, { type: "geojson", data, ...(layer.kind === "clusters" ? { cluster: true, clusterRadius: 46, clusterMaxZoom: 15 } : {}) });
    for (const drawn of drawnLayers(id, layer)) {
      this.map.addLayer({ ...drawn, layout: { ...drawn.layout, visibility: layer.hidden ? "none" : "visible" } } as maplibre.LayerSpecification);
    }
    if (!this.spec.pick) this.listen(id, layer);
  }

  private listen(id: string, layer: LayerSpec): void {
    const target = layer.kind === "areas" ? `${id}-fill` : layer.kind === "heat" ? `${id}-cell` : `${id}-dot`;
    for (const name of [target, `${id}-group`, `${id}-spot`].filter((one) => this.map.getLayer(one))) {
      this.map.on("click", name, (event) => this.show(id, event));
      this.map.on("mouseenter", name, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", name, () => (this.map.getCanvas().style.cursor = ""));
    }
  }

  private show(source: string, event: maplibre.MapLayerMouseEvent): void {
    const feature = event.features?.[0];
    if (!feature || event.originalEvent.defaultPrevented) return;
    event.originalEvent.preventDefault();
    const cluster = feature.properties["cluster_id"] as number | undefined;
    if (cluster !== undefined) {
      const from = this.map.getSource(source) as maplibre.GeoJSONSource;
      void from.getClusterExpansionZoom(cluster).then((zoom) => this.map.easeTo({ center: event.lngLat, zoom, duration: motion() }));
      return;
    }
    this.popup?.remove();
    this.popup = new maplibre.Popup({ maxWidth: "280px" }).setLngLat(event.lngLat).setDOMContent(words(feature.properties)).addTo(this.map);
  }

  private addPanel(place: HTMLElement): void {
    const titled = this.spec.layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => layer.title);
    const hasStates = this.spec.layers.some((layer) => layer.kind === "points" || layer.kind === "clusters");
    if (titled.length === 0 && !this.isSynthetic) return;
    const panel = make("details", { class: "map-panel" }, make("summary", {}, icon("layers"), " ", t("图层与图例", "Layers and legend")));
    panel.open = place.clientWidth > 520;
    for (const { layer, index } of titled) {
      const box = make("input", { type: "checkbox", checked: !layer.hidden });
      box.addEventListener("change", () => this.setVisible(`layer${index}`, box.checked));
      panel.append(make("label", {}, box, layer.title));
    }
    const legend = make("div", { class: "map-legend" });
    if (hasStates) {
      for (const [state, chinese, english] of STATES) {
        legend.append(make("span", { class: `is-${state}` }, make("i", { class: "map-dot" }), t(chinese, english)));
      }
    }
    if (this.isSynthetic) legend.append(make("span", {}, icon("info"), t("示意网格，不是正式划分", "Sample grids, not official ones")));
    if (legend.childElementCount > 0) panel.append(legend);
    place.append(panel);
  }

  private setVisible(id: string, visible: boolean): void {
    for (const layer of this.map.getStyle().layers) {
      if (layer.id.startsWith(`${id}-`)) this.map.setLayoutProperty(layer.id, "visibility", visible ? "visible" : "none");
    }
  }

  private repaint(): void {
    if (!this.map.getLayer("ground")) return;
    this.map.setPaintProperty("ground", "background-color", token("sunken"));
    this.spec.layers.forEach((layer, index) => {
      for (const drawn of drawnLayers(`layer${index}`, layer)) {
        for (const [name, value] of Object.entries(drawn.paint ?? {})) {
          if (this.map.getLayer(drawn.id)) this.map.setPaintProperty(drawn.id, name as keyof maplibre.AllPaintProperties, value as never);
        }
      }
    });
  }
}

function motion(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150;
}

async function load(layer: LayerSpec): Promise<FeatureCollection | null> {
  const address = layer.url ?? `/geo/areas/${layer.level ?? "county"}.geojson?parent=${encodeURIComponent(layer.parent ?? "")}`;
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    return answer.ok ? ((await answer.json()) as FeatureCollection) : null;
  } catch {
    return null; // The other layers are still worth seeing.
  }
}

function baseStyle(spec: MapSpec): maplibre.StyleSpecification {
  const style: maplibre.StyleSpecification = {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": token("sunken") } }],
  };
  if (spec.tiles) {
    style.sources["tiles"] = { type: "raster", tiles: [spec.tiles], tileSize: 256 };
    style.layers.push({ id: "tiles", type: "raster", source: "tiles", paint: { "raster-opacity": 0.85 } });
  }
  return style;
}

interface Drawn {
  id: string;
  type: "fill" | "line" | "circle" | "symbol";
  source: string;
  filter?: unknown;
  layout?: Record<string, unknown>;
  paint?: Record<string, unknown>;
  minzoom?: number;
}

function drawnLayers(id: string, layer: LayerSpec): Drawn[] {
  if (layer.kind === "areas") return areaLayers(id, layer.level);
  if (layer.kind === "heat") return heatLayers(id);
  return pointLayers(id, layer.kind === "clusters");
}

// Below this the names of townships lie on one another.
const TOWNSHIP_NAMES_FROM = 10;

function areaLayers(id: string, level?: string): Drawn[] {
  return [
    { id: `${id}-fill`, type: "fill", source: id, paint: { "fill-color": token("brand"), "fill-opacity": ["+", 0.05, ["*", 0.5, ["to-number", ["get", "value"], 0]]] } },
    { id: `${id}-line`, type: "line", source: id, paint: { "line-color": token("brand"), "line-width": 1, "line-opacity": 0.7 } },
    { id: `${id}-name`, type: "symbol", source: id, ...label("name", 12), paint: { "text-color": token("ink-2"), "text-halo-color": token("surface"), "text-halo-width": 1.5 }, ...(level === "township" ? { minzoom: TOWNSHIP_NAMES_FROM } : {}) },
  ];
}

function label(property: string, size: number): { layout: Record<string, unknown> } {
  return { layout: { "text-field": ["to-string", ["get", property]], "text-size": size, "text-font": ["sans"], "text-padding": 4 } };
}

function stateColour(): unknown[] {
  return ["match", ["get", "state"], ...STATES.flatMap(([state]) => [state, token(state)]), token("ink-3")];
}

function pointLayers(id: string, grouped: boolean): Drawn[] {
  const single = grouped ? { filter: ["!", ["has", "point_count"]] } : {};
  const layers: Drawn[] = [
    { id: `${id}-dot`, type: "circle", source: id, ...single, paint: { "circle-radius": 7, "circle-color": stateColour(), "circle-stroke-color": token("surface"), "circle-stroke-width": 2 } },
    {
      id: `${id}-mark`, type: "symbol", source: id, ...single,
      layout: { "text-field": ["match", ["get", "state"], "late", "!", "soon", "·", "done", "✓", ""], "text-size": 11, "text-font": ["sans"], "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": token("surface") },
    },
  ];
  if (!grouped) return layers;
  const many = { filter: ["has", "point_count"] };
  layers.push(
    { id: `${id}-group`, type: "circle", source: id, ...many, paint: { "circle-radius": ["step", ["get", "point_count"], 15, 10, 19, 100, 25], "circle-color": token("brand"), "circle-stroke-color": token("surface"), "circle-stroke-width": 2 } },
    { id: `${id}-count`, type: "symbol", source: id, ...many, layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 12, "text-font": ["sans"], "text-allow-overlap": true }, paint: { "text-color": token("on-brand") } },
  );
  return layers;
}

function heatLayers(id: string): Drawn[] {
  const count = ["to-number", ["get", "count"], 1];
  const isPoint = { filter: ["==", ["geometry-type"], "Point"] };
  return [
    { id: `${id}-cell`, type: "fill", source: id, filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": token("brand"), "fill-opacity": ["interpolate", ["linear"], count, 0, 0, 1, 0.18, 50, 0.85], "fill-outline-color": token("surface") } },
    { id: `${id}-spot`, type: "circle", source: id, ...isPoint, paint: { "circle-color": token("brand"), "circle-opacity": 0.55, "circle-radius": ["interpolate", ["linear"], count, 1, 5, 50, 24] } },
  ];
}

/** Return a feature's popup; everything from the data is put in as text. */
function words(properties: Feature["properties"]): HTMLElement {
  const read = (name: string): string => String(properties?.[name] ?? "");
  const title = read("title") || read("name");
  const href = read("href");
  const isOurs = href.startsWith("/") || href.startsWith("?") || href.startsWith("#");
  const state = STATES.find(([name]) => name === read("state"));
  const notes = [read("number"), state ? t(state[1], state[2]) : "", read("note"), read("count") && t(`${read("count")} 件`, `${read("count")} matters`)].filter(Boolean);
  return make("div", { class: "map-popup" }, make("strong", {}, isOurs ? make("a", { href }, title || t("看这里的事项", "See the matters here")) : title), make("span", { class: "muted" }, notes.join(" · ")));
}

function chineseControls(): Record<string, string> {
  return {
    "NavigationControl.ZoomIn": t("放大", "Zoom in"),
    "NavigationControl.ZoomOut": t("缩小", "Zoom out"),
    "Popup.Close": t("关闭", "Close"),
    "AttributionControl.ToggleAttribution": t("地图来源", "Attribution"),
    "ScaleControl.Meters": t("米", "m"),
    "ScaleControl.Kilometers": t("千米", "km"),
    "Map.Title": t("地图", "Map"),
  };
}
