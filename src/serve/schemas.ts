import { type TSchema, Type } from "typebox";
import { PLAUSIBLE_MS_MIN } from "../kernels/time/plausible-time.ts";
import { CODES, type Code } from "../nouns/codes.ts";
import { REASONS_MAX } from "../nouns/decision.ts";
import {
  CODE_KINDS,
  COMPLAINT_REASONS,
  EVENT_TYPES,
  NAME_CHECKS,
  PAYMENT_STATUSES,
  TARGET_KINDS,
} from "../nouns/event.ts";
import {
  ID_BYTES_MAX,
  REJECTIONS_LISTED_MAX,
  TEXT_BYTES_MAX,
  TIME_MS_MAX,
  TIME_MS_MIN,
} from "../nouns/limits.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { CAMPAIGN_SCHEMAS } from "./campaign-schemas.ts";
import { ERASURE_SCHEMA } from "./erasure-schema.ts";
import { LEDGER_SCHEMAS } from "./ledger-schemas.ts";
import { PAYMENT_SCHEMAS } from "./payment-schemas.ts";
import { count, nullable, ref, SENTENCE, words } from "./schema-parts.ts";
import { BULK_TARGETS_MAX } from "./serve-limits.ts";

/** Every shape the API takes and gives. They validate requests, serialise answers and become the OpenAPI document. */

const instant = {
  description: "RFC 3339 with a zone, or whole milliseconds since 1970 UTC; before the year 2100",
  format: "date-time",
  minimum: TIME_MS_MIN,
  maximum: TIME_MS_MAX - 1,
};
/** An event's own time: an earlier one is another unit, or none, and is refused. */
const eventTime = Type.Unsafe<string | number>({
  type: ["string", "integer"],
  ...instant,
  description: "RFC 3339 with a zone, or whole milliseconds since 1970 UTC; in the years 2000 to 2099",
  minimum: PLAUSIBLE_MS_MIN,
});
const whenOrNull = Type.Unsafe<string | number | null>({ type: ["string", "integer", "null"], ...instant });
/** The limit is in bytes of UTF-8, which a schema cannot say. */
const inBytes = (bytesMax: number) => ({
  maxLength: bytesMax,
  description: `at most ${bytesMax} bytes of UTF-8`,
});
const id = Type.String({ minLength: 1, ...inBytes(ID_BYTES_MAX) });
const textOrNull = nullable("string", inBytes(ID_BYTES_MAX));
const longTextOrNull = nullable("string", inBytes(TEXT_BYTES_MAX));
/** A quantity: from 0 to the largest whole number a double holds. */
const quantity = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
/** An object all of whose fields may be absent may be null as well. */
const objectOrNull = (fields: Parameters<typeof Type.Object>[0]) =>
  Type.Unsafe<object | null>({ ...Type.Object(fields), type: ["object", "null"] });
const verdict = words(VERDICTS);
const engagementTypes = EVENT_TYPES.filter((type) => type !== "payment");

const engagementEvent = Type.Object(
  {
    id,
    type: words(engagementTypes.flatMap((type) => [type, `un${type}`])),
    at: eventTime,
    actor: Type.Object({
      id,
      registered_at: Type.Optional(whenOrNull),
      registration_batch: Type.Optional(textOrNull),
    }),
    target: Type.Object({
      kind: words(TARGET_KINDS),
      id,
      owner: Type.Optional(textOrNull),
      duration_ms: Type.Optional(
        nullable("number", { exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      ),
    }),
    retraction: Type.Optional(
      nullable("boolean", { description: "true takes the engagement back, as the word with `un` does" }),
    ),
    context: Type.Optional(
      objectOrNull({
        ip: Type.Optional(
          nullable("string", {
            description: "IPv4 or IPv6 text without port or zone, or a pseudonym `h:…`",
            examples: ["203.0.113.9", "2001:db8::9"],
          }),
        ),
        ip_prefix: Type.Optional(textOrNull),
        ip_kind: Type.Optional(textOrNull),
        asn: Type.Optional(nullable("integer", { minimum: 0, maximum: 2 ** 32 - 1 })),
        device: Type.Optional(textOrNull),
        emulator: Type.Optional(nullable("boolean")),
        rooted: Type.Optional(nullable("boolean")),
        app_version: Type.Optional(textOrNull),
        user_agent: Type.Optional(textOrNull),
        source: Type.Optional(textOrNull),
        parent_share: Type.Optional(textOrNull),
      }),
    ),
    behavior: Type.Optional(
      objectOrNull({
        dwell_ms: Type.Optional(nullable("number", quantity)),
        play_ratio: Type.Optional(nullable("number", quantity)),
        scroll_depth: Type.Optional(nullable("number", { minimum: 0, maximum: 1 })),
        preceding_events: Type.Optional(nullable("number", quantity)),
      }),
    ),
    content: Type.Optional(objectOrNull({ text: Type.Optional(longTextOrNull) })),
  },
  { $id: "EngagementEvent", description: "An actor gave a target engagement, or took it back (`un…`)" },
);

const wordOrNull = (all: readonly string[]) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], enum: [...all, null] });

const paymentEvent = Type.Object(
  {
    id,
    type: words(["payment"]),
    at: eventTime,
    payer: id,
    payee: Type.Object({
      id,
      kind: Type.Optional(
        Type.Unsafe<string | null>({ type: ["string", "null"], enum: ["personal", "merchant", null] }),
      ),
      certified: Type.Optional(nullable("boolean")),
      licence: Type.Optional(textOrNull),
      category: Type.Optional(textOrNull),
      opened_at: Type.Optional(whenOrNull),
      code_kind: Type.Optional(wordOrNull(CODE_KINDS)),
      device: Type.Optional(textOrNull),
    }),
    amount_minor: Type.Integer({ ...quantity, description: "whole minor units: fen for CNY, yen for JPY" }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217", examples: ["CNY"] }),
    channel: Type.Optional(textOrNull),
    scene: Type.Optional(textOrNull),
    remark: Type.Optional(longTextOrNull),
    order: Type.Optional(textOrNull),
    purpose: Type.Optional(textOrNull),
    mcc: Type.Optional(textOrNull),
    name_check: Type.Optional(wordOrNull(NAME_CHECKS)),
    status: Type.Optional(wordOrNull(PAYMENT_STATUSES)),
    refund_of: Type.Optional(textOrNull),
    payer_device: Type.Optional(textOrNull),
    payer_ip: Type.Optional(textOrNull),
  },
  { $id: "PaymentEvent", description: "A transfer of money from a payer to a payee" },
);

const complaintEvent = Type.Object(
  {
    id,
    type: words(["complaint"]),
    at: eventTime,
    payer: id,
    payee: Type.Object({ id }),
    reason: words(COMPLAINT_REASONS),
    payment: Type.Optional(textOrNull),
    text: Type.Optional(longTextOrNull),
  },
  { $id: "ComplaintEvent", description: "Somebody who paid says what became of it" },
);

const event = Type.Unsafe({
  $id: "Event",
  description:
    "One event. Unknown fields are kept; a missing optional field makes what needs it not measurable",
  anyOf: [ref("EngagementEvent"), ref("PaymentEvent"), ref("ComplaintEvent")],
});

const cloudEvent = Type.Object(
  {
    specversion: words(["1.0"]),
    id: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 1 }),
    type: Type.String({ minLength: 1 }),
    time: Type.Optional(Type.String()),
    datacontenttype: Type.Optional(Type.String()),
    data: Type.Optional(
      Type.Unsafe({
        type: "object",
        description: "an Event; `id`, `type` (its last dotted word) and `at` default to the envelope's",
      }),
    ),
    data_base64: Type.Optional(Type.String()),
  },
  { $id: "CloudEvent", description: "A CloudEvents 1.0 envelope around an event" },
);

const reasonFields = {
  rule: Type.String(),
  value: nullable("number"),
  baseline: nullable("number"),
};
const reason = Type.Object(reasonFields, {
  $id: "Reason",
  description: "a rule that fired, the value it saw and what that was held against",
});

const decisionFields = {
  verdict,
  score: Type.Number({ minimum: 0, maximum: 1 }),
  event: Type.String(),
  reasons: Type.Array(ref("Reason"), { maxItems: REASONS_MAX, description: "strongest first" }),
  policy: Type.String({ description: "name, version and content hash of the policy" }),
  as_of: Type.String({ format: "date-time", description: "event time the windows were read at" }),
  not_evaluable: Type.Array(Type.String(), {
    description: "rules that could not be evaluated: the event lacks a field, or a window was evicted",
  }),
  late: Type.Optional(Type.Literal(true)),
  screened: Type.Optional(
    Type.Literal(false, {
      description:
        "the event was checked, stored and counted, and the policy has no rules for its kind: its verdict is no finding",
    }),
  ),
};

const decisionAnswer = Type.Object(
  {
    ...decisionFields,
    duplicate: Type.Optional(
      Type.Literal(true, { description: "the id was seen before; this is its first decision" }),
    ),
    repeat: Type.Optional(
      Type.Literal(true, {
        description: "the account had given the same to the target before, and it stands: no count changed",
      }),
    ),
    placeholders: Type.Optional(
      Type.Array(Type.String(), {
        description: "fields whose values stand for none (`unknown`, all zeros): no verdict rests on them",
      }),
    ),
    set_aside: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), value: Type.String(), hint: Type.String() }), {
        description: "optional values that could not be read; the event counts without them",
      }),
    ),
  },
  { $id: "DecisionAnswer", description: "What was decided about one event, verdict first" },
);

const explainedDecision = Type.Object(
  { ...decisionFields, explanation: Type.Array(ref("Sentence")) },
  { $id: "ExplainedDecision", description: "A stored decision, with a sentence for each reason" },
);

const code = words(Object.keys(CODES) as Code[]);

const rejectionAnswer = Type.Object(
  {
    rejection: Type.Object({
      code,
      line: Type.Integer({ minimum: 0, description: "1-based line or array index + 1" }),
      field: Type.String(),
      value: Type.String(),
      hint: Type.String(),
    }),
  },
  { $id: "RejectionAnswer", description: "One record that is not a valid event; those around it go on" },
);

const batchAnswer = Type.Object(
  {
    accepted: count,
    duplicates: count,
    rejected: count,
    set_aside: Type.Integer({ minimum: 0, description: "accepted events with optional values set aside" }),
    placeholders: Type.Integer({
      minimum: 0,
      description: "accepted events with values that stand for none",
    }),
    repeats: Type.Integer({ minimum: 0, description: "accepted events that change no count" }),
    late: Type.Integer({
      minimum: 0,
      description:
        "accepted events that lay behind the engine's clock by more than the policy's lateness: their windows were not read",
    }),
    rejections_unlisted: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: `rejections beyond the first ${REJECTIONS_LISTED_MAX}, counted only`,
      }),
    ),
    answers: Type.Array(Type.Unsafe({ anyOf: [ref("DecisionAnswer"), ref("RejectionAnswer")] }), {
      description: "one for each record, in order; blank lines have none",
    }),
  },
  { $id: "BatchAnswer" },
);

const countFields = { raw: count, public: count, held: count, rejected: count };

const targetCounts = Type.Object(
  {
    kind: words(TARGET_KINDS),
    id: Type.String(),
    counts: Type.Array(Type.Object({ type: words(EVENT_TYPES), ...countFields }), {
      description: "raw = public + held + rejected, always",
    }),
  },
  { $id: "TargetCounts" },
);

const countsOfTargets = Type.Object(
  {
    targets: Type.Array(ref("TargetCounts"), {
      description: "in the order asked; no counts: no event reached it",
    }),
  },
  { $id: "CountsOfTargets" },
);

const targetQuality = Type.Object(
  {
    kind: words(TARGET_KINDS),
    id: Type.String(),
    weight: nullable("number", {
      minimum: 0,
      maximum: 1,
      description: "for a recommender; null when nothing could be measured",
    }),
    dwell_ms_mean: nullable("number"),
    play_ratio_mean: nullable("number"),
    scroll_depth_mean: nullable("number"),
    bounce_rate: nullable("number"),
    share_rate: nullable("number"),
    like_rate: nullable("number"),
    comment_rate: nullable("number"),
    views: count,
    earned_ratio: nullable("number", { description: "share of all received engagement that is public" }),
  },
  { $id: "TargetQuality" },
);

const overview = Type.Object(
  {
    policy: Type.String(),
    started_at: Type.String({ format: "date-time" }),
    event_time: nullable("string", {
      format: "date-time",
      description: "newest event time seen; null before the first event",
    }),
    events_total: count,
    duplicates_total: count,
    rejected_lines_total: count,
    late_total: count,
    per_second: Type.Array(Type.Number({ minimum: 0 }), {
      description: "events decided in each of the last 60 seconds, oldest first",
    }),
    verdicts: Type.Object(Object.fromEntries(VERDICTS.map((word) => [word, count]))),
    most_attacked: Type.Array(
      Type.Object({
        kind: Type.String(),
        id: Type.String(),
        type: words(EVENT_TYPES),
        ...countFields,
      }),
    ),
    latest_rejections: Type.Array(
      Type.Object({
        type: Type.String(),
        actor: Type.String(),
        target: Type.Object({ kind: Type.String(), id: Type.String() }),
        decision: ref("ExplainedDecision"),
      }),
    ),
    keys_live: count,
    keys_evicted: count,
    state_bytes: count,
    log_position: count,
    log_begin: Type.Integer({ minimum: 0, description: "position of the oldest event that the log keeps" }),
    keep_days: nullable("integer", {
      description: "days that events are kept after they came in; null = for ever",
    }),
    campaigns: Type.Object(
      { open: count, confirmed: count, dismissed: count, corrected_events: count },
      {
        description: "campaigns by status, and events that are not counted because theirs is confirmed",
      },
    ),
  },
  { $id: "Overview" },
);

const problem = Type.Object(
  {
    type: Type.String({ description: "`about:touchstone/` and the code" }),
    title: Type.String(),
    title_zh: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code,
    retry: Type.Boolean({ description: "whether the same request can succeed later" }),
    line: Type.Optional(Type.Integer()),
    field: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    hint: Type.Optional(Type.String()),
    progress: Type.Optional(
      Type.Object(
        { accepted: count, duplicates: count, rejected: count },
        { description: "what was taken in before a batch broke off; sending it all again is safe" },
      ),
    ),
  },
  { $id: "Problem", description: "RFC 9457" },
);

/** The shapes that other shapes and routes refer to by `$id`, in order of need. */
export const SHARED_SCHEMAS: readonly TSchema[] = [
  engagementEvent,
  paymentEvent,
  complaintEvent,
  event,
  cloudEvent,
  reason,
  SENTENCE,
  decisionAnswer,
  explainedDecision,
  rejectionAnswer,
  batchAnswer,
  targetCounts,
  countsOfTargets,
  targetQuality,
  overview,
  problem,
  ...CAMPAIGN_SCHEMAS,
  ...PAYMENT_SCHEMAS,
  ERASURE_SCHEMA,
  ...LEDGER_SCHEMAS,
];

export const TargetParams = Type.Object({
  kind: words(TARGET_KINDS),
  id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }),
});
/** A list of targets whose counts are asked for. Validated by the route itself, which reads its own body. */
export const BulkTargets = Type.Object(
  {
    targets: Type.Array(
      Type.Object(
        { kind: words(TARGET_KINDS), id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: BULK_TARGETS_MAX },
    ),
  },
  { additionalProperties: false },
);
export const DecisionParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) });
export const LangQuery = Type.Object({
  lang: Type.Optional(words(["zh", "en"], { description: "default: the Accept-Language header" })),
});
export const Health = Type.Object({ status: words(["ok"]) });
export const Ready = Type.Object({ ready: Type.Literal(true) });

/** Statuses of failure a route documents, each a problem. */
export function problems(...statuses: readonly number[]): Record<number, unknown> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: PROBLEM_WORDS[status] ?? "failed",
        content: { "application/problem+json": { schema: ref("Problem") } },
      },
    ]),
  );
}

const PROBLEM_WORDS: Record<number, string> = {
  400: "the request or its event is not valid",
  401: "a valid token is required",
  410: "what was asked for is no longer kept",
  403: "another site's page may not write here",
  404: "there is no such thing here",
  413: "the body is larger than the limit",
  415: "the content type or encoding is not known",
  421: "the host name is not one of this server's",
  429: "the queue is full; try again after Retry-After seconds",
  500: "a mistake of ours, or damaged storage",
  503: "starting, stopping or unable to write",
  507: "the disk is full; nothing was acknowledged",
};
