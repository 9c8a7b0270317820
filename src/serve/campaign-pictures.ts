import type { CampaignReviews } from "../flow/reviewed-campaigns.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { spanText } from "../nouns/figure-text.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import type { DrawnEvents } from "./drawn-events.ts";
import { type Html, html } from "./html.ts";
import { instant, minute, number, percent } from "./page-text.ts";
import type { Lang } from "./page-words.ts";
import { GRAPH_MEMBERS_MAX, GRAPH_TARGETS_MAX } from "./serve-limits.ts";

/** Widths of a bar of the timeline, and how many bars there are at the most. */
const BAR_WIDTHS_MS = [60_000, 300_000, 900_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000];
const BARS_MAX = 100;

/** When members acted, as bars. */
export function timelinePart(record: CampaignRecord, drawn: DrawnEvents, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { events } = drawn;
  if (events.length === 0) return html`<p class="none">${words.actsNone}</p>`;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { atMs } of events) {
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
  }
  const widthMs =
    BAR_WIDTHS_MS.find((width) => (toMs - fromMs) / width < BARS_MAX - 1) ??
    Math.ceil((toMs - fromMs) / (BARS_MAX - 2));
  const startMs = Math.floor(fromMs / widthMs) * widthMs;
  const counts = new Array<number>(Math.floor((toMs - startMs) / widthMs) + 1).fill(0);
  for (const { atMs } of events) counts[Math.floor((atMs - startMs) / widthMs)]!++;
  const peak = Math.max(...counts);
  const peakAt = new Date(startMs + counts.indexOf(peak) * widthMs).toISOString();
  const [before, after] = words.actsCaption(spanText(widthMs)[lang], number(peak));
  const bars = counts.flatMap((count, i) => {
    if (count === 0) return [];
    const height = Math.max(1, (count / peak) * 70);
    return [
      html`<rect x="${i * 10 + 0.8}" y="${(70 - height).toFixed(1)}" width="8.4" height="${height.toFixed(1)}"/>`,
    ];
  });
  return html`<svg class="bars timeline" viewBox="0 0 ${counts.length * 10} 70" preserveAspectRatio="none" role="img" aria-label="${before}${peakAt}${after}">${bars}</svg>
<p class="axis"><span>${instant(new Date(startMs).toISOString())}</span><span>${instant(new Date(startMs + counts.length * widthMs).toISOString())}</span></p>
<p class="note">${before}${minute(peakAt)}${after}${partial(record, drawn, lang)}</p>`;
}

/** Which member took part in what: the surest members by the targets with most of their acts. */
export async function graphPart(
  reviews: CampaignReviews,
  record: CampaignRecord,
  drawn: DrawnEvents,
  lang: Lang,
): Promise<Html> {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const members = (await reviews.members(record.id, { limit: GRAPH_MEMBERS_MAX })).items;
  const row = new Map(members.map(({ actor }, i) => [actor, i]));
  const acts = new Map<string, number>();
  for (const { target } of drawn.events) {
    const key = `${target.kind}/${target.id}`;
    acts.set(key, (acts.get(key) ?? 0) + 1);
  }
  const shown = [...acts].sort((a, b) => b[1] - a[1]).slice(0, GRAPH_TARGETS_MAX);
  const column = new Map(shown.map(([key], i) => [key, i]));
  if (members.length === 0 || shown.length === 0) return html`<p class="none">${words.actsNone}</p>`;
  const cells = new Set<number>();
  for (const { actor, target } of drawn.events) {
    const y = row.get(actor);
    const x = column.get(`${target.kind}/${target.id}`);
    if (x !== undefined && y !== undefined) cells.add(y * shown.length + x);
  }
  const path = [...cells].map((cell) => {
    const x = (cell % shown.length) * 10 + 0.5;
    const y = Math.floor(cell / shown.length) * 10 + 0.5;
    return `M${x} ${y}h9v9h-9z`;
  });
  const caption = words.graphCaption(
    number(members.length),
    number(record.memberCount),
    number(shown.length),
    number(Math.max(acts.size, shown.length)),
    percent(cells.size, members.length * shown.length),
  );
  return html`<svg class="matrix" viewBox="0 0 ${shown.length * 10} ${members.length * 10}" preserveAspectRatio="none" height="${members.length * 5}" role="img" aria-label="${caption}"><rect width="${shown.length * 10}" height="${members.length * 10}"/><path d="${path.join("")}"/></svg>
<p class="note">${caption}${partial(record, drawn, lang)}</p>`;
}

function partial(record: CampaignRecord, { events, whole }: DrawnEvents, lang: Lang): string {
  if (whole) return "";
  return ` ${CAMPAIGN_PAGE_WORDS[lang].partial(number(events.length), number(Math.max(record.eventCount, events.length)))}`;
}
