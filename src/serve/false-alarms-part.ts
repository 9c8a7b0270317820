import type { DetectionHealth } from "../flow/reviewed-campaigns.ts";
import { percentText } from "../nouns/figure-text.ts";
import { kindWord } from "../words/kind-words.ts";
import { typeWord } from "../words/type-words.ts";
import { type Html, html } from "./html.ts";
import { identifier, instant, number, unbroken } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { SURGES_LISTED_MAX } from "./serve-limits.ts";

const WORDS = {
  zh: {
    notYet: "误报率：需先看过至少一小时的事件，才能显示名义值与实测值。",
    lead: (windows: string) => `误报率（不属于任何疑似协同行为的 ${windows} 个目标五分钟窗口），自`,
    rate: (nominal: string, empirical: string, low: string, high: string) =>
      `名义 ${nominal}，实测 ${empirical}（${low} 至 ${high}）`,
    assumes: "前提是刷量能被发现：未被发现的按正常计入，会占用正常窗口的告警名额",
    surges: "增速超出自身节奏的目标，五分钟起于",
    surgesNote: "仅提示该看哪里，并非证据：粉丝与热点人群的增幅往往高于多数订单",
    more: (count: string) => `另有 ${count} 个，见`,
    colon: "：",
  },
  en: {
    notYet: "False alarms: nominal and empirical rates show once an hour of events was seen.",
    lead: (windows: string) =>
      `False alarms of ${windows} five-minute windows of targets in no campaign, since`,
    rate: (nominal: string, empirical: string, low: string, high: string) =>
      `nominal ${nominal}, empirical ${empirical} (${low} to ${high})`,
    assumes:
      "holds as far as campaigns are found: what none of them names counts as honest, and takes alarms from what is",
    surges: "Rising beyond their own pace in the five minutes from",
    surgesNote: "a cue where to look, no evidence: fans and flash crowds rise higher than most orders",
    more: (count: string) => `${count} more in`,
    colon: ": ",
  },
} as const;

/** Nominal and empirical alarm rates, and the targets that rise beyond their own pace now; nothing where nothing is watched. */
export function falseAlarmsPart({ falseAlarms, surges = [] }: DetectionHealth, lang: Lang): Html | null {
  if (falseAlarms === undefined) return null;
  const words = WORDS[lang];
  const [first] = falseAlarms;
  if (first === undefined) return html`<p class="note alarms">${words.notYet}</p>`;
  const rates = falseAlarms.map(({ nominal, empirical, low, high }) =>
    unbroken(words.rate(percentText(nominal), percentText(empirical), percentText(low), percentText(high))),
  );
  return html`<p class="note alarms">${words.lead(number(first.n))} ${at(first.fromMs)}${words.colon}${rates.join(" · ")} (${words.assumes})</p>${surgesLine(surges, lang)}`;
}

function surgesLine(surges: NonNullable<DetectionHealth["surges"]>, lang: Lang): Html | null {
  const [first] = surges;
  if (first === undefined) return null;
  const words = WORDS[lang];
  const page = PAGE_WORDS[lang];
  const items = surges
    .slice(0, SURGES_LISTED_MAX)
    .map(
      ({ kind, id, type }, i) =>
        html`${i === 0 ? "" : " · "}${kindWord(kind)[page.lang]} ${identifier(id)} ${typeWord(type)[page.lang]}`,
    );
  const unseen = surges.length - SURGES_LISTED_MAX;
  const more =
    unseen > 0 ? html` · ${words.more(number(unseen))} <a href="/v1/detection">/v1/detection</a>` : null;
  return html`<p class="note surges">${words.surges} ${at(first.fromMs)} (${words.surgesNote})${words.colon}${items}${more}</p>`;
}

function at(ms: number): Html {
  return instant(new Date(ms).toISOString());
}
