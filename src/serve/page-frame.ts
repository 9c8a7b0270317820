import { LEDGER_PAGE_WORDS } from "../words/ledger-words.ts";
import { PAYMENT_PAGE_WORDS } from "../words/payment-words.ts";
import { localTimes } from "./browser/local-times.ts";
import { Html, html } from "./html.ts";
import { LINK_PAGE_WORDS } from "./link-page-words.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { POLICY_PAGE_WORDS } from "./policy-page-words.ts";

export interface PageFrameOptions {
  readonly lang: Lang;
  readonly title: string;
  /** What stands left in the header. */
  readonly head: Html;
  /** Path of this page with its query so far, ending in `?` or `&` if it has one: where the other language is. */
  readonly path: string;
  /** Address of the stream of this page's parts, to which the language is added. */
  readonly stream: string;
  readonly main: Html;
  /** Seconds after which the page is loaded anew where no script runs; null where a reader would lose the place. */
  readonly reloadSeconds: number | null;
  /** What runs in the page besides: functions that use nothing from outside themselves. */
  readonly scripts: readonly (() => void)[];
  readonly styles: readonly string[];
  readonly nonces: { readonly script: string; readonly style: string };
}

/** A function as a page runs it: its own text, called once. */
function scriptText(run: () => void): string {
  return `(${run.toString()})();`;
}

/** A whole page around its main part: readable without a script, kept up to date by one, nothing from elsewhere. */
export function pageFrame(options: PageFrameOptions): string {
  const { lang, path, nonces } = options;
  const words = PAGE_WORDS[lang];
  const other = lang === "zh" ? "en" : "zh";
  const there = PAGE_WORDS[other].htmlLang;
  const query = /[?&]$/.test(path) ? path : `${path}?`;
  return html`<!doctype html>
<html lang="${words.htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${options.title}</title>
<link rel="icon" href="data:,">
${options.reloadSeconds === null ? null : html`<noscript><meta http-equiv="refresh" content="${options.reloadSeconds}"></noscript>`}
<style nonce="${nonces.style}">${new Html(options.styles.join(""))}</style>
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header>
${options.head}
<div class="controls">
<span class="status" role="status" data-status data-state="still" data-live="${words.live}" data-lost="${words.lost}" data-paused="${words.paused}">${words.still}</span>
<button type="button" hidden data-pause="${words.pause}" data-resume="${words.resume}" data-source="${options.stream}lang=${lang}">${words.pause}</button>
<nav aria-label="${words.language}"><a href="${query}lang=${other}" lang="${there}" hreflang="${there}">${words.otherLang}</a></nav>
</div>
</header>
<main id="main">
${options.main}
</main>
<footer><span data-zone="${words.localTimes}">${words.utc}</span><a href="/payments?lang=${lang}">${PAYMENT_PAGE_WORDS[lang].title}</a><a href="/ledger?lang=${lang}">${LEDGER_PAGE_WORDS[lang].title}</a><a href="/links?lang=${lang}">${LINK_PAGE_WORDS[lang].title}</a><a href="/policies?lang=${lang}">${POLICY_PAGE_WORDS[lang].title}</a><a href="/v1/openapi.json">OpenAPI</a><a href="/metrics">Prometheus</a></footer>
<script nonce="${nonces.script}">${new Html([localTimes, ...options.scripts].map(scriptText).join(""))}</script>
</body>
</html>
`.text;
}
