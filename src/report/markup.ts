import { escapeHtml } from "../words/escape-html.ts";
import { visibleText } from "../words/visible-text.ts";

/** A text from the input, with its invisible characters shown, safe for HTML. */
export function inputText(text: string, charactersMax = 200): string {
  return escapeHtml(visibleText(text, charactersMax));
}

export interface Column {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly number?: true;
  readonly className?: string;
  /** A long head of a column of numbers may take several lines. */
  readonly wrap?: true;
}

/** A table of HTML cells in a named box that scrolls, by keyboard too: sideways, and up and down where it is `tall`. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  size: "whole" | "tall" = "whole",
): string {
  const classOf = (column: Column | undefined) => {
    const name = column?.number ? "n" : column?.className;
    return name === undefined ? "" : ` class="${name}"`;
  };
  const head = columns
    .map((c) => `<th scope="col"${c.wrap ? ' class="n w"' : classOf(c)}>${c.head}</th>`)
    .join("");
  const body = rows.map((cells) => {
    const row = cells.map((cell, i) =>
      i === 0
        ? `<th scope="row"${classOf(columns[i])}>${cell}</th>`
        : `<td${classOf(columns[i])}>${cell}</td>`,
    );
    return `<tr>${row.join("")}</tr>`;
  });
  return `<div class="scroll${size === "tall" ? " tall" : ""}" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** A plot in its two widths with a text that says what it shows. */
export function figure(name: string, wide: string, narrow: string, caption: string): string {
  return `<figure role="group" aria-labelledby="${name}"><div class="wide">${wide}</div><div class="narrow">${narrow}</div><figcaption id="${name}">${caption}</figcaption></figure>`;
}

/** Colours and what they stand for. */
export function legend(entries: readonly (readonly [color: string, text: string])[]): string {
  return `<ul class="legend">${entries.map(([color, text]) => `<li><i style="background:var(--${color})"></i>${text}</li>`).join("")}</ul>`;
}
