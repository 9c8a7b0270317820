import type { Verdict } from "../nouns/verdict.ts";
import { kindWord } from "../words/kind-words.ts";
import { countWords, typeWord } from "../words/type-words.ts";
import { VERDICT_WORDS } from "../words/verdict-words.ts";
import type { campaignSummary } from "./campaign-answer.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { type Html, html } from "./html.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number, scoreText } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import type { ActorAnswer, LookAnswer, TargetAnswer } from "./trail-answer.ts";
import { TRAIL_PAGE_WORDS } from "./trail-page-words.ts";

export interface TrailPageAsked {
  readonly lang: Lang;
  readonly nonces: { readonly script: string; readonly style: string };
  /** Where the list of events begins; absent: at the latest. */
  readonly before: string | undefined;
}

const TRAIL_STYLE = `
main > section { grid-column: 1 / -1; }
.trail .verdict { font-weight: 600; }
.trail .said-allow { color: var(--allow); } .trail .said-challenge { color: var(--challenge); }
.trail .said-hold { color: var(--hold); } .trail .said-reject { color: var(--reject); }
.trail .why { list-style: none; padding: 0; color: var(--soft); font-size: 13.5px; }
.trail .why li { border: 0; padding: 1px 0; }
`;

/** Path of an account's page. */
export function actorPath(id: string): string {
  return `/actors/${encodeURIComponent(id.toWellFormed())}`;
}

/** Path of a target's page. */
export function targetPath(kind: string, id: string): string {
  return `/targets/${encodeURIComponent(kind)}/${encodeURIComponent(id.toWellFormed())}`;
}

/** The page of an account; null: nothing is known of it. */
export function actorPage(id: string, actor: ActorAnswer | null, asked: TrailPageAsked): string {
  const { lang } = asked;
  const words = TRAIL_PAGE_WORDS[lang];
  const title = html`${words.account} ${identifier(id)}`;
  const path = actorPath(id);
  if (actor === null) return unknownPage(path, title, words.unknownAccount, asked);
  if (actor.erased) {
    return frame(path, words.erased, asked, lead(title, html`<p>${words.erasedText}</p>`));
  }
  const { member, owner } = actor.campaigns;
  return frame(
    path,
    id,
    asked,
    html`${lead(title, html`<p class="note">${words.caution}</p>`)}
${section("member", words.member, member.length === 0 ? html`<p class="none">${words.memberNone}</p>` : campaignList(member, lang))}
${owner.length === 0 ? null : section("owner", words.owner, campaignList(owner, lang))}
${section("counts", words.counts, countsPart(actor.counts, words.countsNone, lang))}
${section("trail", words.did, trailPart(path, actor, asked))}`,
  );
}

/** The page of a target; null: nothing is known of it. */
export function targetPage(
  kind: string,
  id: string,
  target: TargetAnswer | null,
  asked: TrailPageAsked,
): string {
  const { lang } = asked;
  const words = TRAIL_PAGE_WORDS[lang];
  const title = html`${kindWord(kind)[lang]} ${identifier(id)}`;
  const path = targetPath(kind, id);
  if (target === null) return unknownPage(path, title, words.unknownTarget, asked);
  const weight = target.quality?.weight ?? null;
  const { campaigns } = target;
  return frame(
    path,
    id,
    asked,
    html`${lead(title, weight === null ? null : html`<p class="note">${words.quality(scoreText(weight))}</p>`)}
${section("counts", words.counts, countsPart(target.counts, words.countsNone, lang))}
${section("touched", words.touched, campaigns.length === 0 ? html`<p class="none">${words.touchedNone}</p>` : campaignList(campaigns, lang))}
${section("trail", words.received, trailPart(path, target, asked))}`,
  );
}

function unknownPage(path: string, title: Html, what: string, asked: TrailPageAsked): string {
  const words = TRAIL_PAGE_WORDS[asked.lang];
  return frame(
    path,
    what,
    asked,
    lead(title, html`<p>${what}${asked.lang === "zh" ? "。" : ". "}${words.unknownText}</p>`),
  );
}

function frame(path: string, title: string, { lang, nonces }: TrailPageAsked, main: Html): string {
  const words = TRAIL_PAGE_WORDS[lang];
  return pageFrame({
    lang,
    title: `${title.slice(0, 40)} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p><p class="motto"><a href="/?lang=${lang}">← ${words.back}</a></p>`,
    path,
    stream: "/live?",
    main,
    reloadSeconds: null,
    scripts: [],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, TRAIL_STYLE],
    nonces,
  });
}

function lead(title: Html, more: Html | null): Html {
  return html`<section class="lead" aria-labelledby="title"><h1 id="title">${title}</h1>${more}</section>`;
}

function section(id: string, title: string, part: Html): Html {
  return html`<section class="${id}" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${part}</section>`;
}

function campaignList(campaigns: readonly ReturnType<typeof campaignSummary>[], lang: Lang): Html {
  const page = CAMPAIGN_PAGE_WORDS[lang];
  const items = campaigns.map(
    ({ id, status, score, headline }) =>
      html`<li><a href="/campaigns/${encodeURIComponent(id.toWellFormed())}?lang=${lang}">${page.oneOf[status]} ${identifier(id)}</a> <span class="tag">${PAGE_WORDS[lang].score} ${scoreText(score)}</span><p>${headline[lang]}</p></li>`,
  );
  return html`<ul class="steps">${items}</ul>`;
}

function countsPart(counts: TargetAnswer["counts"], none: string, lang: Lang): Html {
  const words = PAGE_WORDS[lang];
  if (counts.length === 0) return html`<p class="none">${none}</p>`;
  const heads = [words.raw, words.public, words.held, words.rejected];
  const rows = counts.map(
    (one) =>
      html`<tr role="row"><th scope="row" role="rowheader">${countWords(one.type)[lang]}</th><td role="cell" class="strong">${number(one.raw)}</td><td role="cell" class="strong">${number(one.public)}</td><td role="cell">${number(one.held)}</td><td role="cell">${number(one.rejected)}</td></tr>`,
  );
  return html`<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"></th>${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead><tbody role="rowgroup">${rows}</tbody></table>`;
}

function trailPart(path: string, look: LookAnswer, { lang, before }: TrailPageAsked): Html {
  const words = TRAIL_PAGE_WORDS[lang];
  const items = look.events.map((one) => eventItem(one, lang));
  const to = look.looked_to === null ? "–" : instant(look.looked_to);
  const [saying, end] = words.looked(number(look.looked_events));
  const latest = before === undefined ? null : html`<a href="${path}?lang=${lang}">${words.latest}</a>`;
  const older =
    look.next === null
      ? null
      : html`<a href="${path}?lang=${lang}&before=${look.next}" rel="next">${words.older}</a>`;
  return html`${items.length === 0 ? html`<p class="none">${words.none}</p>` : html`<ul class="events">${items}</ul>`}
<p class="note">${saying}${to}${end}</p>
${latest === null && older === null ? null : html`<p class="pager">${latest} ${older}</p>`}`;
}

function eventItem(
  { event, type, at, actor, target, decision }: LookAnswer["events"][number],
  lang: Lang,
): Html {
  const words = TRAIL_PAGE_WORDS[lang];
  const who =
    actor === ""
      ? words.erasedName
      : html`<a href="${actorPath(actor)}?lang=${lang}">${identifier(actor)}</a>`;
  const kind = kindWord(target.kind)[lang];
  const what =
    target.id === ""
      ? words.erasedName
      : target.kind === "payee"
        ? html`<a href="/links/${encodeURIComponent(target.id.toWellFormed())}?lang=${lang}">${identifier(target.id)}</a>`
        : html`<a href="${targetPath(target.kind, target.id)}?lang=${lang}">${identifier(target.id)}</a>`;
  const line = html`${who} <span class="tag">${typeWord(type)[lang]} → ${kind}</span> ${what}`;
  const when = html`<span class="tag">${instant(at)}</span>`;
  if (decision === null)
    return html`<li>${line} ${when}<br><span class="none">${words.noDecision}</span></li>`;
  const link = `/v1/decisions/${encodeURIComponent(event.toWellFormed())}`;
  const why = decision.explanation.map((sentence) => html`<li>${sentence[lang]}</li>`);
  return html`<li>${line} ${when}<br><a href="${link}"><span class="verdict said-${decision.verdict}">${VERDICT_WORDS[decision.verdict as Verdict][lang]}</span> ${scoreText(decision.score)}</a>${why.length === 0 ? null : html`<ul class="why">${why}</ul>`}</li>`;
}
