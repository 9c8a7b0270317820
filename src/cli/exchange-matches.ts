import type { SubjectLabel } from "../exchange/contract/label.ts";
import { csvCell } from "../exchange/register/csv-cell.ts";
import type { ExchangeSubject } from "../nouns/exchange.ts";
import { BAND_WORDS, REASON_WORDS, SUBJECT_WORDS } from "../words/exchange-words.ts";
import type { Language } from "../words/language.ts";

const HEADER = { zh: ["分数档", "理由"], en: ["band", "reasons"] } as const;

/** What an exchange brought, NDJSON → CSV in words, for a spreadsheet (UTF-8 with a byte order mark). */
export function matchesCsv(ndjson: string, subject: ExchangeSubject, language: Language): string {
  const rows = ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { id, band, reasons } = JSON.parse(line) as SubjectLabel & { readonly id: string };
      const words = reasons.map((reason) => REASON_WORDS[reason][language]);
      return [
        id,
        band === null ? null : BAND_WORDS[band][language],
        words.join(language === "zh" ? "；" : "; "),
      ];
    });
  const header = [SUBJECT_WORDS[subject][language], ...HEADER[language]];
  return `\uFEFF${[header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
