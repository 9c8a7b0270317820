import { escapeHtml } from "../words/escape-html.ts";

/** Markup that is safe to send. Only `html` makes it; text put into a template is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[] | null;

/** A template whose values are escaped unless they are markup themselves; null is nothing, a list is joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let text = strings[0]!;
  for (let i = 0; i < values.length; i++) text += partText(values[i]!) + strings[i + 1]!;
  return new Html(text);
}

function partText(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map((item) => item.text).join("");
  return escapeHtml(String(part));
}

/** Invisible and direction-changing characters, with which one id can be made to look like another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** An identifier as a person may see it: cut to `charsMax`, invisible characters written as `\u{…}`. */
export function shownId(id: string, charsMax: number): string {
  const characters = Array.from(id.slice(0, charsMax * 2 + 2));
  const cut = characters.length > charsMax ? `${characters.slice(0, charsMax).join("")}…` : id;
  return cut.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
