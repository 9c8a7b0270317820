import { type TSchema, Type } from "typebox";
import { CAMPAIGN_REASONS, COMMON_KINDS } from "../nouns/campaign.ts";
import { CAMPAIGN_STATUSES, type CampaignOrigin } from "../nouns/campaign-record.ts";
import { EVENT_TYPES, TARGET_KINDS } from "../nouns/event.ts";
import { INNOCENT_EXPLANATIONS } from "../nouns/innocent-explanations.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";
import {
  CAMPAIGN_OWNERS_MAX,
  CURSOR_CHARS_MAX,
  LIST_ITEMS_DEFAULT,
  LIST_ITEMS_MAX,
  REVIEW_NOTE_CHARS_MAX,
  REVIEWER_CHARS_MAX,
  TARGET_CAMPAIGNS_MAX,
} from "./serve-limits.ts";

/** Shapes of what the API says of campaigns. */

const instant = Type.String({ format: "date-time" });
const window = Type.Object(
  { from: instant, to: instant },
  { description: "event times of its earliest and latest event" },
);
const share = Type.Number({ minimum: 0, maximum: 1 });
const status = words(CAMPAIGN_STATUSES, {
  description:
    "open: found, nothing done. confirmed: its engagements are not counted. dismissed: they count again",
});

const summaryFields = {
  id: Type.String(),
  status,
  live: Type.Boolean({ description: "found in the latest look" }),
  score: share,
  false_alarm_rate: nullable("number", {
    minimum: 0,
    description:
      "expected false campaigns per million events at this score and size or above; null where it was not measured",
  }),
  false_alarm_text: Type.Union([ref("Sentence"), Type.Null()], {
    description: "the same in words; says so where none was ever seen",
  }),
  origin: words(["near_line", "nightly", "known_pool"]),
  matched_pool: nullable("string", { description: "campaign whose pool it was recognised by" }),
  window,
  found_at: instant,
  seen_at: instant,
  member_count: count,
  target_count: Type.Integer({
    minimum: 0,
    description: "targets, each once; /targets lists each once for every type of act",
  }),
  owner_count: Type.Integer({ minimum: 0, description: "owners who gained" }),
  event_count: count,
  corrected_count: Type.Integer({
    minimum: 0,
    description: "its events that are not counted because it is confirmed",
  }),
  headline: ref("Sentence"),
};

const summary = Type.Object(summaryFields, {
  $id: "CampaignSummary",
  description: "A reviewable claim that accounts acted together; not a finding of guilt",
});

const evidence = Type.Object(
  {
    shared_orders: Type.Number(),
    shared_orders_expected: Type.Number(),
    owners_effective: Type.Number(),
    purity: Type.Number(),
    density: Type.Number(),
    return_ratio: nullable("number"),
    reciprocity: nullable("number"),
    in_campaign_share: Type.Number(),
    unrelated_acts: Type.Number(),
    views_per_member: Type.Number(),
    retracted_share: Type.Number(),
    gap_variation: nullable("number"),
    gap_spectrum: Type.Array(Type.Number(), {
      description: "shares of the gaps under 1 s, 4 s, 16 s, 64 s, 4 min, 17 min, 68 min, and above",
    }),
    common: Type.Array(
      Type.Object({
        kind: words(COMMON_KINDS),
        share: Type.Number(),
        values: count,
        baseline: Type.Number(),
      }),
      { description: "what members have in common, by kind; kinds the events do not tell are missing" },
    ),
    age_median_days: nullable("number"),
  },
  { $id: "CampaignEvidence", description: "What was measured; null = not measurable" },
);

const reason = Type.Object(
  {
    rule: words(Object.keys(CAMPAIGN_REASONS)),
    value: Type.Number(),
    baseline: nullable("number"),
    weight: Type.Number({ description: "what it adds to the log-odds; negative speaks against" }),
    text: ref("Sentence"),
  },
  { $id: "CampaignReason" },
);

const explanation = Type.Object(
  {
    explanation: words(INNOCENT_EXPLANATIONS),
    finding: words(["excluded", "not_excluded", "not_measurable"]),
    value: nullable("number"),
    baseline: nullable("number"),
    text: ref("Sentence"),
  },
  {
    $id: "InnocentExplanation",
    description: "An honest reason the group could have, held against the evidence",
  },
);

const transition = Type.Object({
  at: instant,
  transition: words(["began", "grew", "shrank", "split", "merged", "ended"]),
  members: count,
  other: nullable("string", { description: "campaign it split from, or that merged into it" }),
});

const review = Type.Object(
  {
    status,
    at: instant,
    by: Type.Unsafe<object>({
      anyOf: [
        Type.Object({ kind: Type.Literal("person"), name: Type.String() }),
        Type.Object({ kind: Type.Literal("policy"), policy: Type.String(), score_min: Type.Number() }),
      ],
    }),
    note: Type.String(),
  },
  { $id: "CampaignReview", description: "One decision about a campaign; the last one holds" },
);

const campaign = Type.Object(
  {
    ...summaryFields,
    owners: Type.Array(Type.Object({ owner: Type.String(), acts: count }), {
      maxItems: CAMPAIGN_OWNERS_MAX,
      description: "who gained, and how many of the acts; most first",
    }),
    reasons: Type.Array(ref("CampaignReason"), { description: "strongest first" }),
    innocent_explanations: Type.Array(ref("InnocentExplanation")),
    evidence: ref("CampaignEvidence"),
    lifecycle: Type.Array(transition, { description: "how it came to be what it is, oldest first" }),
    reviews: Type.Array(ref("CampaignReview"), { description: "oldest first" }),
  },
  { $id: "Campaign" },
);

const member = Type.Object({
  actor: Type.String(),
  probability: Type.Number({ minimum: 0, maximum: 1, description: "of belonging" }),
  orders: count,
});

const targetCounts = Type.Object({
  kind: words(TARGET_KINDS),
  id: Type.String(),
  type: words(EVENT_TYPES),
  owner: nullable("string"),
  members: count,
  audience: count,
  events: Type.Integer({ minimum: 0, description: "the campaign's events on it" }),
  window,
  public: Type.Integer({ minimum: 0, description: "public count now" }),
  public_with: Type.Integer({
    minimum: 0,
    description: "public count if the campaign's engagements counted",
  }),
  public_without: Type.Integer({ minimum: 0, description: "public count if they did not" }),
});

const campaignEvent = Type.Object({
  event: Type.String(),
  type: Type.String(),
  at: instant,
  actor: Type.String(),
  target: Type.Object({ kind: Type.String(), id: Type.String() }),
  bucket: Type.Unsafe<string | null>({
    type: ["string", "null"],
    enum: ["public", "held", "rejected", null],
    description: "where it is counted now; null = taken back by its actor, or of a kind nobody takes back",
  }),
});

/** A list in pages: `next` is given back as `after`. */
const pageOf = (items: TSchema, $id: string) =>
  Type.Object(
    {
      items: Type.Array(items, { maxItems: LIST_ITEMS_MAX }),
      next: nullable("string", { description: "cursor of the following page, to be sent as `after`" }),
    },
    { $id },
  );

const targetCampaigns = Type.Object(
  {
    kind: words(TARGET_KINDS),
    id: Type.String(),
    campaigns: Type.Array(ref("CampaignSummary"), {
      maxItems: TARGET_CAMPAIGNS_MAX,
      description: "most severe first",
    }),
  },
  { $id: "TargetCampaigns" },
);

const targetCorrections = Type.Object(
  {
    kind: words(TARGET_KINDS),
    id: Type.String(),
    corrections: Type.Array(
      Type.Object({
        at: instant,
        campaign: Type.String(),
        type: words(EVENT_TYPES),
        cause: words(["confirmed", "dismissed", "reopened"]),
        public: Type.Integer(),
        held: Type.Integer(),
        rejected: Type.Integer(),
      }),
      { description: "by how much each count moved; public + held + rejected = 0, the latest first" },
    ),
  },
  { $id: "TargetCorrections" },
);

const nightly = Type.Object(
  {
    state: words(["starting", "reading", "looking", "failed"]),
    reason: Type.String({ description: "why it failed; empty otherwise" }),
    position: Type.Integer({ minimum: 0, description: "events of the log that were read" }),
    acts: Type.Integer({ minimum: 0, description: "acts of the weeks that are held; views are left out" }),
    evicted: Type.Integer({ minimum: 0, description: "acts let go before their weeks were over" }),
    bytes: count,
    last: Type.Union(
      [
        Type.Object({
          at: Type.String({ format: "date-time", description: "event time of the newest event looked at" }),
          position: count,
          events: Type.Integer({ minimum: 0, description: "read since the night before" }),
          took_ms: Type.Number({ minimum: 0 }),
          campaigns: count,
        }),
        Type.Null(),
      ],
      { description: "the latest night; null before the first" },
    ),
    next: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "event time at which the next night is due; null before the first event",
    }),
  },
  { description: "How the look over weeks does; absent where the policy has none" },
);

const falseAlarm = Type.Object(
  {
    nominal: share,
    empirical: nullable("number", { description: "null where nothing was scored" }),
    low: share,
    high: share,
    ratio: nullable("number", { description: "empirical over nominal: 1 is right" }),
    alarms: count,
    n: Type.Integer({ minimum: 0, description: "five-minute windows of targets it rests on" }),
    from: instant,
  },
  {
    description:
      "A nominal alarm rate and the empirical one, with its 95 % interval, over seven days at the most. Whatever is in no campaign counts as honest, so the empirical rate is an upper bound",
  },
);

const surge = Type.Object({
  kind: words(TARGET_KINDS),
  id: Type.String(),
  type: words(EVENT_TYPES),
  score: Type.Number({ description: "beyond its own pace, about in standard deviations" }),
  p: Type.Number({ description: "how often honest windows are as high" }),
  from: Type.String({ format: "date-time", description: "beginning of the five minutes" }),
});

const detection = Type.Object(
  {
    state: words(["off", "starting", "watching", "failed"]),
    reason: Type.String({ description: "why it failed; empty otherwise" }),
    position: count,
    behind: Type.Integer({ minimum: 0, description: "events in the log that were not looked at yet" }),
    last_pass_at: nullable("string", {
      format: "date-time",
      description: "receiver's clock; null before the first pass",
    }),
    windows: Type.Array(
      Type.Object({
        window_ms: count,
        events: count,
        took_ms: Type.Number({ minimum: 0 }),
        last_pass_at: nullable("string", { format: "date-time" }),
      }),
    ),
    evicted: Type.Integer({ minimum: 0, description: "events let go before their window was over" }),
    bytes: count,
    false_alarms: Type.Optional(
      Type.Array(falseAlarm, {
        description:
          "by nominal rate; empty while less than an hour was seen; absent where nothing is watched",
      }),
    ),
    surges: Type.Optional(
      Type.Array(surge, {
        description:
          "targets that rose beyond their own pace in the latest five minutes: a cue where to look, no evidence, since fans and flash crowds rise higher than most orders",
      }),
    ),
    nightly: Type.Optional(nightly),
  },
  { $id: "Detection", description: "How detection does, near-line and at night" },
);

/** In order of need; registered with the others. */
export const CAMPAIGN_SCHEMAS: readonly TSchema[] = [
  summary,
  evidence,
  reason,
  explanation,
  review,
  campaign,
  pageOf(ref("CampaignSummary"), "CampaignList"),
  pageOf(member, "CampaignMembers"),
  pageOf(targetCounts, "CampaignTargets"),
  pageOf(campaignEvent, "CampaignEvents"),
  targetCampaigns,
  targetCorrections,
  detection,
];

export const CampaignParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) });

const pageFields = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: LIST_ITEMS_MAX,
      default: LIST_ITEMS_DEFAULT,
      description: "items of a page",
    }),
  ),
  after: Type.Optional(
    Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX, description: "`next` of the page before" }),
  ),
};
export const PageParams = Type.Object(pageFields);
export const CAMPAIGN_ORIGINS = [
  "near_line",
  "nightly",
  "known_pool",
] as const satisfies readonly CampaignOrigin[];
/** What campaigns are looked for by. */
export const CampaignAbout = Type.String({
  maxLength: CURSOR_CHARS_MAX,
  description:
    "how a target's id begins, or the whole id of an account that gained, is a target or a member; empty = any",
});
export const CampaignListQuery = Type.Object({
  status: Type.Optional(words(CAMPAIGN_STATUSES)),
  live: Type.Optional(Type.Boolean({ description: "found in the latest look, or not" })),
  origin: Type.Optional(words(CAMPAIGN_ORIGINS, { description: "how it was found first" })),
  about: Type.Optional(CampaignAbout),
  order: Type.Optional(
    words(["severity", "newest"], {
      default: "severity",
      description: "severity: live first, then by score × events. newest: the latest found first",
    }),
  ),
  ...pageFields,
});

const lang = words(["zh", "en"], { description: "default: the Accept-Language header" });
const cursor = Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX });

/** A campaign's page: its language, and where its lists begin. */
export const CampaignPageParams = Type.Object({
  lang: Type.Optional(lang),
  members: Type.Optional(cursor),
  events: Type.Optional(cursor),
});
/** What a person decides. Validated by the route itself, which reads its own body. */
export const ReviewBody = Type.Object(
  {
    status: words(CAMPAIGN_STATUSES, {
      description:
        "confirmed: its engagements stop counting. dismissed: they count as each was decided, and it is not raised anew. open: undoes either",
    }),
    by: Type.String({
      minLength: 1,
      maxLength: REVIEWER_CHARS_MAX,
      pattern: "\\S",
      description: "name of the person who decides",
    }),
    note: Type.Optional(
      Type.String({
        maxLength: REVIEW_NOTE_CHARS_MAX,
        description: "why, in your words; needed to dismiss",
      }),
    ),
  },
  { additionalProperties: false },
);
