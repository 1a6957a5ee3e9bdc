// Charts drawn from the tables on the page: the table is the truth, the picture a view of it; each datum opens its rows.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { all, icon, make, once, t } from "./dom.ts";
import { numberOf } from "./logic.ts";
import { token } from "./preferences.ts";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

interface Read {
  labels: string[];
  hrefs: (string | undefined)[];
  series: { name: string; values: (number | null)[]; hrefs: (string | undefined)[] }[];
}

/** Draw every chart table under the root. */
export function prepareCharts(root: ParentNode): void {
  for (const table of all<HTMLTableElement>("table[data-chart]", root)) if (once(table, "Chart")) draw(table);
}

function draw(table: HTMLTableElement): void {
  const data = read(table);
  if (data.labels.length === 0) return;
  const wrap = table.closest<HTMLElement>(".table-wrap") ?? table;
  const canvas = make("div", { class: "chart-canvas", role: "img", "aria-label": `${table.caption?.textContent ?? ""}` });
  const button = make("button", { class: "btn btn-quiet btn-small chart-switch", type: "button", "aria-expanded": "false" }, icon("table-2"), t("看数字", "Show figures"));
  wrap.before(canvas);
  wrap.after(button);
  wrap.hidden = true;
  button.addEventListener("click", () => {
    wrap.hidden = !wrap.hidden;
    button.setAttribute("aria-expanded", String(!wrap.hidden));
  });
  const chart = echarts.init(canvas);
  const show = (): void => chart.setOption(option(table, data), true);
  show();
  chart.on("click", (event) => {
    const href = data.series[event.seriesIndex ?? 0]?.hrefs[event.dataIndex] ?? data.hrefs[event.dataIndex];
    if (href) location.assign(href);
  });
  // On paper the canvas is scaled like a picture; drawn again it would have no height.
  new ResizeObserver(() => {
    if (!matchMedia("print").matches && canvas.clientHeight > 0) chart.resize();
  }).observe(canvas);
  document.addEventListener("theme", show);
  matchMedia("print").addEventListener("change", show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}

function read(table: HTMLTableElement): Read {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].slice(1).map((cell) => cell.textContent?.trim() ?? "");
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  return {
    labels: rows.map((row) => row.cells[0]?.textContent?.trim() ?? ""),
    hrefs: rows.map((row) => row.dataset["href"]),
    series: names.map((name, index) => ({
      name,
      values: rows.map((row) => numberOf(row.cells[index + 1]?.textContent ?? "")),
      hrefs: rows.map((row) => row.cells[index + 1]?.dataset["href"]),
    })),
  };
}

function option(table: HTMLTableElement, data: Read): echarts.EChartsCoreOption {
  const kind = table.dataset["chart"] ?? "bar";
  const isStacked = kind.startsWith("stacked");
  const isLying = kind !== "line" && data.labels.some((label) => label.length > 5);
  const unit = table.dataset["unit"] ?? "";
  const tones = (table.dataset["tones"] ?? "").split(" ").filter(Boolean);
  const shares = kind === "stacked-percent" ? totals(data) : null;
  const text = { color: token("ink-3"), fontFamily: token("font"), fontSize: 12 };
  const categories = {
    type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: token("line-strong") } }, inverse: isLying,
    axisLabel: { ...text, color: token("ink-2"), ...(isLying ? { width: 120, overflow: "truncate" } : {}) },
  };
  const values = { type: "value", axisLabel: { ...text, formatter: shares ? "{value}%" : "{value}" }, splitLine: { lineStyle: { color: token("line") } }, minInterval: 1, ...(shares ? { max: 100 } : {}) };
  return {
    animation: false,
    textStyle: text,
    aria: { enabled: true },
    grid: { left: 4, right: 16, top: data.series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
    ...(data.series.length > 1 ? { legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 9, icon: kind === "line" ? "rect" : "roundRect", textStyle: { ...text, color: token("ink-2") } } } : {}),
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: kind === "line" ? "line" : "shadow" }, backgroundColor: token("raised"),
      borderColor: token("line"), textStyle: { ...text, color: token("ink") }, valueFormatter: (value: unknown) => `${value ?? "–"} ${shares ? "%" : unit}`,
    },
    xAxis: isLying ? values : categories,
    yAxis: isLying ? categories : values,
    series: data.series.map((series, index) => ({
      name: series.name,
      type: kind === "line" ? "line" : "bar",
      data: shares ? series.values.map((value, row) => (value === null ? null : Math.round((1000 * value) / (shares[row] || 1)) / 10)) : series.values,
      color: token(tones[index] ?? `chart-${(index % 5) + 1}`),
      cursor: series.hrefs.some(Boolean) || data.hrefs.some(Boolean) ? "pointer" : "default",
      ...(isStacked ? { stack: "all" } : {}),
      ...(kind === "line" ? { symbol: "circle", symbolSize: 6, showSymbol: data.labels.length <= 40, lineStyle: { width: 2, type: index === 0 ? "solid" : "dashed" } } : { barMaxWidth: 22 }),
    })),
  };
}

function totals(data: Read): number[] {
  return data.labels.map((_, row) => data.series.reduce((sum, series) => sum + (series.values[row] ?? 0), 0));
}
