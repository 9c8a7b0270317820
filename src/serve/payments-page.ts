import type { PayeeView, PaymentScreening, PaymentView } from "../flow/screened-payments.ts";
import { COMPLAINT_REASON_WORDS, PAYMENT_REVIEW_WORDS } from "../words/payment-review-words.ts";
import {
  MEASURE_WORDS,
  PAPER_WORDS,
  PAYMENT_PAGE_WORDS,
  PAYMENT_VERDICT_WORDS,
  REMARK_LABEL_WORDS,
  STATE_WORDS,
} from "../words/payment-words.ts";
import { reviewPayment } from "./browser/review-payment.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { type Html, html } from "./html.ts";
import type { ServingCampaign } from "./link-answer.ts";
import { LINK_STATE_STYLE } from "./link-state-style.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, percent, riskText, scoreText } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import { payeeLinkPart } from "./payee-link-part.ts";
import { amountText, paidAt, paymentMain } from "./payment-page.ts";
import { PAYMENT_PAGE_PAYEES, PAYMENT_PAGE_PAYMENTS } from "./serve-limits.ts";

export interface PageAsked {
  readonly lang: Lang;
  readonly nonces: { readonly script: string; readonly style: string };
}

const PAYMENT_STYLE = `.pay { list-style: none; padding: 0; } .pay > li { border-top: 1px solid var(--line); padding: 10px 0; }
.pay > li:first-child { border-top: 0; } .pay p { overflow-wrap: anywhere; } mark { background: var(--gold-wash); color: inherit; border-radius: 3px; padding: 0 2px; }
.verdict { font-weight: 600; background: none; } .verdict.challenge { color: var(--challenge); background: none; } .verdict.hold { color: var(--hold); background: none; } .verdict.reject { color: var(--reject); background: none; } .verdict.allow { color: var(--allow); background: none; }

section > h2:not(:first-child), section > ul + h2, section > p + h2 { margin-top: 18px; } .buttons { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 10px; }
.review select { display: block; width: 100%; font: inherit; font-size: 15px; color: var(--ink); background: var(--ground); border: 1px solid var(--soft); border-radius: 6px; padding: 6px 9px; }
.steps code { overflow-wrap: anywhere; } .tag { white-space: normal; }
.hours-box svg { height: 72px; } .hours-box rect { fill: var(--gold); }`;

/** What stands between a word and what it names. */
const COLON = { zh: "：", en: ": " } as const;

/** Payments that were not let through, and payees by risk. */
export async function paymentsPage(
  screening: PaymentScreening,
  { lang, nonces }: PageAsked,
): Promise<string> {
  const words = PAYMENT_PAGE_WORDS[lang];
  const payments = await screening.latest(PAYMENT_PAGE_PAYMENTS);
  const payees = await screening.payees(PAYMENT_PAGE_PAYEES);
  const main = html`<section aria-labelledby="title"><h1 id="title">${words.title}</h1><p class="note">${words.intro}</p>
${payments.length === 0 ? html`<p class="none">${words.none}</p>` : html`<ul class="pay">${payments.map((one) => paymentPart(one, lang))}</ul>`}</section>
<section aria-labelledby="payees"><h2 id="payees">${words.payees}</h2>
${payees.length === 0 ? html`<p class="none">${words.noPayees}</p>` : html`<ul class="pay">${payees.map((one) => payeeLine(one, lang))}</ul>`}</section>`;
  return frame(words.title, "/payments", main, { lang, nonces });
}

/** One payee: its risk with the part of each fact, what is in proportion, how it recovers, and what it served. */
export function payeePage(
  payee: PayeeView,
  campaigns: readonly ServingCampaign[],
  { lang, nonces }: PageAsked,
): string {
  const words = PAYMENT_PAGE_WORDS[lang];
  const fact = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const most = Math.max(1, ...payee.hours);
  const risk =
    payee.risk === null
      ? html`<p class="none">${words.noRisk}</p>`
      : html`<p class="rate"><b>${riskText(payee.risk)}</b> ${words.risk}</p>`;
  const parts = payee.parts.map(
    ({ text, hits, of, counted, part }) =>
      html`<li>${text[lang]} <span class="note">${words.part} ${partText(part)} · ${ofText(counted, lang)(hits, of)}</span></li>`,
  );
  const main = html`<section aria-labelledby="title"><h1 id="title">${words.payee} ${identifier(payee.id)}</h1>${risk}
<p>${words.proposed}${COLON[lang]}<strong>${MEASURE_WORDS[payee.proposed]![lang]}</strong></p>${payee.capped ? html`<p class="note">${PAYMENT_REVIEW_WORDS[lang].capped}</p>` : null}
${parts.length === 0 ? null : html`<h2>${words.why}</h2><ul class="reasons">${parts}</ul>`}
${payee.papers.length === 0 ? null : html`<h2>${words.recovery}</h2><ul class="reasons">${payee.papers.map((paper) => html`<li>${PAPER_WORDS[paper]![lang]}</li>`)}</ul>`}</section>
${payeeLinkPart(payee.link, campaigns, lang)}<section aria-labelledby="facts"><h2 id="facts">${words.facts}</h2><dl>${fact(words.payments, number(payee.payments))}${fact(words.payers, number(payee.payers))}
${fact(words.novelty, payee.novelty === null ? "–" : percent(Math.round(payee.novelty * 1000), 1000))}${fact(words.refunds, number(payee.refunds))}
${fact(words.out, number(payee.outPayments))}${fact(words.complainants, number(payee.complainants))}</dl>
<h2>${words.amounts}</h2><p>${[...payee.amounts]
    .sort((a, b) => b.payments - a.payments)
    .slice(0, 8)
    .map(({ amount, currency, payments }) => `${amount} ${currency} × ${payments}`)
    .join(" · ")}</p>
<h2 data-hours-label="${words.hoursLocal}">${words.hours}</h2><div class="hours-box"><svg data-hours viewBox="0 0 240 72" preserveAspectRatio="none" role="img" aria-label="${words.hours}">${payee.hours.map(
    (count, hour) =>
      html`<rect data-hour="${hour}" x="${hour * 10 + 1}" y="${72 - Math.round((count / most) * 70)}" width="8" height="${Math.round((count / most) * 70)}"></rect>`,
  )}</svg><p class="axis"><span>0</span><span>12</span><span>23</span></p></div></section>
<section aria-labelledby="complaints"><h2 id="complaints">${words.complaints}</h2>${
    payee.complaints.length === 0
      ? html`<p class="none">${words.noComplaints}</p>`
      : html`<ul class="pay">${payee.complaints.map(
          ({ id, atMs, reason, answer }) =>
            html`<li>${identifier(id)} ${instant(new Date(atMs).toISOString())} <span class="tag">${COMPLAINT_REASON_WORDS[reason as keyof typeof COMPLAINT_REASON_WORDS]?.[lang] ?? reason}</span> ${answer === null ? words.waits : html`${words.answered}${COLON[lang]}${answer.text}`}</li>`,
        )}</ul>`
  }</section>`;
  return frame(`${words.payee} ${payee.id.slice(0, 40)}`, `/payees/${encodeURIComponent(payee.id)}`, main, {
    lang,
    nonces,
  });
}

function paymentPart({ answer, case: own, event }: PaymentView, lang: Lang): Html {
  const words = PAYMENT_PAGE_WORDS[lang];
  const remark = typeof event.remark === "string" ? event.remark : "";
  return html`<li><p class="what"><span class="verdict ${answer.verdict}">${PAYMENT_VERDICT_WORDS[answer.verdict][lang]}</span> <a href="/payments/${encodeURIComponent(answer.payment)}?lang=${lang}">${identifier(answer.payment)}</a>
<b>${amountText(event)}</b> <span class="tag">${paidAt(event)}</span>
<span class="who">${PAYMENT_REVIEW_WORDS[lang].payer} ${identifier(typeof event.payer === "string" ? event.payer : "")} → ${words.payee} <a href="/payees/${encodeURIComponent(own.payee)}?lang=${lang}">${identifier(own.payee)}</a></span>
<span class="score">${answer.decision === null ? "–" : scoreText(answer.decision.score)}</span> <span class="tag">${STATE_WORDS[own.state][lang]}</span></p>
${remarkPart(answer, remark, lang)}</li>`;
}

function remarkPart(answer: PaymentView["answer"], remark: string, lang: Lang): Html | null {
  if (remark === "") return null;
  return html`<p>${PAYMENT_PAGE_WORDS[lang].remark}${COLON[lang]}${marked(remark, answer)}${readings(answer, lang)}</p>`;
}

/** One payment, for whoever decides about it; `sentences`: its reasons in words. */
export function paymentPage(
  view: PaymentView,
  sentences: readonly { readonly zh: string; readonly en: string }[],
  { lang, nonces }: PageAsked,
): string {
  const remark = typeof view.event.remark === "string" ? view.event.remark : "";
  const parts = {
    reasons: sentences.map((sentence) => html`<li>${sentence[lang]}</li>`),
    remark: remarkPart(view.answer, remark, lang),
  };
  const { payment } = view.answer;
  const title = `${PAYMENT_REVIEW_WORDS[lang].payment} ${payment.slice(0, 40)}`;
  const path = `/payments/${encodeURIComponent(payment)}`;
  return frame(title, path, paymentMain(view, parts, lang), { lang, nonces }, [reviewPayment]);
}

/** A fact's part with two digits, rounded; of a score the digits are cut. */
function partText(part: number): string {
  return Math.min(part, 0.99).toFixed(2);
}

function ofText(counted: PayeeView["parts"][number]["counted"], lang: Lang) {
  const words = PAYMENT_PAGE_WORDS[lang];
  return { buyers: words.ofBuyers, payers: words.ofPayers, payments: words.of }[counted];
}

/** The remark with the pieces that were read set off. */
function marked(remark: string, { remark: read }: PaymentView["answer"]): Html[] {
  const pieces: Html[] = [];
  let at = 0;
  for (const { from, to } of read?.spans ?? []) {
    if (from < at) continue;
    pieces.push(html`${remark.slice(at, from)}<mark>${remark.slice(from, to)}</mark>`);
    at = to;
  }
  return [...pieces, html`${remark.slice(at, 200)}`];
}

function readings({ remark }: PaymentView["answer"], lang: Lang): Html | null {
  if (remark === null) return null;
  const words = PAYMENT_PAGE_WORDS[lang];
  const disguised = remark.spans.filter(({ how }) => how !== "plain").map(({ reading }) => reading);
  const label = REMARK_LABEL_WORDS[remark.label]![lang];
  return html` <span class="note">${disguised.length === 0 ? null : html`${words.readAs} ${disguised.join(" ")} · `}${label}</span>`;
}

function payeeLine(payee: PayeeView, lang: Lang): Html {
  const words = PAYMENT_PAGE_WORDS[lang];
  return html`<li><p class="what"><a href="/payees/${encodeURIComponent(payee.id)}?lang=${lang}">${identifier(payee.id)}</a>
<span class="score">${words.risk} ${payee.risk === null ? "–" : riskText(payee.risk)}</span>
<span class="tag">${words.payments} ${number(payee.payments)} · ${words.payers} ${number(payee.payers)}</span> <span class="tag">${MEASURE_WORDS[payee.proposed]![lang]}</span></p></li>`;
}

function frame(
  title: string,
  path: string,
  main: Html,
  { lang, nonces }: PageAsked,
  scripts: readonly (() => void)[] = [],
): string {
  return pageFrame({
    lang,
    title: `${title} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p>
<p class="motto"><a href="/payments?lang=${lang}">${PAYMENT_PAGE_WORDS[lang].title}</a></p>`,
    path,
    stream: "",
    main,
    reloadSeconds: null,
    scripts,
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, LINK_STATE_STYLE, PAYMENT_STYLE],
    nonces,
  });
}
