import type { RuleFigures } from "../nouns/audit-report.ts";
import type { Both } from "../words/language.ts";
import { valueText } from "../words/number-text.ts";

/**
 * A rule's sentence in both languages: `{value}` and `{baseline}` become those of its example, and `…` where it has none,
 * since the sentence then speaks of no single event.
 */
export function ruleText(rule: RuleFigures): Both {
  const fill = (text: string) =>
    text.replace(/\{(value|baseline)\}/g, (_, slot: "value" | "baseline") => {
      const seen = rule.example?.[slot] ?? null;
      return seen === null ? "…" : valueText(seen);
    });
  return { zh: fill(rule.text.zh), en: fill(rule.text.en) };
}
