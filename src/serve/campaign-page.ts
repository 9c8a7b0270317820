import { setImmediate } from "node:timers/promises";
import type { CampaignReviews, PageQuery } from "../flow/reviewed-campaigns.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { campaignHeadline } from "../nouns/campaign-words.ts";
import { falseAlarmText } from "../nouns/false-alarm-words.ts";
import { kindWord } from "../words/kind-words.ts";
import { LINK_STATE_WORDS } from "../words/link-words.ts";
import { countWords, typeWord } from "../words/type-words.ts";
import { keepCurrent } from "./browser/keep-current.ts";
import { reviewCampaign } from "./browser/review-campaign.ts";
import { sizeOf } from "./campaign-answer.ts";
import { type CampaignCounts, countsOf } from "./campaign-counts.ts";
import { explanationsPart, measuredPart, reasonsPart } from "./campaign-evidence-part.ts";
import { CAMPAIGN_LIST_WORDS } from "./campaign-list-words.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { graphPart, timelinePart } from "./campaign-pictures.ts";
import { decisionButtons, reviewForm, reviewsPart } from "./campaign-review-part.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { statusTag } from "./campaigns-part.ts";
import type { EventDrawer } from "./drawn-events.ts";
import { Html, html, shownId } from "./html.ts";
import type { ServedPayee } from "./link-answer.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, scoreText, unbroken } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { DRAWING_MS_MAX, PAGE_EVENTS_MAX, PAGE_ROWS_MAX, SHOWN_ID_CHARS_MAX } from "./serve-limits.ts";
import { stackedBar } from "./stacked-bar.ts";
import { actorPath, targetPath } from "./trail-page.ts";

/** Where its lists of members and events begin; by default at their beginning. */
export interface CampaignPageQuery {
  readonly members?: string;
  readonly events?: string;
}

type Nonces = { readonly script: string; readonly style: string };

/**
 * The parts of a campaign's page that change, as markup by name; the stream sends the same. Null when there is no such campaign.
 * Pictures show what was read by now; each call reads a slice further.
 */
export async function campaignParts(
  reviews: CampaignReviews,
  drawer: EventDrawer,
  id: string,
  lang: Lang,
): Promise<Readonly<Record<string, string>> | null> {
  const record = await reviews.get(id);
  if (record === null) return null;
  const counts = await countsOf(reviews, id);
  await drawer.advance(record);
  const drawn = drawer.drawn(id);
  return {
    lead: leadPart(record, counts, lang).text,
    counts: countsPart(record, counts, lang).text,
    acts: timelinePart(record, drawn, lang).text,
    graph: (await graphPart(reviews, record, drawn, lang)).text,
    buttons: decisionButtons(record, counts, lang).text,
    reviews: reviewsPart(record.reviews, lang).text,
    lifecycle: lifecyclePart(record, lang).text,
  };
}

/** A campaign's whole page; a page that says so when there is none. Waits `DRAWING_MS_MAX` for its pictures, others are let in meanwhile. */
export async function campaignPage(
  reviews: CampaignReviews,
  drawer: EventDrawer,
  id: string,
  lang: Lang,
  query: CampaignPageQuery,
  nonces: Nonces,
  payees: readonly ServedPayee[] = [],
): Promise<string> {
  const record = await reviews.get(id);
  const untilMs = performance.now() + DRAWING_MS_MAX;
  while (record !== null && performance.now() < untilMs && (await drawer.advance(record)))
    await setImmediate();
  const parts = await campaignParts(reviews, drawer, id, lang);
  const main =
    record === null || parts === null
      ? null
      : await campaignMain(reviews, record, parts, query, lang, payees);
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const path = `/campaigns/${encodeURIComponent(id.toWellFormed())}`;
  return pageFrame({
    lang,
    title: `${record === null ? words.campaign : words.oneOf[record.status]} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p>
<p class="motto"><a href="/?lang=${lang}#campaigns">← ${words.back}</a> · <a href="/campaigns?lang=${lang}">${CAMPAIGN_LIST_WORDS[lang].title}</a></p>`,
    path: `${path}?`,
    stream: `/live?campaign=${encodeURIComponent(id.toWellFormed())}&`,
    main:
      main ?? html`<section class="lead"><h1>${words.notFound}</h1><p>${words.notFoundText}</p></section>`,
    reloadSeconds: null,
    scripts: main === null ? [] : [keepCurrent, reviewCampaign],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE],
    nonces,
  });
}

async function campaignMain(
  reviews: CampaignReviews,
  record: CampaignRecord,
  parts: Readonly<Record<string, string>>,
  query: CampaignPageQuery,
  lang: Lang,
  payees: readonly ServedPayee[],
): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const part = (name: string) => html`<div data-part="${name}">${new Html(parts[name] ?? "")}</div>`;
  const titled = (name: string, title: string, content: Html) =>
    html`<section class="${name}-card" aria-labelledby="${name}"><h2 id="${name}">${title}</h2>${content}</section>`;
  return html`<section class="lead">${part("lead")}</section>
${titled("why", words.why, reasonsPart(record, lang))}
${titled("decide", words.decide, html`${reviewForm(record, part("buttons"), lang)}<h3>${words.reviews}</h3>${part("reviews")}`)}
${titled("whynot", words.whyNot, explanationsPart(record, lang))}
${titled("measured", words.measured, measuredPart(record.evidence, lang))}
${titled("counts", words.counts, part("counts"))}
${titled("acts", words.acts, part("acts"))}
${titled("graph", words.graph, part("graph"))}
${titled("gained", words.owners, ownersPart(record, lang))}
${payees.length === 0 ? null : titled("payees", words.payees, payeesPart(payees, lang))}
${titled("lifecycle", words.lifecycle, part("lifecycle"))}
${titled("members", words.members, await membersPart(reviews, record, query, lang))}
${titled("events", words.eventList, await eventsPart(reviews, record, query, lang))}`;
}

function leadPart(record: CampaignRecord, counts: CampaignCounts, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { facts } = words;
  const at = (ms: number) => instant(new Date(ms).toISOString());
  const rate =
    record.falseAlarmRate === null
      ? facts.falseAlarmUnknown
      : falseAlarmText(record.falseAlarmRate, record.falseAlarmAtFloor ?? false)[lang];
  const known =
    record.matchedPool === null || record.matchedPool === record.id
      ? []
      : ([
          [
            facts.matchedPool,
            html`<a href="/campaigns/${encodeURIComponent(record.matchedPool.toWellFormed())}?lang=${lang}">${identifier(record.matchedPool)}</a>`,
          ],
        ] as const);
  const rows: readonly (readonly [string, Html])[] = [
    [facts.score, html`<b>${scoreText(record.score)}</b>`],
    [facts.falseAlarms, html`${rate}`],
    [facts.origin, html`${words.originWord[record.origin]}`],
    ...known,
    [facts.window, html`${at(record.fromMs)} – ${until(record)}`],
    [facts.found, at(record.foundAtMs)],
    [facts.seen, at(record.seenAtMs)],
    [facts.events, html`${number(record.eventCount)}`],
    [facts.corrected, html`${number(record.correctedCount)}`],
  ];
  return html`<p class="tag">${words.oneOf[record.status]} ${identifier(record.id)} · ${statusTag(record, words)}</p>
<h1>${unbroken(campaignHeadline(sizeOf(record), record.evidence)[lang])}</h1>
${counterfactual(counts, lang)}
<p class="note">${words.claim}</p>
<dl>${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The end of a window; on the day it began by its time alone. */
function until({ fromMs, toMs }: CampaignRecord): Html {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  if (from.slice(0, 10) !== to.slice(0, 10)) return instant(to);
  return html`<time datetime="${to}">${to.slice(11, 19)}</time>`;
}

/** The counterfactual of the target that gained most, in a sentence. */
function counterfactual(counts: CampaignCounts, lang: Lang): Html | null {
  const gain = (target: CampaignCounts["targets"][number]) => target.publicWith - target.publicWithout;
  const most = counts.targets.toSorted((a, b) => gain(b) - gain(a))[0];
  if (most === undefined || gain(most) <= 0) return null;
  const words = PAGE_WORDS[lang];
  const name = `${kindWord(most.kind)[words.lang]} ${shownId(most.id, SHOWN_ID_CHARS_MAX)}`;
  return html`<p class="without">${CAMPAIGN_PAGE_WORDS[lang].counterfactual(name, countWords(most.type)[words.lang], number(most.publicWithout), number(most.publicWith))}</p>`;
}

function countsPart(record: CampaignRecord, counts: CampaignCounts, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const page = PAGE_WORDS[lang];
  const targets = counts.targets.slice(0, PAGE_ROWS_MAX);
  if (targets.length === 0) return html`<p class="none">${words.noEffectYet}</p>`;
  const rows = targets.map((target) => {
    const segments = [
      { word: "allow", count: target.publicWithout },
      { word: "reject", count: target.publicWith - target.publicWithout },
    ];
    const owner = target.owner === null ? null : html` · ${identifier(target.owner)}`;
    return html`<tr role="row"><th scope="row" role="rowheader"><a href="${targetPath(target.kind, target.id)}?lang=${lang}">${identifier(target.id)}</a> <span class="tag">${kindWord(target.kind)[page.lang]} · ${typeWord(target.type)[page.lang]}${owner}</span>${stackedBar("bar", segments, target.publicWith)}</th><td role="cell">${number(target.publicWith)}</td><td role="cell" class="strong">${number(target.publicWithout)}</td><td role="cell">${number(target.public)}</td></tr>`;
  });
  const unseen = record.targetCount - targets.length;
  const more =
    unseen > 0
      ? html`<p class="note">${words.moreTargets(number(unseen))} <a href="/v1/campaigns/${encodeURIComponent(record.id.toWellFormed())}/targets">/targets</a></p>`
      : null;
  return html`<p class="note">${words.countsNote}</p><table role="table" class="three"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${page.target}</th><th scope="col" role="columnheader">${words.withThem}</th><th scope="col" role="columnheader">${words.withoutThem}</th><th scope="col" role="columnheader">${words.countsNow}</th></tr></thead><tbody role="rowgroup">${rows}</tbody></table>
<p class="legend" aria-hidden="true"><span><i class="allow"></i>${words.stays}</span><span><i class="reject"></i>${words.cut}</span></p>${more}`;
}

function lifecyclePart(record: CampaignRecord, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const items = record.lifecycle.toReversed().map(({ atMs, transition, members, other }) => {
    const link =
      other === null
        ? null
        : html` · ${words.transitionOther(transition)} <a href="/campaigns/${encodeURIComponent(other.toWellFormed())}?lang=${lang}">${identifier(other)}</a>`;
    return html`<li>${instant(new Date(atMs).toISOString())} ${words.transitionText(transition, number(members))}${link}</li>`;
  });
  return html`<ul class="steps">${items.slice(0, PAGE_ROWS_MAX)}</ul>`;
}

function ownersPart(record: CampaignRecord, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const items = record.owners
    .slice(0, PAGE_ROWS_MAX)
    .map(
      ({ owner, acts }) =>
        html`<li>${identifier(owner)} <span class="tag">${words.ownerActs(number(acts))}</span></li>`,
    );
  if (items.length === 0) return html`<p class="none">–</p>`;
  return html`<ul class="chips">${items}</ul>`;
}

/** Payees whose orders it served; one that chance explains as well is not named. */
function payeesPart(payees: readonly ServedPayee[], lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const items = payees
    .slice(0, PAGE_ROWS_MAX)
    .map(
      ({ payee, state, orders }) =>
        html`<li><a href="/links/${encodeURIComponent(payee.toWellFormed())}?lang=${lang}">${identifier(payee)}</a> <span class="note">${words.payeeOrders(number(orders))} · ${LINK_STATE_WORDS[state][lang]}</span></li>`,
    );
  return html`<p class="note">${words.payeesNote}</p><ul class="reasons">${items}</ul>`;
}

async function membersPart(
  reviews: CampaignReviews,
  record: CampaignRecord,
  query: CampaignPageQuery,
  lang: Lang,
): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { items, next } = await reviews.members(record.id, pageQuery(PAGE_ROWS_MAX, query.members));
  const chips = items.map(
    ({ actor, probability, orders }) =>
      html`<li>${actor === "" ? words.erased : html`<a href="${actorPath(actor)}?lang=${lang}">${identifier(actor)}</a>`} <span class="tag">${Math.floor(probability * 100)} % · ${words.memberOrders(number(orders))}</span></li>`,
  );
  return html`<ul class="chips">${chips}</ul>${pager(record, query, "members", next, lang)}`;
}

async function eventsPart(
  reviews: CampaignReviews,
  record: CampaignRecord,
  query: CampaignPageQuery,
  lang: Lang,
): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const page = PAGE_WORDS[lang];
  const { items, next } = await reviews.events(record.id, pageQuery(PAGE_EVENTS_MAX, query.events));
  const buckets = { public: page.public, held: page.held, rejected: page.rejected };
  const rows = items.map(({ event, type, atMs, actor, target, bucket }) => {
    const link = `/v1/decisions/${encodeURIComponent(event.toWellFormed())}`;
    const counted = bucket === null ? words.takenBack : buckets[bucket];
    return html`<li><a href="${link}">${identifier(event)}</a> <span class="tag">${instant(new Date(atMs).toISOString())} · ${counted}</span><br>${actor === "" ? words.erased : identifier(actor)} <span class="tag">${typeWord(type)[page.lang]} → ${kindWord(target.kind)[page.lang]}</span> ${identifier(target.id)}</li>`;
  });
  const dropped = rows.length === 0 && record.eventCount > 0;
  return html`<ul class="events">${rows}</ul>${dropped ? html`<p class="note">${words.eventsKept}</p>` : null}${pager(record, query, "events", next, lang)}`;
}

function pager(
  record: CampaignRecord,
  query: CampaignPageQuery,
  list: keyof CampaignPageQuery,
  next: string | null,
  lang: Lang,
): Html | null {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const link = (after: string | undefined, label: string) => {
    const asked = new URLSearchParams({ lang });
    for (const [name, value] of Object.entries({ ...query, [list]: after })) {
      if (value !== undefined) asked.set(name, value);
    }
    return html`<a href="/campaigns/${encodeURIComponent(record.id.toWellFormed())}?${asked.toString()}#${list}">${label}</a>`;
  };
  if (query[list] === undefined && next === null) return null;
  return html`<p class="pager">${query[list] === undefined ? null : link(undefined, words.first)} ${next === null ? null : link(next, words.next)}</p>`;
}

function pageQuery(limit: number, after: string | undefined): PageQuery {
  return after === undefined ? { limit } : { limit, after };
}
