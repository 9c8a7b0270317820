import { escapeHtml } from "../words/escape-html.ts";
import type { Both } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import type { RuleFigures } from "./audit-report.ts";
import { ruleText } from "./rule-text.ts";

/** A text from the input, with its invisible characters shown, safe for HTML. */
export function inputText(text: string, charactersMax = 200): string {
  return escapeHtml(visibleText(text, charactersMax));
}

/** Both languages; the style sheet shows the one the reader chose. Takes our own words only: they are escaped all the same. */
export function both(zh: string, en: string): string {
  return bothHtml(keepPercent(escapeHtml(zh)), keepPercent(escapeHtml(en)));
}

/** A number and its percent sign stay on one line. */
function keepPercent(html: string): string {
  return html.replace(/(\d) %/g, "$1&nbsp;%");
}

/** As `both`, for a pair. */
export function bothOf(text: Both): string {
  return both(text.zh, text.en);
}

/** As `both`, of pieces that are HTML already. */
export function bothHtml(zh: string, en: string): string {
  return `<span lang="zh-CN">${zh}</span><span lang="en">${en}</span>`;
}

/** What a rule says, in both languages; its words come from the policy file. */
export function ruleSentence(rule: RuleFigures): string {
  const { zh, en } = ruleText(rule);
  return bothHtml(inputText(zh, 400), inputText(en, 400));
}

export interface Column {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly number?: true;
  readonly className?: string;
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
  const head = columns.map((c) => `<th scope="col"${classOf(c)}>${c.head}</th>`).join("");
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
