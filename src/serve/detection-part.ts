import type { Overview } from "../flow/engine.ts";
import type { DetectionHealth, NightlyHealth } from "../flow/reviewed-campaigns.ts";
import { CAMPAIGN_PAGE_WORDS, type CampaignPageWords } from "./campaign-page-words.ts";
import { DETECTION_WORDS } from "./detection-words.ts";
import { type Html, html } from "./html.ts";
import { instant, number } from "./page-text.ts";
import type { Lang } from "./page-words.ts";

/** How detection does: a line of the windows, and one of the nights where weeks are looked at. */
export function detectionLines(health: DetectionHealth, lang: Lang): Html {
  const nightly = health.nightly === undefined ? null : nightlyLine(health.nightly, lang);
  return html`${healthLine(health, CAMPAIGN_PAGE_WORDS[lang])}${nightly}`;
}

/** What is watched, and since when: what an empty list means. */
export function watchedPart(health: DetectionHealth, overview: Overview, lang: Lang): Html {
  const words = DETECTION_WORDS[lang];
  if (health.state === "off") return html`<p class="none">${words.notWatched}</p>`;
  const windows = health.windows.map(({ windowMs }) => String(windowMs / 3_600_000)).join(", ");
  return html`<p class="none">${windows === "" ? "" : words.windows(windows)} ${health.nightly === undefined ? "" : words.weeks}</p>
<p class="none">${CAMPAIGN_PAGE_WORDS[lang].noneText(number(health.position))} ${words.newPools}</p>
<p class="note">${words.since} ${at(overview.startedAtMs)}</p>`;
}

function healthLine(health: DetectionHealth, words: CampaignPageWords): Html {
  const { state, reason, position, behind, lastPassAtMs, windows, evicted } = health;
  const parts: Html[] = [html`<b>${words.health[state]}</b>${reason === "" ? "" : `: ${reason}`}`];
  if (state !== "off") parts.push(html`${words.healthDetail(number(position), number(behind))}`);
  if (lastPassAtMs > 0) parts.push(html`${words.lookedAt} ${at(lastPassAtMs)}`);
  const looks = windows
    .filter(({ lastPassAtMs: looked }) => looked > 0)
    .map(({ windowMs, tookMs }) => words.look(`${windowMs / 3_600_000} h`, duration(tookMs)));
  if (looks.length > 0) parts.push(html`${looks.join(", ")}`);
  if (evicted > 0) parts.push(html`${words.evicted(number(evicted))}`);
  return line("health", state, parts);
}

function nightlyLine({ state, reason, last, acts, evicted, nextMs }: NightlyHealth, lang: Lang): Html {
  const words = DETECTION_WORDS[lang];
  const parts: Html[] = [html`<b>${words.nightly[state]}</b>${reason === "" ? "" : `: ${reason}`}`];
  parts.push(
    last === null
      ? html`${words.noNight}`
      : html`${words.latest} ${at(last.atMs)}${words.lastNight(number(last.campaigns), duration(last.tookMs), number(last.events))}`,
  );
  parts.push(html`${words.acts(number(acts))}`);
  if (evicted > 0) parts.push(html`${words.evicted(number(evicted))}`);
  if (nextMs > 0) parts.push(html`${words.next} ${at(nextMs)}`);
  return line("nights", state, parts);
}

function line(name: string, state: string, parts: readonly Html[]): Html {
  return html`<p class="note health ${name}" data-state="${state}">${parts.map((part, i) => (i === 0 ? part : html` · ${part}`))}</p>`;
}

function at(ms: number): Html {
  return instant(new Date(ms).toISOString());
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
