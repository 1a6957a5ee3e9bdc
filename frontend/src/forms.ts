// Two helps of forms: a choice that renews a piece of its form, and texts that are put into a box.
import { all, fetchFragment, fill, once, onContent } from "./dom.ts";

/** Prepare [data-refresh] selects and [data-insert-into] buttons. */
export function startForms(): void {
  onContent((root) => {
    for (const select of all<HTMLSelectElement>("select[data-refresh]", root)) if (once(select, "Refresh")) renew(select);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-insert-into]") : null;
    const box = button && document.getElementById(button.dataset["insertInto"] ?? "");
    if (!button || !(box instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    const before = box.value.trimEnd();
    box.value = (before ? `${before}\n\n` : "") + (button.dataset["insertText"] ?? "");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

/** Fetch the piece anew whenever another value is chosen; what was typed elsewhere in the form stays. */
function renew(select: HTMLSelectElement): void {
  let running: AbortController | null = null;
  select.addEventListener("change", () => void fetchPiece());
  const fetchPiece = async (): Promise<void> => {
    const place = document.getElementById(select.dataset["refreshInto"] ?? "");
    if (!place) return;
    running?.abort();
    running = new AbortController();
    const mine = running;
    place.setAttribute("aria-busy", "true");
    try {
      const asked = new URLSearchParams({ [select.name]: select.value });
      fill(place, (await fetchFragment(`${select.dataset["refresh"]}?${asked}`, mine.signal)) ?? "");
    } catch {
      // The piece stays as it was; the form can be sent all the same.
    } finally {
      if (running === mine) place.removeAttribute("aria-busy");
    }
  };
}
