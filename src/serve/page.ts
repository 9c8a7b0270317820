import type { Engine, Overview, RejectedEvent } from "../flow/engine.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { kindWord } from "../words/kind-words.ts";
import { typeWord } from "../words/type-words.ts";
import { VERDICT_WORDS } from "../words/verdict-words.ts";
import { keepCurrent } from "./browser/keep-current.ts";
import { campaignsPart } from "./campaigns-part.ts";
import { Html, html } from "./html.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, percent } from "./page-text.ts";
import { type Lang, PAGE_WORDS, type PageWords } from "./page-words.ts";
import { stackedBar } from "./stacked-bar.ts";
import { actorPath, targetPath } from "./trail-page.ts";

export interface PageFrame {
  /** Allow this page's own script and style, and nothing else. */
  readonly nonces: { readonly script: string; readonly style: string };
  /** Command shown while there are no events. */
  readonly firstCommand: string;
}

/** The parts of the page that change, as markup by name; the stream sends the same. */
export interface PageParts {
  readonly empty: string;
  readonly rate: string;
  readonly verdicts: string;
  readonly attacked: string;
  readonly campaigns: string;
  readonly rejections: string;
  readonly engine: string;
}

/** The engine's present as the page's parts. Every value from an event is escaped: ids are written by attackers. */
export async function pageParts(engine: Engine, lang: Lang, firstCommand: string): Promise<PageParts> {
  const overview = await engine.overview();
  const words = PAGE_WORDS[lang];
  return {
    empty: overview.eventsTotal === 0 ? emptyPart(words, firstCommand).text : "",
    rate: ratePart(overview, words).text,
    verdicts: verdictsPart(overview, words).text,
    attacked: attackedPart(overview.mostAttacked, words).text,
    campaigns: (await campaignsPart(engine, overview, lang)).text,
    rejections: rejectionsPart(engine, overview.latestRejections, lang).text,
    engine: enginePart(overview, words).text,
  };
}

/** The whole page with the values of now: readable without a script, kept up to date by one. */
export async function livePage(engine: Engine, lang: Lang, frame: PageFrame): Promise<string> {
  const words = PAGE_WORDS[lang];
  const parts = await pageParts(engine, lang, frame.firstCommand);
  const part = (name: keyof PageParts) => html`<div data-part="${name}">${new Html(parts[name])}</div>`;
  const titled = (name: keyof PageParts, title: string, note: Html | null = null) =>
    html`<section class="${name}-card" aria-labelledby="${name}"><h2 id="${name}">${title}${note}</h2>${part(name)}</section>`;
  return pageFrame({
    lang,
    title: words.name,
    head: html`<h1>${words.name}</h1>
<p class="motto">${words.motto}</p>`,
    path: "/",
    stream: "/live?",
    main: html`<section class="bare">${part("empty")}</section>
${titled("rate", words.rate)}
${titled("verdicts", words.verdicts)}
${titled("campaigns", words.campaigns)}
${titled("attacked", words.attacked)}
${titled("rejections", words.rejections)}
${titled("engine", words.engine)}`,
    reloadSeconds: 5,
    scripts: [keepCurrent],
    styles: [PAGE_STYLE],
    nonces: frame.nonces,
  });
}

function emptyPart(words: PageWords, firstCommand: string): Html {
  return html`<div class="empty"><h2>${words.emptyTitle}</h2><p>${words.emptyText}</p><pre><code>${firstCommand}</code></pre></div>`;
}

function ratePart({ perSecond }: Overview, words: PageWords): Html {
  const peak = Math.max(0, ...perSecond);
  const mean = perSecond.reduce((sum, count) => sum + count, 0) / Math.max(1, perSecond.length);
  const now = perSecond.at(-1) ?? 0;
  const summary = `${words.perSecond}: ${words.now} ${number(now)}, ${words.peak} ${number(peak)}, ${words.mean} ${number(mean)}`;
  return html`<p class="rate"><b>${number(now)}</b> ${words.perSecond}<span class="peak">${words.peak} ${number(peak)} · ${words.mean} ${number(mean)}</span></p>
${sparkline(perSecond, peak, summary)}
<p class="axis" aria-hidden="true"><span>${words.minuteAgo}</span><span>${words.now}</span></p>`;
}

/** Width and height of the curve's own coordinates; the page stretches them. */
const CURVE = { width: 590, height: 90 };

function sparkline(perSecond: readonly number[], peak: number, label: string): Html {
  const { width, height } = CURVE;
  const step = width / Math.max(1, perSecond.length - 1);
  const points = perSecond.map((count, second) => {
    const y = peak === 0 ? height : height - (count / peak) * (height - 2);
    return `${(second * step).toFixed(1)},${y.toFixed(1)}`;
  });
  const area = points.length > 1 ? `M0,${height} L${points.join(" L")} L${width},${height} Z` : "";
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}"><path d="${area}"/><line x1="0" y1="${height}" x2="${width}" y2="${height}"/><polyline points="${points.join(" ")}"/></svg>`;
}

function verdictsPart({ verdicts }: Overview, words: PageWords): Html {
  const total = VERDICTS.reduce((sum, word) => sum + verdicts[word], 0);
  const rows = VERDICTS.map(
    (word) =>
      html`<li><i class="${word}"></i>${VERDICT_WORDS[word][words.lang]}<b>${number(verdicts[word])}</b><span>${percent(verdicts[word], total)}</span></li>`,
  );
  const segments = VERDICTS.map((word) => ({ word, count: verdicts[word] }));
  return html`${stackedBar("share", segments, total)}<ul class="verdicts">${rows}</ul>`;
}

/** The roles say again what the elements are: on a phone the rows are laid out anew, and some browsers then forget. */
function attackedPart(targets: readonly TargetCounts[], words: PageWords): Html {
  if (targets.length === 0) return html`<p class="none">${words.attackedNone}</p>`;
  const rows = targets.map((target) => {
    const segments = [
      { word: "allow", count: target.public },
      { word: "hold", count: target.held },
      { word: "reject", count: target.rejected },
    ];
    return html`<tr role="row"><th scope="row" role="rowheader"><a href="${targetPath(target.kind, target.id)}?lang=${words.lang}">${identifier(target.id)}</a> <span class="tag">${kindWord(target.kind)[words.lang]} · ${typeWord(target.type)[words.lang]}</span>${stackedBar("bar", segments, target.raw)}</th><td role="cell" class="strong">${number(target.raw)}</td><td role="cell" class="strong">${number(target.public)}</td><td role="cell">${number(target.held)}</td><td role="cell">${number(target.rejected)}</td></tr>`;
  });
  return html`<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.target}</th><th scope="col" role="columnheader">${words.raw}</th><th scope="col" role="columnheader">${words.public}</th><th scope="col" role="columnheader">${words.held}</th><th scope="col" role="columnheader">${words.rejected}</th></tr></thead><tbody role="rowgroup">${rows}</tbody></table>
<p class="legend" aria-hidden="true"><span><i class="allow"></i>${words.public}</span><span><i class="hold"></i>${words.held}</span><span><i class="reject"></i>${words.rejected}</span></p>`;
}

function rejectionsPart(engine: Engine, events: readonly RejectedEvent[], lang: Lang): Html {
  const words = PAGE_WORDS[lang];
  if (events.length === 0) return html`<p class="none">${words.rejectionsNone}</p>`;
  const items = events.map(({ type, actor, target, decision }) => {
    const sentences = engine.explain(decision).map((sentence) => html`<li>${sentence[lang]}</li>`);
    const reasons = sentences.length > 0 ? sentences : [html`<li>${words.noReason}</li>`];
    const link = `/v1/decisions/${encodeURIComponent(decision.event.toWellFormed())}`;
    return html`<li><div class="what"><span class="who"><a href="${actorPath(actor)}?lang=${lang}">${identifier(actor)}</a> <span class="tag">${typeWord(type)[words.lang]} → ${kindWord(target.kind)[words.lang]}</span> <a href="${targetPath(target.kind, target.id)}?lang=${lang}">${identifier(target.id)}</a></span><span class="score">${words.score} ${decision.score.toFixed(2)}</span><a href="${link}">${instant(decision.as_of)}<span class="unseen"> ${words.decision}</span></a></div><ul class="reasons">${reasons}</ul></li>`;
  });
  return html`<ul class="rejections">${items}</ul>`;
}

function enginePart(o: Overview, words: PageWords): Html {
  const eventTime =
    o.eventTimeMs === 0 ? html`${words.noEventTime}` : instant(new Date(o.eventTimeMs).toISOString());
  const rows: readonly (readonly [string, Html])[] = [
    [words.policy, html`<code>${o.policy}</code>`],
    [words.eventTime, eventTime],
    [words.started, instant(new Date(o.startedAtMs).toISOString())],
    [words.events, html`${number(o.eventsTotal)}`],
    [words.duplicates, html`${number(o.duplicatesTotal)}`],
    [words.rejectedLines, html`${number(o.rejectedLinesTotal)}`],
    [words.late, html`${number(o.lateTotal)}`],
    [words.keys, html`${number(o.keysLive)}`],
    [words.keysEvicted, html`${number(o.keysEvicted)}`],
    [words.memory, html`${(o.stateBytes / 1024 / 1024).toFixed(1)} MiB`],
    [words.logPosition, html`${number(o.logPosition)}`],
    [words.logKept, html`${o.keepDays === null ? words.forEver : words.keptDays(number(o.keepDays))}`],
    ...(o.logBegin === 0 ? [] : [[words.logDropped, html`${number(o.logBegin)}`] as const]),
  ];
  return html`<dl>${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
