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
  return escapeHtml(String(part).replace(DISGUISING, codeOf));
}

/**
 * Characters that show nothing or turn the direction of what follows: with them one text is made to look like another.
 * \u{115f} to \u{3164} and \u{2800} are letters and signs that are blank.
 */
const UNSEEN = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}`;

/** In any text on a page; line breaks and tabs are text, and so are the joiners and selectors that emoji and Persian need. */
const DISGUISING = new RegExp(`(?![\\n\\r\\t\\u{200c}\\u{200d}\\u{fe00}-\\u{fe0f}])[${UNSEEN}]`, "gu");

/** In an identifier besides: every blank that is no plain space, a space that HTML would drop, and piled-up marks. */
const DISGUISING_IN_ID = new RegExp(`[${UNSEEN}]|(?! )\\p{Zs}|^ | $|(?<= ) |(?<=\\p{M}{2})\\p{M}`, "gu");

/** An identifier as a person may see it: cut to `charsMax`, characters that disguise written as `\u{…}`. */
export function shownId(id: string, charsMax: number): string {
  const characters = Array.from(id.slice(0, charsMax * 2 + 2));
  const cut = characters.length > charsMax ? `${characters.slice(0, charsMax).join("")}…` : id;
  return cut.replace(DISGUISING_IN_ID, codeOf);
}

function codeOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
