// What every page has. Maps, charts and the rest come only when the page shows one.
import "../styles/index.css";
import "htmx.org";
import { startDialogs } from "./dialogs.ts";
import { all, onContent, prepareContent, start } from "./dom.ts";
import { forgetSentDraft, startDrafts } from "./drafts.ts";
import { startForms } from "./forms.ts";
import { startLive } from "./live.ts";
import { startPickers } from "./picker.ts";
import { startPreferences } from "./preferences.ts";
import { startSmall } from "./small.ts";
import { startTables } from "./tables.ts";

forgetSentDraft();
startPreferences();
startDialogs();
startDrafts();
startForms();
startPickers();
startTables();
startLive();
startSmall();

onContent((root) => {
  if (all("[data-map]", root).length > 0) void import("./map.ts").then(({ prepareMaps }) => prepareMaps(root));
  if (all("table[data-chart]", root).length > 0) void import("./charts.ts").then(({ prepareCharts }) => prepareCharts(root));
  if (all("[data-triage]", root).length > 0) void import("./triage.ts").then(({ prepareTriage }) => prepareTriage(root));
  if (all("[data-sorting-form]", root).length > 0) void import("./sorting.ts").then(({ prepareSorting }) => prepareSorting(root));
  if (all("[data-upload]", root).length > 0) void import("./upload.ts").then(({ prepareUploads }) => prepareUploads(root));
  if (all("[data-receipt]", root).length > 0) void import("./receipt.ts").then(({ prepareReceipts }) => prepareReceipts(root));
});

document.addEventListener("htmx:after:swap", (event) => {
  const target = (event as CustomEvent<{ ctx?: { target?: Element } }>).detail?.ctx?.target;
  if (target instanceof Element) prepareContent(target);
});

start();
