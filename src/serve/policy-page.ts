import { VERDICTS } from "../nouns/verdict.ts";
import { kindWord } from "../words/kind-words.ts";
import { typeWord } from "../words/type-words.ts";
import { VERDICT_WORDS } from "../words/verdict-words.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { CAMPAIGN_STYLE } from "./campaign-style.ts";
import { type Html, html } from "./html.ts";
import { pageFrame } from "./page-frame.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { identifier, instant, number } from "./page-text.ts";
import { type Lang, PAGE_WORDS } from "./page-words.ts";
import type { PoliciesAnswer } from "./policy-answer.ts";
import { POLICY_PAGE_WORDS } from "./policy-page-words.ts";
import { actorPath, targetPath } from "./trail-page.ts";

type Candidate = NonNullable<PoliciesAnswer["candidate"]>;

const POLICY_STYLE = `
main > section { grid-column: 1 / -1; min-width: 0; overflow-x: auto; }
main code, main pre { overflow-wrap: anywhere; white-space: pre-wrap; font-size: 13px; }
.differs { font-weight: 600; color: var(--hold); }
.policies td { white-space: normal; }
`;

/** The page of policies: the one in force, the one beside it with what it would decide otherwise, and those before. */
export function policyPage(
  policies: PoliciesAnswer,
  lang: Lang,
  nonces: { readonly script: string; readonly style: string },
): string {
  const words = POLICY_PAGE_WORDS[lang];
  const { candidate, refused, earlier } = policies;
  const parts = [
    html`<section class="lead" aria-labelledby="title"><h1 id="title">${words.title}</h1><p>${words.intro}</p><p class="note">${words.how}<a href="/v1/openapi.json">POST /v1/policies</a></p></section>`,
    section("force", words.inForce, versionPart(policies.in_force, lang)),
    section(
      "candidate",
      words.candidate[candidate?.mode ?? "shadow"],
      candidate === null ? html`<p class="none">${words.candidateNone}</p>` : candidatePart(candidate, lang),
    ),
    refused === null
      ? null
      : section(
          "refused",
          words.refused,
          html`<p><code>${refused.id}</code> ${instant(refused.at)}</p><pre>${refused.reason}</pre>`,
        ),
    section(
      "earlier",
      words.earlier,
      earlier.length === 0
        ? html`<p class="none">${words.earlierNone}</p>`
        : html`<ul class="steps">${earlier.map((one) => html`<li>${versionPart(one, lang)}</li>`)}</ul>`,
    ),
  ];
  return pageFrame({
    lang,
    title: `${words.title} · ${PAGE_WORDS[lang].name}`,
    head: html`<p class="brand"><a href="/?lang=${lang}">${PAGE_WORDS[lang].name}</a></p><p class="motto"><a href="/?lang=${lang}">← ${CAMPAIGN_PAGE_WORDS[lang].back}</a></p>`,
    path: "/policies",
    stream: "/live?",
    main: html`${parts.filter((part) => part !== null)}`,
    reloadSeconds: null,
    scripts: [],
    styles: [PAGE_STYLE, CAMPAIGN_STYLE, POLICY_STYLE],
    nonces,
  });
}

function section(id: string, title: string, part: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${part}</section>`;
}

function versionPart({ id, since, by }: PoliciesAnswer["in_force"], lang: Lang): Html {
  const words = POLICY_PAGE_WORDS[lang];
  const when = since === null ? html`${words.unknownSince}` : sincePart(since, by, lang);
  return html`<p><code>${id}</code> <span class="tag">${when}</span></p>`;
}

function sincePart(at: string, by: string, lang: Lang): Html {
  const words = POLICY_PAGE_WORDS[lang];
  const [before, after] = words.since(by === "start" ? words.byStart : by);
  return html`${before}${instant(at)}${after}`;
}

function candidatePart(candidate: Candidate, lang: Lang): Html {
  const words = POLICY_PAGE_WORDS[lang];
  const { id, by, started_at, position, behind, events, stricter, milder } = candidate;
  return html`<p><code>${id}</code> <span class="tag">${sincePart(started_at, by, lang)}</span></p>
<p class="note">${words.progress(number(position), number(behind))}</p>
<p>${words.compared(number(events), number(stricter), number(milder))}</p>
${events === 0 ? null : verdictTable(candidate, lang)}
${candidate.rules.length === 0 ? null : html`<h3>${words.rules}</h3>${ruleTable(candidate, lang)}`}
<h3>${words.samples}</h3>${candidate.samples.length === 0 ? html`<p class="none">${words.samplesNone}</p>` : samplesPart(candidate, lang)}`;
}

/** What is decided down the rows, what would be across. */
function verdictTable({ verdicts }: Candidate, lang: Lang): Html {
  const words = POLICY_PAGE_WORDS[lang];
  const heads = VERDICTS.map(
    (verdict) => html`<th scope="col" role="columnheader">${VERDICT_WORDS[verdict][lang]}</th>`,
  );
  const rows = VERDICTS.map((verdict, before) => {
    const cells = VERDICTS.map((_, after) => {
      const count = verdicts[before]?.[after] ?? 0;
      return html`<td role="cell"${before !== after && count > 0 ? html` class="differs"` : null}>${number(count)}</td>`;
    });
    return html`<tr role="row"><th scope="row" role="rowheader">${VERDICT_WORDS[verdict][lang]}</th>${cells}</tr>`;
  });
  return html`<table role="table" class="policies facts"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.inForceVerdict} ↓ ${words.wouldBe} →</th>${heads}</tr></thead><tbody role="rowgroup">${rows}</tbody></table>`;
}

function ruleTable({ rules }: Candidate, lang: Lang): Html {
  const words = POLICY_PAGE_WORDS[lang];
  const rows = rules.map(
    ({ rule, reasons, stricter }) =>
      html`<tr role="row"><th scope="row" role="rowheader"><code>${rule}</code></th><td role="cell">${number(reasons)}</td><td role="cell">${number(stricter)}</td></tr>`,
  );
  return html`<table role="table" class="policies facts"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.rule}</th><th scope="col" role="columnheader">${words.reasons}</th><th scope="col" role="columnheader">${words.stricter}</th></tr></thead><tbody role="rowgroup">${rows}</tbody></table>`;
}

function samplesPart({ samples }: Candidate, lang: Lang): Html {
  const items = samples.map(({ event, type, at, actor, target, before, after, reasons }) => {
    const to =
      target.kind === "payee"
        ? identifier(target.id)
        : html`<a href="${targetPath(target.kind, target.id)}?lang=${lang}">${identifier(target.id)}</a>`;
    return html`<li><a href="${actorPath(actor)}?lang=${lang}">${identifier(actor)}</a> <span class="tag">${typeWord(type)[lang]} → ${kindWord(target.kind)[lang]}</span> ${to} <span class="tag">${instant(at)}</span><br><a href="/v1/decisions/${encodeURIComponent(event.toWellFormed())}">${VERDICT_WORDS[before][lang]}</a> → <span class="differs">${VERDICT_WORDS[after][lang]}</span> <span class="tag">${reasons.map(({ rule }) => rule).join(lang === "zh" ? "、" : ", ")}</span></li>`;
  });
  return html`<ul class="events">${items}</ul>`;
}
