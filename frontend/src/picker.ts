// A search box over a <select>: the select stays the truth and is what is sent.
import { icon, make, once, onContent, t } from "./dom.ts";
import { matches, stepped } from "./logic.ts";

const MOST = 60;

/** Turn every select with data-picker into a searchable list. */
export function startPickers(): void {
  onContent((root) => {
    for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-picker]")) {
      if (once(select, "Picker")) new Picker(select);
    }
  });
}

class Picker {
  private readonly select: HTMLSelectElement;
  private readonly box: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly chosen: HTMLElement;
  private shown: HTMLOptionElement[] = [];
  private active = -1;

  constructor(select: HTMLSelectElement) {
    this.select = select;
    const listId = `${select.id}-list`;
    this.box = make("input", {
      class: "input", type: "text", role: "combobox", autocomplete: "off", id: `${select.id}-search`, "data-no-draft": true,
      "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", placeholder: t("输入几个字来找", "Type to search"),
    });
    const described = select.getAttribute("aria-describedby");
    if (described) this.box.setAttribute("aria-describedby", described);
    if (select.getAttribute("aria-invalid")) this.box.setAttribute("aria-invalid", "true");
    this.list = make("div", { class: "picker-list", role: "listbox", id: listId, hidden: true });
    this.chosen = make("div", { class: "picker-chosen" });
    const picker = make("div", { class: "picker" });
    select.before(picker);
    picker.append(this.box, this.list, select);
    picker.after(this.chosen);
    select.classList.add("picker-select");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    const label = document.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(select.id)}"]`);
    if (label) label.htmlFor = this.box.id;
    select.addEventListener("focus", () => this.box.focus());
    select.addEventListener("change", () => this.showChoice());
    this.box.addEventListener("focus", () => this.box.select());
    this.box.addEventListener("click", () => this.open());
    this.box.addEventListener("input", () => this.open());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.showChoice();
  }

  private open(): void {
    const current = this.select.multiple ? undefined : this.select.selectedOptions[0];
    const search = current?.value && this.box.value === current.text ? "" : this.box.value.trim();
    this.shown = [...this.select.options]
      .filter((option) => option.value !== "" && (search === "" || matches(`${option.text} ${groupOf(option)}`, search)))
      .sort((one, two) => (search ? Number(two.text.includes(search)) - Number(one.text.includes(search)) : 0))
      .slice(0, MOST);
    this.active = search && this.shown.length > 0 ? 0 : -1;
    this.draw();
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  private draw(): void {
    let group = "";
    this.list.replaceChildren();
    this.shown.forEach((option, index) => {
      const name = groupOf(option);
      if (name !== group) this.list.append(make("div", { class: "picker-group", role: "presentation" }, name));
      group = name;
      const id = `${this.select.id}-o${index}`;
      this.list.append(make("div", { class: `picker-option${index === this.active ? " is-active" : ""}`, role: "option", id, "data-index": String(index), "aria-selected": String(option.selected) }, option.text));
    });
    if (this.shown.length === 0) this.list.append(make("div", { class: "picker-none" }, t("没有找到，换几个字试试。", "Nothing found; try other words.")));
    const active = this.list.querySelector<HTMLElement>(".is-active");
    active?.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", active?.id ?? "");
  }

  private close(): void {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    if (!this.select.multiple && this.box.value.trim() === "" && !this.select.required) this.select.value = "";
    this.showChoice();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.open();
      this.active = stepped(this.active, event.key === "ArrowDown" ? 1 : -1, this.shown.length);
      this.draw();
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.take(this.shown[this.active]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.select.multiple && this.box.value === "") {
      const last = [...this.select.selectedOptions].at(-1);
      if (last) this.take(last);
    }
  }

  private onClick(event: MouseEvent): void {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    if (option) this.take(this.shown[Number(option.dataset["index"])]);
  }

  private take(option: HTMLOptionElement | undefined): void {
    if (!option) return;
    option.selected = this.select.multiple ? !option.selected : true;
    if (this.select.multiple) this.box.value = "";
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    if (this.select.multiple) this.open();
    else this.close();
  }

  private showChoice(): void {
    if (!this.select.multiple) {
      const option = this.select.selectedOptions[0];
      this.box.value = option && option.value !== "" ? option.text : "";
      return;
    }
    this.chosen.replaceChildren(
      ...[...this.select.selectedOptions].map((option) => {
        const button = make("button", { class: "chip", type: "button", "aria-label": t(`去掉${option.text}`, `Remove ${option.text}`) }, option.text, icon("x"));
        button.addEventListener("click", () => this.take(option));
        return button;
      }),
    );
  }
}

function groupOf(option: HTMLOptionElement): string {
  return option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : "";
}
