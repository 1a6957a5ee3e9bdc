// Decisions without a page: what the tests reach without a browser.

/** Return whether every part of the search occurs in the text, in any order; the case of letters does not count. */
export function matches(text: string, search: string): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => lower.includes(part) || isSubsequence(lower, part));
}

/** Return whether the letters of `part` occur in `text` in their order: 丛城管 finds 丛台区城市管理局. */
export function isSubsequence(text: string, part: string): boolean {
  let at = 0;
  for (const letter of part) {
    at = text.indexOf(letter, at);
    if (at < 0) return false;
    at += letter.length;
  }
  return true;
}

/** Return a number as a table shows it ("1,204", "98.6%", "—") or null when it is none. */
export function numberOf(text: string): number | null {
  const plain = text.replace(/[,,\s%%]/g, "").replace("−", "-");
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null;
  return Number(plain);
}

/** Return width and height that fit into a square of `most`, never larger than they are. */
export function fitted(width: number, height: number, most: number): [number, number] {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Return the index that j, k or the arrows lead to; the ends hold. */
export function stepped(current: number, by: number, count: number): number {
  if (count === 0) return -1;
  if (current < 0) return by > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + by));
}

export interface Draft {
  at: number;
  fields: Record<string, string[]>;
}

const WEEK = 7 * 24 * 3600 * 1000;

/** Return a kept draft, or null when it is broken, empty or older than a week. */
export function readDraft(text: string | null, now: number): Draft | null {
  if (!text) return null;
  try {
    const found = JSON.parse(text) as Partial<Draft>;
    if (typeof found.at !== "number" || now - found.at > WEEK || typeof found.fields !== "object") return null;
    const fields = found.fields as Record<string, string[]>;
    const isFilled = Object.values(fields).some((values) => values.some((value) => value !== ""));
    return isFilled ? { at: found.at, fields } : null;
  } catch {
    return null;
  }
}

/** Break a text into lines no wider than `width`, as `measure` sees them; Chinese breaks anywhere. */
export function wrapped(text: string, width: number, measure: (part: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const letter of text) {
    if (line && measure(line + letter) > width) {
      lines.push(line);
      line = "";
    }
    line += letter;
  }
  return line ? [...lines, line] : lines;
}

/** Return the box around all positions of a GeoJSON geometry's coordinates: west, south, east, north. */
export function boxOf(coordinates: unknown, box: [number, number, number, number] | null = null): [number, number, number, number] | null {
  if (!Array.isArray(coordinates)) return box;
  const [lon, lat] = coordinates as unknown[];
  if (typeof lon === "number" && typeof lat === "number") {
    if (!box) return [lon, lat, lon, lat];
    return [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
  }
  for (const part of coordinates) box = boxOf(part, box);
  return box;
}
