import type { PaymentView } from "../flow/screened-payments.ts";
import { currencyExponent } from "../nouns/currency-exponents.ts";
import { PROOF_DOCUMENTS } from "../nouns/payment-case.ts";
import { DOCUMENT_WORDS, PAYMENT_REVIEW_WORDS, STEP_WORDS } from "../words/payment-review-words.ts";
import { PAYMENT_PAGE_WORDS, PAYMENT_VERDICT_WORDS, STATE_WORDS } from "../words/payment-words.ts";
import { type Html, html } from "./html.ts";
import { identifier, instant, scoreText } from "./page-text.ts";
import type { Lang } from "./page-words.ts";
import { REVIEW_NOTE_CHARS_MAX, REVIEWER_CHARS_MAX } from "./serve-limits.ts";

/** What the page shows beside the payment: reasons in words, and its remark with the readings. */
export interface PaymentParts {
  readonly reasons: readonly Html[];
  readonly remark: Html | null;
}

const OPEN = new Set(["waiting", "refused_by_policy", "proof_submitted", "to_confirm"]);
const PROVABLE = new Set(["waiting", "refused_by_policy"]);
const PURPOSE_CHARS_MAX = 200;

/** The amount as people write it: 660 fen are 6.60 CNY, 660 yen 660 JPY; `–` where the payment says none. */
export function amountText({ amount_minor: minor, currency }: PaymentView["event"]): string {
  if (typeof minor !== "number" || typeof currency !== "string") return "–";
  const digits = currencyExponent(currency) ?? 2;
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** When it was paid, and by whom. */
export function paidAt({ at }: PaymentView["event"]): Html | string {
  const time = typeof at === "number" || typeof at === "string" ? new Date(at) : null;
  return time === null || Number.isNaN(time.getTime()) ? "–" : instant(time.toISOString());
}

/** One payment: what is known of it, why it was decided so, what was done since, and what may be done now. */
export function paymentMain(view: PaymentView, { reasons, remark }: PaymentParts, lang: Lang): Html {
  const { answer, case: own, event } = view;
  const [words, list] = [PAYMENT_REVIEW_WORDS[lang], PAYMENT_PAGE_WORDS[lang]];
  const { decision, proven } = answer;
  const text = (name: string): string => (typeof event[name] === "string" ? (event[name] as string) : "");
  const fact = (name: string, value: Html | string) =>
    value === "" ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const unasked = decision?.not_evaluable ?? [];
  return html`<section aria-labelledby="title"><h1 id="title">${words.payment} ${identifier(answer.payment)}</h1>
<p class="what"><span class="verdict ${answer.verdict}">${PAYMENT_VERDICT_WORDS[answer.verdict][lang]}</span> <span class="tag">${STATE_WORDS[own.state][lang]}</span></p>
${proven === null ? null : html`<p>${words.proven(proven.payment)}</p>`}${decision?.late === true ? html`<p class="note">${words.late}</p>` : null}
<dl>${fact(words.amount, amountText(event))}${fact(words.time, paidAt(event))}${fact(words.payer, identifier(text("payer")))}
${fact(list.payee, html`<a href="/payees/${encodeURIComponent(own.payee)}?lang=${lang}">${identifier(own.payee)}</a>`)}${fact(words.scene, text("scene"))}
${fact(words.purpose, own.purpose ?? text("purpose"))}${fact(words.score, decision === null ? "–" : scoreText(decision.score))}</dl>
${remark}</section>
<section aria-labelledby="why"><h2 id="why">${words.reasons}</h2>${reasons.length === 0 ? html`<p class="none">${words.noReasons}</p>` : html`<ul class="reasons">${reasons}</ul>`}
${unasked.length === 0 ? null : html`<details><summary class="note">${words.notEvaluable} (${unasked.length})</summary><p class="note">${unasked.join(" · ")}</p></details>`}</section>
<section aria-labelledby="decide"><h2 id="decide">${words.decide}</h2>${decisionForm(view, lang)}</section>
${PROVABLE.has(own.state) ? html`<section aria-labelledby="prove"><h2 id="prove">${words.prove}</h2>${proofForm(view, lang)}</section>` : null}
<section aria-labelledby="history"><h2 id="history">${words.history}</h2>${historyPart(view, lang)}</section>`;
}

function decisionForm({ answer, case: own }: PaymentView, lang: Lang): Html {
  const words = PAYMENT_REVIEW_WORDS[lang];
  const decided = own.state === "released" || own.state === "refused";
  if (!OPEN.has(own.state) && !decided) return html`<p class="none">${words.nothingToDo}</p>`;
  const url = `/v1/payments/${encodeURIComponent(answer.payment)}/review`;
  const button = (decision: "release" | "refuse" | "undo") =>
    html`<button type="submit" value="${decision}">${words[decision]}</button> `;
  return html`${formStart(url, lang)}<p class="note">${words.decideNote}</p>
<label>${words.by}<input name="by" autocomplete="name" maxlength="${REVIEWER_CHARS_MAX}" required></label>
<label>${words.note} <span class="note">${words.noteHint}</span><textarea name="note" rows="2" maxlength="${REVIEW_NOTE_CHARS_MAX}"></textarea></label>
<p class="answer" role="alert" tabindex="-1" data-answer></p>
<p class="buttons">${decided ? button("undo") : [button("release"), button("refuse")]}</p></form>
${noScript(url, `{"decision":"${decided ? "undo" : "release"}","by":"…","note":"…"}`, lang)}`;
}

function proofForm({ answer }: PaymentView, lang: Lang): Html {
  const words = PAYMENT_REVIEW_WORDS[lang];
  const url = `/v1/payments/${encodeURIComponent(answer.payment)}/proof`;
  const kinds = PROOF_DOCUMENTS.map(
    (kind) => html`<option value="${kind}">${DOCUMENT_WORDS[kind][lang]}</option>`,
  );
  const body = `{"purpose":"…","documents":[{"kind":"contract","sha256":"…"}]}`;
  return html`${formStart(url, lang)}<p class="note">${words.proveNote}</p>
<label>${words.purpose}<input name="purpose" maxlength="${PURPOSE_CHARS_MAX}" required></label>
<label>${words.kind}<select name="kind">${kinds}</select></label>
<label>${words.files}<input name="file" type="file" multiple required></label>
<label>${words.note}<textarea name="note" rows="2" maxlength="${REVIEW_NOTE_CHARS_MAX}"></textarea></label>
<p class="answer" role="alert" tabindex="-1" data-answer></p>
<p class="buttons"><button type="submit" value="proof">${words.send}</button></p></form>
${noScript(url, body, lang)}`;
}

function formStart(url: string, lang: Lang): Html {
  const { done, sending, failed } = PAYMENT_REVIEW_WORDS[lang];
  return html`<form class="review" data-review="${url}" data-done="${done}" data-sending="${sending}" data-failed="${failed}">`;
}

function noScript(url: string, body: string, lang: Lang): Html {
  return html`<noscript><p class="note">${PAYMENT_REVIEW_WORDS[lang].noScript}</p><pre><code>curl ${url} -H "content-type: application/json" -d '${body}'</code></pre></noscript>`;
}

/** Steps, the latest first, and the documents by kind and hash. */
function historyPart({ case: own }: PaymentView, lang: Lang): Html {
  const words = PAYMENT_REVIEW_WORDS[lang];
  if (own.steps.length === 0) return html`<p class="none">${words.noHistory}</p>`;
  const steps = own.steps
    .toReversed()
    .map(
      ({ step, by, atMs, note }) =>
        html`<li><strong>${STEP_WORDS[step][lang]}</strong> ${identifier(by)} · ${instant(new Date(atMs).toISOString())}${note === "" ? null : html`<p>${note}</p>`}</li>`,
    );
  const documents = own.documents.map(
    ({ kind, sha256 }) =>
      html`<li>${DOCUMENT_WORDS[kind as keyof typeof DOCUMENT_WORDS]?.[lang] ?? kind} <code>${sha256}</code></li>`,
  );
  return html`<ul class="steps">${steps}</ul>${documents.length === 0 ? null : html`<h2>${words.documents}</h2><ul class="steps">${documents}</ul>`}`;
}
