import type { Engine, Overview } from "../flow/engine.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { campaignTitle } from "../nouns/campaign-words.ts";
import { sizeOf } from "./campaign-answer.ts";
import { countsOf } from "./campaign-counts.ts";
import { CAMPAIGN_LIST_WORDS } from "./campaign-list-words.ts";
import { CAMPAIGN_PAGE_WORDS, type CampaignPageWords } from "./campaign-page-words.ts";
import { detectionLines } from "./detection-part.ts";
import { falseAlarmsPart } from "./false-alarms-part.ts";
import { type Html, html } from "./html.ts";
import { instant, number, scoreText } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { CAMPAIGNS_SHOWN_MAX } from "./serve-limits.ts";
import { stackedBar } from "./stacked-bar.ts";

/** The live page's list of campaigns: live and most severe first, and how detection does. */
export async function campaignsPart(engine: Engine, overview: Overview, lang: Lang): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { items } = await engine.campaigns.list({ limit: CAMPAIGNS_SHOWN_MAX });
  const { open, confirmed, dismissed, correctedEvents } = overview.campaigns;
  const health = engine.campaigns.health();
  if (items.length === 0) {
    const watched = health.state === "off" ? overview.eventsTotal : health.position;
    return html`<p class="none"><b>${words.noneYet}</b><br>${health.state === "off" ? "" : words.noneText(number(watched))}</p>${detectionLines(health, lang)}${falseAlarmsPart(health, lang)}`;
  }
  const unseen = open + confirmed + dismissed - items.length;
  const more = html`<p class="note">${unseen > 0 ? words.more(number(unseen)) : ""} <a href="/campaigns?lang=${lang}">${CAMPAIGN_LIST_WORDS[lang].title}</a></p>`;
  const rows = await Promise.all(items.map((record) => row(engine, record, lang)));
  const heads = [PAGE_WORDS[lang].score, words.withThem, words.withoutThem, words.countsNow];
  return html`<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.campaign}</th>${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${rows}</tbody></table>
<p class="legend" aria-hidden="true"><span><i class="allow"></i>${words.stays}</span><span><i class="reject"></i>${words.cut}</span></p>${more}
<p class="note">${words.totals(number(open), number(confirmed), number(dismissed), number(correctedEvents))}</p>${detectionLines(health, lang)}${falseAlarmsPart(health, lang)}`;
}

async function row(engine: Engine, record: CampaignRecord, lang: Lang): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const counts = await countsOf(engine.campaigns, record.id);
  const segments = [
    { word: "allow", count: counts.without },
    { word: "reject", count: counts.withThem - counts.without },
  ];
  const link = `/campaigns/${encodeURIComponent(record.id.toWellFormed())}?lang=${lang}`;
  return html`<tr role="row"><th scope="row" role="rowheader"><a href="${link}">${campaignTitle(sizeOf(record))[lang]}</a> <span class="tag">${statusTag(record, words)} · ${words.since} ${instant(new Date(record.fromMs).toISOString())}</span>${stackedBar("bar", segments, counts.withThem)}</th><td role="cell" class="strong">${scoreText(record.score)}</td><td role="cell">${number(counts.withThem)}</td><td role="cell" class="strong">${number(counts.without)}</td><td role="cell">${number(counts.now)}</td></tr>`;
}

/** Status and whether it goes on, in words. */
export function statusTag(record: CampaignRecord, words: CampaignPageWords): Html {
  return html`<span class="state ${record.status}">${words.statusWord[record.status]}</span> · ${record.live ? words.live : words.ended}`;
}
