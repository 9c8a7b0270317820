import type { CampaignRecord, CampaignReview, CampaignStatus } from "../nouns/campaign-record.ts";
import type { CampaignCounts } from "./campaign-counts.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { type Html, html } from "./html.ts";
import { identifier, instant, number } from "./page-text.ts";
import type { Lang } from "./page-words.ts";
import { REVIEW_NOTE_CHARS_MAX, REVIEWER_CHARS_MAX } from "./serve-limits.ts";

/** The form of a decision; its buttons are a part of their own, so that they follow the status and what is typed stays. */
export function reviewForm(record: CampaignRecord, buttons: Html, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const url = `/v1/campaigns/${encodeURIComponent(record.id.toWellFormed())}/review`;
  const body = `{"status":"confirmed","by":"…","note":"…"}`;
  return html`<form class="review" data-review="${url}" data-status="${record.status}" data-done="${words.decided(words.statusWord[record.status])}" data-sending="${words.sending}" data-failed="${words.failed}">
<p class="note">${words.decideNote}</p>
<label>${words.by}<input name="by" autocomplete="name" maxlength="${REVIEWER_CHARS_MAX}" required></label>
<label>${words.note} <span class="note">${words.noteHint}</span><textarea name="note" rows="2" maxlength="${REVIEW_NOTE_CHARS_MAX}"></textarea></label>
<p class="answer" role="alert" tabindex="-1" data-answer></p>
${buttons}
</form>
<noscript><p class="note">${words.noScript}</p><pre><code>curl ${url} -H "content-type: application/json" -d '${body}'</code></pre></noscript>`;
}

/** A button for each decision that can be taken now, and what it will do to the counts. */
export function decisionButtons(record: CampaignRecord, counts: CampaignCounts, lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  const { status, eventCount, correctedCount } = record;
  const sample = counts.whole ? "" : words.sampleTargets(number(counts.targets.length));
  const rise = number(Math.max(0, counts.withThem - counts.now)) + sample;
  const fall = number(Math.max(0, counts.now - counts.without)) + sample;
  const button = (decision: CampaignStatus, label: string, effect: string) =>
    html`<div class="decision"><button type="submit" name="status" value="${decision}" class="${decision}">${label}</button><p>${effect}</p></div>`;
  const back = status === "confirmed";
  const all: readonly (readonly [CampaignStatus, Html])[] = [
    [
      "confirmed",
      button("confirmed", words.confirm, words.confirmEffect(number(eventCount - correctedCount), fall)),
    ],
    [
      "dismissed",
      button(
        "dismissed",
        words.dismiss,
        back ? words.dismissConfirmedEffect(number(correctedCount), rise) : words.dismissEffect,
      ),
    ],
    [
      "open",
      button(
        "open",
        words.reopen,
        back ? words.reopenConfirmedEffect(number(correctedCount), rise) : words.reopenEffect,
      ),
    ],
  ];
  return html`${all.filter(([decision]) => decision !== status).map(([, one]) => one)}`;
}

/** Who decided what, the latest first. */
export function reviewsPart(reviews: readonly CampaignReview[], lang: Lang): Html {
  const words = CAMPAIGN_PAGE_WORDS[lang];
  if (reviews.length === 0) return html`<p class="none">${words.reviewsNone}</p>`;
  const items = reviews.toReversed().map(({ status, by, atMs, note }) => {
    const who =
      by.kind === "person" ? identifier(by.name) : words.byPolicy(by.policy, by.scoreMin.toFixed(2));
    return html`<li><span class="state ${status}">${words.statusWord[status]}</span> ${who} · ${instant(new Date(atMs).toISOString())}${note === "" ? null : html`<p>${note}</p>`}</li>`;
  });
  return html`<ul class="steps">${items}</ul>`;
}
