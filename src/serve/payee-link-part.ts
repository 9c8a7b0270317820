import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";
import { LINK_STATE_WORDS } from "../words/link-words.ts";
import { PAYMENT_PAGE_WORDS } from "../words/payment-words.ts";
import { type Html, html } from "./html.ts";
import type { ServingCampaign } from "./link-answer.ts";
import { identifier, number } from "./page-text.ts";
import type { Lang } from "./page-words.ts";

/** On a payee's page: what the link test told of it, and the campaigns that served its orders; null where it told nothing. */
export function payeeLinkPart(
  link: PayeeLinkReport | null,
  campaigns: readonly ServingCampaign[],
  lang: Lang,
): Html | null {
  if (link === null) return null;
  const words = PAYMENT_PAGE_WORDS[lang];
  const path = `/links/${encodeURIComponent(link.payee.toWellFormed())}?lang=${lang}`;
  return html`<section aria-labelledby="link"><h2 id="link">${words.link}</h2>
<p><span class="state ${link.state}">${LINK_STATE_WORDS[link.state][lang]}</span> · <a href="${path}">${words.linkMore}</a></p>${servedPart(link, campaigns, lang)}</section>
`;
}

function servedPart(
  { steps }: PayeeLinkReport,
  campaigns: readonly ServingCampaign[],
  lang: Lang,
): Html | null {
  if (steps.length === 0) return null;
  const words = PAYMENT_PAGE_WORDS[lang];
  if (campaigns.length === 0) return html`<p class="none">${words.campaignsNone}</p>`;
  return html`<h3>${words.campaigns}</h3><ul class="chips">${campaigns.map(
    ({ id, orders }) =>
      html`<li><a href="/campaigns/${encodeURIComponent(id.toWellFormed())}?lang=${lang}">${identifier(id)}</a> · ${words.served(number(orders))}</li>`,
  )}</ul>`;
}
