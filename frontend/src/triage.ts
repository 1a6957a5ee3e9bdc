// Two panes: a list on the left, the matter on the right, loaded as a piece of HTML; the address goes along.
import { all, fetchFragment, fill, once, t } from "./dom.ts";
import { toast } from "./toasts.ts";

/** Prepare every two-pane list under the root. */
export function prepareTriage(root: ParentNode): void {
  for (const panes of all("[data-triage]", root)) if (once(panes, "Triage")) prepare(panes);
}

function prepare(panes: HTMLElement): void {
  const detail = panes.querySelector<HTMLElement>(".triage-detail");
  if (!detail) return;
  let running: AbortController | null = null;
  const show = async (row: HTMLAnchorElement, push: boolean): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const mine = running;
    for (const other of all("[data-row]", panes)) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    detail.setAttribute("aria-busy", "true");
    try {
      const html = await fetchFragment(row.dataset["fragment"] ?? row.href, mine.signal);
      fill(detail, html ?? "");
      detail.scrollTop = 0;
      row.classList.remove("is-unread");
      if (push) history.pushState({ row: row.getAttribute("href") }, "", row.href);
    } catch {
      if (mine.signal.aborted) return;
      toast(t("这件事没有打开，可能是网络断了，也可能刚转给别人。请再点一次。", "It could not be opened; please try again."), "error");
    } finally {
      if (running === mine) detail.removeAttribute("aria-busy");
    }
  };
  panes.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-row]") : null;
    if (!row || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void show(row, true);
  });
  window.addEventListener("popstate", () => {
    const path = location.pathname + location.search;
    const row = all<HTMLAnchorElement>("a[data-row]", panes).find((other) => other.getAttribute("href") === path);
    if (row) void show(row, false);
    else location.reload();
  });
}
