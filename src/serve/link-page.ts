import type { Engine } from "../flow/engine.ts";
import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";
import { LINK_EXCLUSION_WORDS, LINK_STATE_WORDS } from "../words/link-words.ts";
import { typeWords } from "../words/type-words.ts";
import { keepCurrent } from "./browser/keep-current.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { deliveryPicture } from "./delivery-picture.ts";
import { type Html, html } from "./html.ts";
import { servingCampaigns } from "./link-answer.ts";
import { LINK_PAGE_WORDS } from "./link-page-words.ts";
import { LINK_STYLE } from "./link-style.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, percent } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { LIST_ITEMS_DEFAULT } from "./serve-limits.ts";

type Nonces = { readonly script: string; readonly style: string };

/** The page of all payees: those whose payments were followed by steps first. */
export function linkListPage(engine: Engine, lang: Lang, nonces: Nonces): string {
  const words = LINK_PAGE_WORDS[lang];
  const links = engine.links.list().slice(0, LIST_ITEMS_DEFAULT);
  const heads = [words.says, words.orders, words.followed, words.rate, words.dose];
  const list =
    links.length === 0
      ? null
      : html`<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.payee}</th>${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${links.map((link) => listRow(link, lang))}</tbody></table>`;
  return frame(
    lang,
    words.title,
    "/links",
    nonces,
    html`<section aria-labelledby="title"><h1 id="title">${words.title}</h1><p class="note">${words.about}</p></section>
<section class="links-card" aria-label="${words.title}">${list}${healthLine(engine, links.length, lang)}</section>`,
  );
}

/** The page of one payee: what is said, the delivery curve, the steps, what was left out, the campaigns. */
export async function payeeLinkPage(
  engine: Engine,
  link: PayeeLinkReport,
  lang: Lang,
  nonces: Nonces,
): Promise<string> {
  const words = LINK_PAGE_WORDS[lang];
  const section = (id: string, title: string, part: Html | null) =>
    part === null
      ? null
      : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${part}</section>`;
  const path = `/links/${encodeURIComponent(link.payee.toWellFormed())}`;
  return frame(
    lang,
    `${link.payee.slice(0, 40)} · ${words.title}`,
    path,
    nonces,
    html`<section class="lead" aria-labelledby="title"><h1 id="title">${words.payee} ${identifier(link.payee)}</h1>
<p class="without"><span class="state ${link.state}">${LINK_STATE_WORDS[link.state][lang]}</span></p>${factsPart(link, lang)}<p class="note">${words.caution}</p></section>
${section("curve", words.curve, curvePart(link, lang))}
${section("campaigns", words.campaigns, await campaignsPart(engine, link, lang))}
${section("steps", words.steps, stepsPart(link, lang))}
${section("excluded", words.excluded, excludedPart(link, lang))}`,
  );
}

function frame(lang: Lang, title: string, path: string, nonces: Nonces, main: Html): string {
  const words = LINK_PAGE_WORDS[lang];
  const up =
    path === "/links"
      ? html`<a href="/?lang=${lang}">← ${words.back}</a>`
      : html`<a href="/links?lang=${lang}">← ${words.title}</a>`;
  return pageFrame({
    lang,
    title: `${title} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p><p class="motto">${up}</p>`,
    path,
    stream: "/live?",
    main,
    reloadSeconds: null,
    scripts: [keepCurrent],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, LINK_STYLE],
    nonces,
  });
}

function listRow(link: PayeeLinkReport, lang: Lang): Html {
  const words = LINK_PAGE_WORDS[lang];
  const href = `/links/${encodeURIComponent(link.payee.toWellFormed())}?lang=${lang}`;
  // On a narrow screen each cell stands on a line of its own and says its column.
  const cell = (head: string, value: Html | string) =>
    html`<td role="cell" data-head="${head}"><span>${value}</span></td>`;
  const state = html`<span class="state ${link.state}">${LINK_STATE_WORDS[link.state][lang]}</span>`;
  return html`<tr role="row"><th scope="row" role="rowheader"><a href="${href}">${identifier(link.payee)}</a></th>${cell(words.says, state)}${cell(words.orders, number(link.orders))}${cell(words.followed, followedText(link, lang))}${cell(words.rate, chanceText(link.q, lang))}${cell(words.dose, doseText(link, lang) ?? "–")}</tr>`;
}

function factsPart(link: PayeeLinkReport, lang: Lang): Html {
  const words = LINK_PAGE_WORDS[lang];
  const { dose, lag_minutes: lag } = link;
  const fact = (name: string, value: string | null) =>
    value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">${fact(words.orders, number(link.orders))}${fact(words.followed, `${followedText(link, lang)}${lang === "zh" ? "，" : "; "}${words.within(number(link.scale_hours))}`)}${fact(words.chance, chanceText(link.p, lang))}${fact(words.rate, chanceText(link.q, lang))}${fact(words.dose, dose === null ? null : `${doseText(link, lang)}${lang === "zh" ? "；" : "; "}${words.agreeing(number(dose.agreeing), number(dose.steps))}`)}${fact(words.lag, lag === null ? null : words.lagText(words.minutes(lag.low), words.minutes(lag.median), words.minutes(lag.high)))}</dl>${link.fed_share === null || link.fed_share === 0 ? null : html`<p>${words.fed(percent(link.fed_share, 1))}</p>`}`;
}

function followedText(link: PayeeLinkReport, lang: Lang): string {
  if (link.p === null) return "–";
  const by = LINK_PAGE_WORDS[lang].byChance(number(Math.round(link.followed_by_chance * 10) / 10));
  return lang === "zh" ? `${number(link.followed)}（${by}）` : `${number(link.followed)} (${by})`;
}

function doseText({ dose }: PayeeLinkReport, lang: Lang): string | null {
  if (dose === null) return null;
  const per =
    dose.per_unit >= 10 ? number(Math.round(dose.per_unit)) : String(Number(dose.per_unit.toPrecision(2)));
  return LINK_PAGE_WORDS[lang].doseText(per, typeWords(dose.type)[lang], dose.currency);
}

function chanceText(chance: number | null, lang: Lang): string {
  if (chance === null) return LINK_PAGE_WORDS[lang].notMeasured;
  if (chance >= 0.001) return chance.toFixed(3);
  return chance < 1e-12 ? "< 10⁻¹²" : `10${superscript(Math.floor(Math.log10(chance)))}`;
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]!));
}

function curvePart(link: PayeeLinkReport, lang: Lang): Html | null {
  if (link.curve.length < 2) return null;
  const words = LINK_PAGE_WORDS[lang];
  const half = link.curve.find(({ median }) => median >= 0.5) ?? link.curve.at(-1)!;
  const label = words.curveLabel(words.minutes(half.lag_minutes));
  return html`${deliveryPicture(link.curve, label, words.minutes)}<p class="note">${label}${lang === "zh" ? "。" : ". "}${words.curveNote}</p>`;
}

async function campaignsPart(engine: Engine, link: PayeeLinkReport, lang: Lang): Promise<Html | null> {
  const words = LINK_PAGE_WORDS[lang];
  if (link.steps.length === 0) return null;
  const serving = await servingCampaigns(engine, link);
  if (serving.length === 0) return html`<p class="none">${words.campaignsNone}</p>`;
  return html`<ul class="chips">${serving.map(
    ({ id, orders }) =>
      html`<li><a href="/campaigns/${encodeURIComponent(id)}?lang=${lang}">${identifier(id)}</a> · ${words.served(number(orders))}</li>`,
  )}</ul>`;
}

function stepsPart(link: PayeeLinkReport, lang: Lang): Html | null {
  const words = LINK_PAGE_WORDS[lang];
  if (link.steps.length === 0) return null;
  const heads = [words.payer, words.paid, words.amount, words.lag, words.gained, words.chance];
  return html`<p class="note">${words.stepsNote}</p><table role="table" class="steps-table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.item}</th>${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${link.steps.map(
    (step) =>
      html`<tr role="row"><th scope="row" role="rowheader">${identifier(step.item.id)} <span class="tag">${typeWords(step.type)[lang]}${step.agrees ? ` · ${words.agrees}` : ""}</span></th><td role="cell" data-head="${words.payer}">${identifier(step.payer)}</td><td role="cell" data-head="${words.paid}">${instant(step.paid_at)}</td><td role="cell" data-head="${words.amount}">${step.amount === null ? "–" : `${Number(step.amount.toPrecision(6))} ${step.currency}`}</td><td role="cell" data-head="${words.lag}">${words.minutes(step.lag_minutes)}</td><td role="cell" data-head="${words.gained}"><b>+${number(Math.round(step.excess))}</b> <span class="tag">${words.expected(number(Math.round(step.expected * 10) / 10))}</span></td><td role="cell" data-head="${words.chance}">${chanceText(step.p, lang)}</td></tr>`,
  )}</tbody></table>`;
}

function excludedPart(link: PayeeLinkReport, lang: Lang): Html | null {
  const words = LINK_PAGE_WORDS[lang];
  const reasons = Object.entries(link.excluded) as [keyof typeof LINK_EXCLUSION_WORDS, number][];
  if (reasons.length === 0 && link.waiting === 0) return null;
  return html`<ul class="chips">${reasons.map(([why, count]) => html`<li>${LINK_EXCLUSION_WORDS[why][lang]} · ${number(count)}</li>`)}${link.waiting === 0 ? null : html`<li>${words.waitingText(number(link.waiting))}</li>`}</ul>`;
}

function healthLine(engine: Engine, shown: number, lang: Lang): Html {
  const words = LINK_PAGE_WORDS[lang];
  const { state, reason, position, payments, payees, waiting } = engine.links.health();
  const failed = state === "failed" ? html`<p class="note">${words.failed}${reason}</p>` : null;
  if (state === "off") return html`<p class="none">${words.off}</p>`;
  const none =
    shown === 0 ? html`<p class="none">${words.none(number(position), number(payments))}</p>` : null;
  const line = html`<p class="note">${words.health(number(position), number(payments), number(payees), number(waiting))}</p>`;
  return html`${none}${shown === 0 ? null : line}${failed}`;
}
