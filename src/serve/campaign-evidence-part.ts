import { type CampaignEvidence, campaignReasonText } from "../nouns/campaign.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { COMMON_KIND_WORDS } from "../nouns/campaign-words.ts";
import { figureText, percentText } from "../nouns/figure-text.ts";
import { EXPLANATION_WORDS, FINDING_WORDS, innocentExplanations } from "../nouns/innocent-explanations.ts";
import { sizeOf } from "./campaign-answer.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { type Html, html } from "./html.ts";
import { number, unbroken } from "./page-text.ts";
import type { Lang } from "./page-words.ts";

/** What speaks for a campaign, strongest first, and what speaks against it. */
export function reasonsPart(record: CampaignRecord, lang: Lang): Html {
  const strongest = Math.max(0.01, ...record.reasons.map(({ weight }) => Math.abs(weight)));
  const items = record.reasons.map((reason) => {
    const width = ((Math.abs(reason.weight) / strongest) * 100).toFixed(1);
    const kind = reason.weight < 0 ? "against" : "for";
    return html`<li><span>${unbroken(campaignReasonText(reason, lang))}</span><span class="weight"><svg class="weigh ${kind}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8"/></svg>${reason.weight < 0 ? "−" : "+"}${Math.abs(reason.weight).toFixed(1)}</span></li>`;
  });
  return html`<ul class="weights">${items}</ul>`;
}

/** Each honest explanation with what the evidence says of it. */
export function explanationsPart(record: CampaignRecord, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const items = innocentExplanations(record.evidence, sizeOf(record)).map(
    ({ explanation, finding, text }) =>
      html`<li class="${finding}"><b>${EXPLANATION_WORDS[explanation][lang]}</b><span class="finding">${FINDING_WORDS[finding][lang]}</span><span class="because">${unbroken(text[lang])}</span></li>`,
  );
  return html`<p class="note">${words.whyNotNote}</p><ul class="explanations">${items}</ul>`;
}

/** Everything that was measured, with what it is held against. */
export function measuredPart(evidence: CampaignEvidence, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const say = words.evidence;
  const orNot = (text: string, value: number | null) => (value === null ? say.notMeasurable : text);
  const rows: readonly (readonly [string, string, string])[] = [
    [
      say.sharedOrders,
      figureText(evidence.sharedOrders),
      say.byChance(figureText(evidence.sharedOrdersExpected)),
    ],
    [say.owners, orNot(figureText(evidence.ownersEffective), evidence.reciprocity), say.followers("1")],
    [say.returns, orNot(`× ${figureText(evidence.returnRatio)}`, evidence.returnRatio), say.followers("× 1")],
    [say.reciprocity, orNot(percentText(evidence.reciprocity), evidence.reciprocity), say.circle],
    [say.purity, percentText(evidence.purity), ""],
    [say.density, percentText(evidence.density), ""],
    ...evidence.common.map(
      ({ kind, share, values, baseline }) =>
        [
          say.common(COMMON_KIND_WORDS[kind][lang], number(values)),
          percentText(share),
          say.ofAll(percentText(baseline)),
        ] as const,
    ),
    [say.age, orNot(say.days(figureText(evidence.ageMedianDays)), evidence.ageMedianDays), ""],
    [say.coaction, percentText(evidence.inCampaignShare), ""],
    [say.besides, figureText(evidence.unrelatedActs), ""],
    [say.views, figureText(evidence.viewsPerMember), ""],
    [say.gaps, orNot(figureText(evidence.gapVariation), evidence.gapVariation), say.byChance("1")],
    [say.retracted, percentText(evidence.retractedShare), say.usual("2 %")],
  ];
  return html`<table class="facts"><thead><tr><th scope="col">${words.what}</th><th scope="col">${words.value}</th><th scope="col">${words.heldAgainst}</th></tr></thead><tbody>${rows.map(([what, value, against]) => html`<tr><th scope="row">${what}</th><td class="strong">${unbroken(value)}</td><td>${unbroken(against)}</td></tr>`)}</tbody></table>
${spectrum(evidence.gapSpectrum, say.spectrum, say.spectrumBins)}`;
}

function spectrum(shares: readonly number[], title: string, bins: readonly string[]): Html | null {
  const most = Math.max(...shares);
  if (!(most > 0)) return null;
  const bars = shares.map((share, i) => {
    const height = (share / most) * 40;
    return html`<rect x="${i * 10 + 1}" y="${(40 - height).toFixed(1)}" width="8" height="${height.toFixed(1)}"/>`;
  });
  const label = shares.map((share, i) => `${bins[i] ?? ""} ${percentText(share)}`).join(", ");
  return html`<p class="note spectrum-title">${title}</p><svg class="bars spectrum" viewBox="0 0 ${shares.length * 10} 40" preserveAspectRatio="none" role="img" aria-label="${title}: ${label}">${bars}</svg><p class="axis bins" aria-hidden="true">${shares.map((_, i) => html`<span>${bins[i] ?? ""}</span>`)}</p>`;
}
