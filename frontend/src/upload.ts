// Pictures before they are sent: shown, made smaller, and without the place they were taken at.
import { all, icon, make, once, t } from "./dom.ts";
import { fitted } from "./logic.ts";

const LONGEST_SIDE = 1920;
const SMALL_ENOUGH = 400 * 1024;

/** Prepare one upload field. */
export function prepareUpload(field: HTMLElement): void {
  if (!once(field, "Upload")) return;
  const input = field.querySelector<HTMLInputElement>("input[type=file]");
  const list = field.querySelector<HTMLElement>(".upload-list");
  if (!input || !list) return;
  const limit = Number(field.dataset["limitMb"] ?? "10") * 1024 * 1024;
  let files: File[] = [];
  const show = (): void => {
    const carried = new DataTransfer();
    for (const file of files) carried.items.add(file);
    input.files = carried.files;
    list.replaceChildren(...files.map((file) => entry(file, () => {
      files = files.filter((other) => other !== file);
      show();
    })));
  };
  const take = async (given: Iterable<File>): Promise<void> => {
    const added = await Promise.all([...given].map(smaller));
    const fitting = added.filter((file) => file.size <= limit);
    files = input.multiple ? [...files, ...fitting] : fitting.slice(-1);
    show();
    for (const file of added) if (file.size > limit) list.append(refused(file, limit));
  };
  input.addEventListener("change", () => void take([...(input.files ?? [])]));
  field.addEventListener("dragover", (event) => {
    event.preventDefault();
    field.classList.add("is-over");
  });
  field.addEventListener("dragleave", () => field.classList.remove("is-over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    field.classList.remove("is-over");
    void take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Prepare all upload fields under a root. */
export function prepareUploads(root: ParentNode): void {
  for (const field of all("[data-upload]", root)) prepareUpload(field);
}

function entry(file: File, remove: () => void): HTMLElement {
  const drop = make("button", { class: "btn btn-icon", type: "button", "aria-label": t(`去掉 ${file.name}`, `Remove ${file.name}`) }, icon("x"));
  drop.addEventListener("click", remove);
  let picture: HTMLElement = make("span", { class: "upload-kind" }, icon("file-text"));
  if (file.type.startsWith("image/")) {
    const image = make("img", { alt: "", src: URL.createObjectURL(file) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    picture = image;
  }
  return make("li", {}, picture, make("span", { class: "upload-name" }, `${file.name} · ${sized(file.size)}`), drop);
}

function refused(file: File, limit: number): HTMLElement {
  const why = t(`${file.name} 有 ${sized(file.size)}，最多 ${sized(limit)}，没有加上。`, `${file.name} has ${sized(file.size)}; at most ${sized(limit)}.`);
  return make("li", { class: "is-refused" }, make("span", { class: "upload-name" }, why));
}

function sized(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

async function smaller(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || (file.size < SMALL_ENOUGH && file.type !== "image/jpeg")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [width, height] = fitted(picture.width, picture.height, LONGEST_SIDE);
    const canvas = make("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (!blob) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // A kind of picture this browser cannot read: the server looks at it.
  }
}
