// Choosing a place on a map: a tap, the middle by Enter, or where one stands; the area's name comes from the server.
import type { Map as GlMap } from "maplibre-gl";
import { Marker } from "maplibre-gl";
import { t } from "./dom.ts";
import { token } from "./preferences.ts";
import { toast } from "./toasts.ts";

/** Let a map write lon and lat of the place field it stands in. */
export function preparePlace(map: GlMap, element: HTMLElement): void {
  const field = element.closest<HTMLElement>("[data-place]");
  const lon = field?.querySelector<HTMLInputElement>("[data-lon]");
  const lat = field?.querySelector<HTMLInputElement>("[data-lat]");
  if (!field || !lon || !lat) return;
  const marker = new Marker({ color: token("brand") });
  const clear = field.querySelector<HTMLButtonElement>("[data-place-clear]");
  const put = (longitude: number, latitude: number, go: boolean): void => {
    lon.value = longitude.toFixed(6);
    lat.value = latitude.toFixed(6);
    lon.dispatchEvent(new Event("change", { bubbles: true }));
    marker.setLngLat([longitude, latitude]).addTo(map);
    if (clear) clear.hidden = false;
    if (go) map.easeTo({ center: [longitude, latitude], zoom: Math.max(map.getZoom(), 15), duration: 0 });
    void name(field, longitude, latitude);
  };
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", (event) => put(event.lngLat.lng, event.lngLat.lat, false));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const middle = map.getCenter();
    put(middle.lng, middle.lat, false);
  });
  clear?.addEventListener("click", () => {
    lon.value = lat.value = "";
    marker.remove();
    clear.hidden = true;
    tell(field, "");
  });
  field.querySelector("[data-place-here]")?.addEventListener("click", () => here((position) => put(position.longitude, position.latitude, true)));
  if (lon.value && lat.value) map.once("load", () => put(Number(lon.value), Number(lat.value), true));
}

function here(found: (position: GeolocationCoordinates) => void): void {
  const failed = (): void => toast(t("没有拿到位置。请在地图上点一下，或者写下地址。", "No position found. Tap the map or write the address."), "warning");
  if (!("geolocation" in navigator)) return failed();
  navigator.geolocation.getCurrentPosition((position) => found(position.coords), failed, { enableHighAccuracy: true, timeout: 10_000 });
}

async function name(field: HTMLElement, lon: number, lat: number): Promise<void> {
  try {
    const answer = await fetch(`${field.dataset["locate"]}?lon=${lon}&lat=${lat}`, { credentials: "same-origin" });
    const found = answer.ok ? ((await answer.json()) as { name?: string }) : {};
    tell(field, found.name || t("这个点不在本市范围内，我们会转给那边。", "This point lies outside the city."));
  } catch {
    tell(field, t("已选好地点。", "Place chosen."));
  }
}

function tell(field: HTMLElement, text: string): void {
  const output = field.querySelector<HTMLOutputElement>("[data-place-name]");
  if (output) output.value = text;
}
