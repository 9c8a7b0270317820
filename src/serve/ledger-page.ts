import { entryContent } from "../ledger/entry.ts";
import { leafText } from "../ledger/leaf.ts";
import type { LedgerEntry, LedgerKind } from "../nouns/ledger-entry.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import { LEDGER_KIND_WORDS, LEDGER_PAGE_WORDS, PRINCIPAL_WORDS } from "../words/ledger-words.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { type Html, html } from "./html.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { LEDGER_PAGE_ENTRIES } from "./serve-limits.ts";

export interface PageAsked {
  readonly lang: Lang;
  readonly nonces: { readonly script: string; readonly style: string };
}

const LEDGER_STYLE = `.ledger { grid-column: 1 / -1; }
.ledger code, .ledger pre { overflow-wrap: anywhere; white-space: pre-wrap; font-size: 13px; }
.ledger table { width: 100%; border-collapse: collapse; } .ledger th, .ledger td { text-align: start; padding: 4px 10px 4px 0; vertical-align: top; }
.ledger dd { text-align: start; margin-inline-start: 0; }
@media (max-width: 480px) {
  .ledger thead { display: none; }
  .ledger tr { display: grid; grid-template-columns: auto 1fr; column-gap: 12px; }
  .ledger td { white-space: normal; overflow-wrap: anywhere; }
}`;

/** The ledger's latest entries before `before` (null: the very latest), the newest first, with its key and checkpoint. */
export async function ledgerPage(
  log: LedgerLog,
  entries: number,
  before: number | null,
  { lang, nonces }: PageAsked,
): Promise<string> {
  const words = LEDGER_PAGE_WORDS[lang];
  const end = Math.min(before ?? entries, entries);
  const from = Math.max(0, end - LEDGER_PAGE_ENTRIES);
  const rows = [...(await log.entries(from, end - from))].reverse();
  const main = html`<section class="ledger" aria-labelledby="title"><h1 id="title">${words.title}</h1>
<p>${words.intro}</p>${keyPart(log, lang)}
<table><thead><tr><th scope="col">${words.number}</th><th scope="col">${words.at}</th><th scope="col">${words.kind}</th><th scope="col">${words.by}</th><th scope="col"></th></tr></thead><tbody>
${rows.map((entry) => rowPart(entry, lang))}</tbody></table>
${entries === 0 ? html`<p>${words.none}</p>` : null}
${from > 0 ? html`<p><a href="/ledger?before=${from}&amp;lang=${lang}">${words.older}</a></p>` : null}</section>`;
  return frame(words.title, before === null ? "/ledger" : `/ledger?before=${before}&`, main, {
    lang,
    nonces,
  });
}

/** One entry: what it says, what the tree holds of it, and how to verify it. */
export function ledgerEntryPage(log: LedgerLog, entry: LedgerEntry, { lang, nonces }: PageAsked): string {
  const words = LEDGER_PAGE_WORDS[lang];
  const { sequence, body } = entry;
  const path = `/v1/ledger/entries/${sequence}`;
  const name = `ledger-entry-${sequence}.json`;
  const signed = sequence < log.size();
  const main = html`<section class="ledger" aria-labelledby="title"><h1 id="title">${words.entry(sequence)}</h1>
<table><tbody><tr><th scope="row">${words.at}</th><td>${instant(new Date(entry.atMs).toISOString())}</td></tr>
<tr><th scope="row">${words.kind}</th><td>${kindText(entry, lang)}</td></tr>
<tr><th scope="row">${words.by}</th><td>${whoPart(entry, lang)}</td></tr></tbody></table>
<h2>${words.body}</h2>${body === null ? html`<p>${words.erased}</p>` : html`<pre dir="ltr">${JSON.stringify(JSON.parse(body), null, 2)}</pre>`}
<h2>${words.leaf}</h2><pre dir="ltr">${leafText(entry)}</pre></section>
<section class="ledger" aria-labelledby="verify"><h2 id="verify">${words.verify}</h2>
${
  signed
    ? html`<p>${words.how}</p><ol><li><a href="${path}/bundle" download="${name}">${words.download}</a></li>
<li><code dir="ltr">npx touchstone verify ${name} --key '${log.verifierKey}'</code></li></ol>
<p><a href="${path}/proof">${words.proof}</a> · <a href="${path}">JSON</a></p>`
    : html`<p>${words.waits}</p>`
}${keyPart(log, lang)}</section>`;
  return frame(words.entry(sequence), `/ledger/${sequence}`, main, { lang, nonces });
}

function keyPart(log: LedgerLog, lang: Lang): Html {
  const words = LEDGER_PAGE_WORDS[lang];
  return html`<dl><dt>${words.key}</dt><dd><code dir="ltr">${log.verifierKey}</code></dd>
<dt>${words.checkpoint}</dt><dd>${words.signs(number(log.size()))} · <a href="/v1/ledger/checkpoint">${words.checkpoint}</a></dd></dl>`;
}

function rowPart(entry: LedgerEntry, lang: Lang): Html {
  const { sequence, atMs } = entry;
  return html`<tr><td>${String(sequence)}</td><td>${instant(new Date(atMs).toISOString())}</td><td>${kindText(entry, lang)}</td><td>${whoPart(entry, lang)}</td>
<td><a href="/ledger/${sequence}?lang=${lang}">${LEDGER_PAGE_WORDS[lang].verify}</a></td></tr>
`;
}

/** An entry of the earlier format shows what it was. */
function kindText({ kind, body }: LedgerEntry, lang: Lang): Html {
  const word = LEDGER_KIND_WORDS[kind as LedgerKind]?.[lang] ?? kind;
  if (kind !== "chain_entry" || body === null) return html`${word}`;
  const { kind: was } = entryContent(body).fields as { readonly kind: string };
  return html`${word} · ${LEDGER_KIND_WORDS[was as LedgerKind]?.[lang] ?? was}`;
}

function whoPart({ by, body }: LedgerEntry, lang: Lang): Html {
  const word = PRINCIPAL_WORDS[by][lang];
  if (body === null) return html`${word}`;
  return html`${word} · ${identifier(entryContent(body).by.name)}`;
}

function frame(title: string, path: string, main: Html, { lang, nonces }: PageAsked): string {
  return pageFrame({
    lang,
    title: `${title} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p>
<p class="motto"><a href="/ledger?lang=${lang}">${LEDGER_PAGE_WORDS[lang].title}</a></p>`,
    path,
    stream: "",
    main,
    reloadSeconds: null,
    scripts: [],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, LEDGER_STYLE],
    nonces,
  });
}
