// A receipt as a picture: what is on the page, drawn on a canvas, saved as PNG.
import { all, icon, make, once, t } from "./dom.ts";
import { wrapped } from "./logic.ts";

const WIDTH = 750;
const EDGE = 56;
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

/** Give every receipt under the root its button, or use the one that is there. */
export function prepareReceipts(root: ParentNode): void {
  for (const card of all("[data-receipt]", root)) {
    if (!once(card, "Receipt")) continue;
    let button = document.querySelector<HTMLButtonElement>("[data-receipt-save]");
    if (!button) {
      button = make("button", { class: "btn", type: "button" }, icon("download"), t("存成图片", "Save as picture"));
      card.append(button);
    }
    button.addEventListener("click", () => save(card));
  }
}

function lines(card: HTMLElement): [string, string][] {
  return all("dl > div", card).map((pair) => [
    pair.querySelector("dt")?.textContent?.trim() ?? "",
    pair.querySelector("dd")?.textContent?.trim().replace(/\s+/g, " ") ?? "",
  ]);
}

function save(card: HTMLElement): void {
  const canvas = draw(card);
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = make("a", { href: URL.createObjectURL(blob), download: `${t("共治回执", "gongzhi-receipt")}-${lines(card)[0]?.[1] ?? ""}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}

/** Draw the receipt. */
export function draw(card: HTMLElement): HTMLCanvasElement {
  const canvas = make("canvas");
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.font = `600 34px ${FONT}`;
  const pairs = lines(card).map(([name, value]) => ({ name, lines: wrapped(value, WIDTH - 2 * EDGE, (part) => pen.measureText(part).width) }));
  const height = 210 + pairs.reduce((sum, pair) => sum + 62 + pair.lines.length * 48, 0) + 120;
  canvas.width = WIDTH;
  canvas.height = height;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, WIDTH, height);
  pen.fillStyle = "#0b5c5c";
  pen.fillRect(0, 0, WIDTH, 150);
  pen.textBaseline = "middle";
  pen.fillStyle = "#ffffff";
  pen.font = `600 44px ${FONT}`;
  const city = card.dataset["city"] ?? document.querySelector(".brand-city")?.textContent ?? "";
  pen.fillText(`${t("共治", "Gongzhi")} · ${city}`, EDGE, 62);
  pen.font = `400 26px ${FONT}`;
  pen.fillText(t("回执：凭编号和查询码查进度", "Receipt: number and code show the progress"), EDGE, 112);
  let y = 200;
  for (const pair of pairs) {
    pen.fillStyle = "#596665";
    pen.font = `400 26px ${FONT}`;
    pen.fillText(pair.name, EDGE, y);
    y += 48;
    pen.fillStyle = "#15201f";
    pen.font = `600 34px ${FONT}`;
    for (const line of pair.lines) {
      pen.fillText(line, EDGE, y);
      y += 48;
    }
    y += 14;
  }
  pen.fillStyle = "#596665";
  pen.font = `400 24px ${FONT}`;
  pen.fillText(location.origin, EDGE, height - 76);
  pen.fillText(t("请自己保管，不要发到群里。", "Keep it to yourself."), EDGE, height - 40);
  return canvas;
}
