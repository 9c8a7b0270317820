import type { Engine, Overview } from "../flow/engine.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { CAMPAIGN_STATUSES } from "../nouns/campaign-record.ts";
import { campaignTitle } from "../nouns/campaign-words.ts";
import { keepCurrent } from "./browser/keep-current.ts";
import { reviewCampaigns } from "./browser/review-campaigns.ts";
import { sizeOf } from "./campaign-answer.ts";
import {
  type CampaignFilters,
  campaignListPath,
  campaignListQuery,
  filterText,
} from "./campaign-list-query.ts";
import { CAMPAIGN_LIST_STYLE } from "./campaign-list-style.ts";
import { CAMPAIGN_LIST_WORDS } from "./campaign-list-words.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { CAMPAIGN_ORIGINS } from "./campaign-schemas.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { statusTag } from "./campaigns-part.ts";
import { detectionLines, watchedPart } from "./detection-part.ts";
import { Html, html } from "./html.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, scoreText } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import {
  CURSOR_CHARS_MAX,
  LISTED_OWNERS_MAX,
  REVIEW_NOTE_CHARS_MAX,
  REVIEWER_CHARS_MAX,
} from "./serve-limits.ts";

/** The parts of the list's page that change, as markup by name; the stream sends the same. */
export async function campaignListParts(
  engine: Engine,
  filters: CampaignFilters,
  lang: Lang,
): Promise<Readonly<Record<"tabs" | "list" | "detection", string>>> {
  const overview = await engine.overview();
  return {
    tabs: tabsPart(overview, filters, lang).text,
    list: (await listPart(engine, overview, filters, lang)).text,
    detection: detectionLines(engine.campaigns.health(), lang).text,
  };
}

/** The list of campaigns as a whole page: filtered by links and a plain form, reviewed by a script. */
export async function campaignListPage(
  engine: Engine,
  filters: CampaignFilters,
  lang: Lang,
  nonces: { readonly script: string; readonly style: string },
): Promise<string> {
  const words = CAMPAIGN_LIST_WORDS[lang];
  const parts = await campaignListParts(engine, filters, lang);
  const part = (name: keyof typeof parts) => html`<div data-part="${name}">${new Html(parts[name])}</div>`;
  return pageFrame({
    lang,
    title: `${words.title} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p>
<p class="motto"><a href="/?lang=${lang}#campaigns">← ${CAMPAIGN_PAGE_WORDS[lang].back}</a></p>`,
    path: `/campaigns?${filterText(filters)}`,
    stream: `/live?page=campaigns&${filterText(filters)}`,
    main: html`<section aria-labelledby="title"><h1 id="title">${words.title}</h1>
<nav aria-label="${words.of}">${part("tabs")}</nav>
${filterForm(filters, lang)}</section>
<section class="found-card" aria-label="${words.title}"><label class="all" data-scripted hidden><input type="checkbox" data-all>${words.selectAll}</label>${part("list")}</section>
${batchForm(lang)}
<section class="bare">${part("detection")}</section>`,
    reloadSeconds: null,
    scripts: [keepCurrent, reviewCampaigns],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, CAMPAIGN_LIST_STYLE],
    nonces,
  });
}

function tabsPart({ campaigns }: Overview, filters: CampaignFilters, lang: Lang): Html {
  const { status, after: _begins, ...others } = filters;
  const all = campaigns.open + campaigns.confirmed + campaigns.dismissed;
  const tab = (name: string, count: number, asked: CampaignFilters, current: boolean) =>
    html`<li><a href="${campaignListPath(asked, lang)}"${current ? new Html(' aria-current="page"') : ""}>${name} ${number(count)}</a></li>`;
  const words = CAMPAIGN_PAGE_WORDS[lang].statusWord;
  return html`<ul class="tabs">${tab(CAMPAIGN_LIST_WORDS[lang].all, all, others, status === undefined)}${CAMPAIGN_STATUSES.map(
    (one) => tab(words[one], campaigns[one], { ...others, status: one }, status === one),
  )}</ul>`;
}

function filterForm(filters: CampaignFilters, lang: Lang): Html {
  const words = CAMPAIGN_LIST_WORDS[lang];
  const page = CAMPAIGN_PAGE_WORDS[lang];
  const select = (
    name: keyof CampaignFilters,
    label: string,
    options: readonly (readonly [string, string])[],
  ) =>
    html`<label>${label}<select name="${name}">${options.map(
      ([value, text]) =>
        html`<option value="${value}"${(filters[name] ?? "") === value ? new Html(" selected") : ""}>${text}</option>`,
    )}</select></label>`;
  const { after: _begins, ...narrowed } = filters;
  const { status, ...formed } = narrowed;
  const clear =
    Object.keys(formed).length === 0
      ? null
      : html`<a href="${campaignListPath(status === undefined ? {} : { status }, lang)}">${words.clear}</a>`;
  return html`<form class="filters" action="/campaigns" method="get" role="search" aria-label="${words.filters}">
<input type="hidden" name="lang" value="${lang}">${status === undefined ? null : html`<input type="hidden" name="status" value="${status}">`}
${select("live", words.live, [
  ["", words.anyLive],
  ["true", page.live],
  ["false", page.ended],
])}
${select("origin", words.origin, [["", words.anyOrigin], ...CAMPAIGN_ORIGINS.map((one) => [one, page.originWord[one]] as const)])}
${select("order", words.order, [
  ["", words.severity],
  ["newest", words.newest],
])}
<label class="about">${words.about} <span class="note">${words.aboutHint}</span><input type="search" name="about" value="${filters.about ?? ""}" maxlength="${CURSOR_CHARS_MAX}" autocomplete="off" spellcheck="false"></label>
<p><button type="submit">${words.show}</button>${clear}</p>
</form>`;
}

async function listPart(
  engine: Engine,
  overview: Overview,
  filters: CampaignFilters,
  lang: Lang,
): Promise<Html> {
  const words = CAMPAIGN_LIST_WORDS[lang];
  const page = CAMPAIGN_PAGE_WORDS[lang];
  const { items, next } = await engine.campaigns.list(campaignListQuery(filters));
  if (items.length === 0) {
    const { open, confirmed, dismissed } = overview.campaigns;
    const none = open + confirmed + dismissed === 0;
    const why = none ? page.noneYet : filters.after === undefined ? words.nothingMatches : words.beyond;
    const watched = none ? watchedPart(engine.campaigns.health(), overview, lang) : null;
    return html`<div class="empty"><h2>${why}</h2>${watched}</div>${pager(filters, null, lang)}`;
  }
  const heads = [PAGE_WORDS[lang].score, words.members, words.events, words.corrected];
  return html`<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${page.campaign}</th>${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${items.map((record) => row(record, lang))}</tbody></table>${pager(filters, next, lang)}`;
}

function row(record: CampaignRecord, lang: Lang): Html {
  const words = CAMPAIGN_LIST_WORDS[lang];
  const page = CAMPAIGN_PAGE_WORDS[lang];
  const id = encodeURIComponent(record.id.toWellFormed());
  const title = campaignTitle(sizeOf(record))[lang];
  const at = (ms: number) => instant(new Date(ms).toISOString());
  const owners = record.owners.slice(0, LISTED_OWNERS_MAX);
  const gained =
    owners.length === 0
      ? null
      : html` · ${words.owners(owners.length, number(record.ownerCount))}${owners.map(({ owner }, i) => html`${i === 0 ? "" : ", "}${identifier(owner)}`)}${record.ownerCount > owners.length ? " …" : ""}`;
  const box = html`<input type="checkbox" data-review="/v1/campaigns/${id}" data-name="${title}" data-status="${record.status}" data-events="${record.eventCount}" aria-label="${words.select}: ${title}">`;
  return html`<tr role="row"><th scope="row" role="rowheader"><div class="pick">${box}<span><a href="/campaigns/${id}?lang=${lang}">${title}</a> <span class="tag">${statusTag(record, page)} · ${page.since} ${at(record.fromMs)} · ${words.found} ${at(record.foundAtMs)}</span><span class="tag">${page.originWord[record.origin]}${gained}</span></span></div></th><td role="cell" class="strong">${scoreText(record.score)}</td><td role="cell">${number(record.memberCount)}</td><td role="cell">${number(record.eventCount)}</td><td role="cell">${number(record.correctedCount)}</td></tr>`;
}

function pager(filters: CampaignFilters, next: string | null, lang: Lang): Html | null {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { after, ...others } = filters;
  if (after === undefined && next === null) return null;
  const first =
    after === undefined ? null : html`<a href="${campaignListPath(others, lang)}">${words.first}</a>`;
  const further =
    next === null
      ? null
      : html`<a href="${campaignListPath({ ...others, after: next }, lang)}" rel="next">${words.next}</a>`;
  return html`<p class="pager">${first} ${further}</p>`;
}

function batchForm(lang: Lang): Html {
  const words = CAMPAIGN_LIST_WORDS[lang];
  const page = CAMPAIGN_PAGE_WORDS[lang];
  const { open, confirmed, dismissed } = words.done;
  return html`<section class="batch-card" aria-labelledby="review"><h2 id="review">${words.review}</h2>
<form class="review" data-batch data-scripted hidden data-none="${words.noneSelected}" data-selected="${words.selected}" data-progress="${words.progress}" data-open="${open}" data-confirmed="${confirmed}" data-dismissed="${dismissed}" data-failed="${words.failed}" data-moved="${words.moved}" data-undone="${words.undone}">
<p class="note">${words.reviewNote}</p>
<p class="picked" role="status" data-picked>${words.noneSelected}</p>
<div class="two"><label>${page.by}<input name="by" autocomplete="name" maxlength="${REVIEWER_CHARS_MAX}" required></label>
<label>${page.note} <span class="note">${page.noteHint}</span><input name="note" maxlength="${REVIEW_NOTE_CHARS_MAX}"></label></div>
<div class="actions"><button type="submit" value="confirmed" class="confirmed" data-needs disabled>${words.confirm}</button><button type="submit" value="dismissed" data-needs disabled>${words.dismiss}</button><button type="button" data-clear data-needs disabled>${words.unselect}</button><button type="button" data-undo hidden>${words.undo}</button></div>
<p class="answer" role="alert" data-answer></p>
<ul class="outcomes" aria-live="polite" data-outcomes></ul>
</form>
<noscript><p class="note">${words.noScript}</p></noscript></section>`;
}
