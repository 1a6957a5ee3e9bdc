// Content that stays fresh, and look-alikes while one writes: HTML pieces of ours, fetched when they are needed.
import { all, fetchFragment, fill, make, once, onContent } from "./dom.ts";

/** Prepare [data-live] and [data-similar]. */
export function startLive(): void {
  onContent((root) => {
    for (const part of all("[data-live]", root)) if (once(part, "Live")) refresh(part);
    for (const box of all<HTMLTextAreaElement>("[data-similar]", root)) if (once(box, "Similar")) lookAlike(box);
  });
}

function refresh(part: HTMLElement): void {
  const every = Math.max(5, Number(part.dataset["every"] ?? "30")) * 1000;
  const again = async (): Promise<void> => {
    if (!part.isConnected) return;
    // A hidden tab, or a reader in the middle of this piece, is left in peace.
    if (!document.hidden && !part.contains(document.activeElement)) {
      try {
        const html = await fetchFragment(part.dataset["live"] ?? "");
        if (html !== null && html !== part.innerHTML) fill(part, html);
      } catch {
        // The next round tries again; what is shown stays.
      }
    }
    setTimeout(again, every);
  };
  setTimeout(again, every);
}

function lookAlike(box: HTMLTextAreaElement): void {
  const named = box.id ? document.querySelector<HTMLElement>(`[data-similar-into="${CSS.escape(box.id)}"]`) : null;
  const place = named ?? make("div", { class: "similar" });
  place.setAttribute("aria-live", "polite");
  if (!named) box.after(place);
  let timer = 0;
  let running: AbortController | null = null;
  const look = async (): Promise<void> => {
    running?.abort();
    const text = box.value.trim();
    if (text.length < 6) {
      place.replaceChildren();
      return;
    }
    running = new AbortController();
    const asked = new URLSearchParams({ text: text.slice(0, 300) });
    for (const name of ["lon", "lat"]) {
      const value = box.form?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value;
      if (value) asked.set(name, value);
    }
    try {
      const html = await fetchFragment(`${box.dataset["similar"]}?${asked}`, running.signal);
      fill(place, html ?? "");
    } catch {
      // Look-alikes are a help, never a hindrance.
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), 600);
  });
}
