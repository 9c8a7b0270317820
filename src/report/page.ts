import type { RuleFigures } from "../nouns/audit-report.ts";
import { escapeHtml } from "../words/escape-html.ts";
import type { Both, Language } from "../words/language.ts";
import type { Zone } from "../words/zone.ts";
import { inputText } from "./markup.ts";
import { ruleText } from "./rule-text.ts";

/** One document: one language, one zone. */
export interface Page {
  readonly lang: Language;
  readonly zone: Zone;
  /** The document's language of two texts of ours, as HTML. */
  both(zh: string, en: string): string;
  /** As `both`, for a pair. */
  bothOf(text: Both): string;
  /** As `both`, for an attribute: no markup, a plain text. */
  label(zh: string, en: string): string;
  /** What a rule says; its words come from the policy file. */
  rule(rule: RuleFigures): string;
  /** A time on the clock of the zone, `–` for none. */
  time(at: string | null): string;
}

/** A page's language and clock. */
export function createPage(lang: Language, zone: Zone): Page {
  const bothOf = (text: Both): string => keepTogether(escapeHtml(text[lang]));
  return {
    lang,
    zone,
    bothOf,
    both: (zh, en) => bothOf({ zh, en }),
    label: (zh, en) => (lang === "zh" ? zh : en),
    rule: (rule) => inputText(ruleText(rule)[lang], 400),
    time: (at) => zone.text(at),
  };
}

/** A number and its percent sign stay on one line, and so do an interval and a time. */
function keepTogether(html: string): string {
  return html
    .replace(/(\d) %/g, "$1&nbsp;%")
    .replace(/% – (?=[\d&])/g, "%&nbsp;–&nbsp;")
    .replace(/\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?/g, '<span class="t">$&</span>');
}
