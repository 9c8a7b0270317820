import {
  CODE_KINDS,
  COMPLAINT_REASONS,
  type EventFamily,
  kindWords,
  NAME_CHECKS,
  PAYEE_KINDS,
  PAYMENT_STATUSES,
  TARGET_KINDS,
} from "../../nouns/event.ts";
import type { KeyColumn, NumberColumn } from "../../nouns/event-row.ts";
import type { ListSubject } from "../../nouns/subject-list.ts";

/** What a field of an event is, to a condition. */
export type EventField =
  | { readonly type: "text"; readonly column: KeyColumn; readonly words?: readonly string[] }
  | { readonly type: "number"; readonly column: NumberColumn }
  | { readonly type: "flag"; readonly column: NumberColumn }
  | { readonly type: "kind" | "retraction" | "late" };

/** Kinds of infrastructure the default policy and the simulator know; a policy may name others. */
export const KNOWN_IP_KINDS = [
  "home",
  "mobile",
  "carrier_nat",
  "campus",
  "office",
  "internet_cafe",
  "datacenter",
  "proxy",
] as const;

/** Fields a condition may name, by the path of the public contract. */
export const EVENT_FIELDS: ReadonlyMap<string, EventField> = new Map<string, EventField>([
  ["event.id", { type: "text", column: "id" }],
  ["event.type", { type: "kind" }],
  ["event.retraction", { type: "retraction" }],
  ["event.late", { type: "late" }],
  ["event.actor.id", { type: "text", column: "actor" }],
  ["event.actor.registration_batch", { type: "text", column: "registration_batch" }],
  ["event.target.id", { type: "text", column: "target" }],
  ["event.target.kind", { type: "text", column: "target_kind", words: TARGET_KINDS }],
  ["event.target.owner", { type: "text", column: "owner" }],
  ["event.target.duration_ms", { type: "number", column: "duration_ms" }],
  ["event.context.ip", { type: "text", column: "ip" }],
  ["event.context.ip_prefix", { type: "text", column: "ip_prefix" }],
  ["event.context.ip_kind", { type: "text", column: "ip_kind" }],
  ["event.context.asn", { type: "number", column: "asn" }],
  ["event.context.device", { type: "text", column: "device" }],
  ["event.context.emulator", { type: "flag", column: "emulator" }],
  ["event.context.rooted", { type: "flag", column: "rooted" }],
  ["event.context.app_version", { type: "text", column: "app_version" }],
  ["event.context.user_agent", { type: "text", column: "user_agent" }],
  ["event.context.source", { type: "text", column: "source" }],
  ["event.context.parent_share", { type: "text", column: "parent_share" }],
  ["event.behavior.dwell_ms", { type: "number", column: "dwell_ms" }],
  ["event.behavior.play_ratio", { type: "number", column: "play_ratio" }],
  ["event.behavior.scroll_depth", { type: "number", column: "scroll_depth" }],
  ["event.behavior.preceding_events", { type: "number", column: "preceding_events" }],
  ["event.content.text", { type: "text", column: "content" }],
  ["event.payer", { type: "text", column: "payer" }],
  ["event.payee.id", { type: "text", column: "payee_id" }],
  ["event.payee.kind", { type: "text", column: "payee_kind", words: PAYEE_KINDS }],
  ["event.payee.certified", { type: "flag", column: "certified" }],
  ["event.payee.licence", { type: "text", column: "licence" }],
  ["event.payee.category", { type: "text", column: "category" }],
  ["event.payee.code_kind", { type: "text", column: "code_kind", words: CODE_KINDS }],
  ["event.payee.device", { type: "text", column: "payee_device" }],
  ["event.amount", { type: "number", column: "amount" }],
  ["event.currency", { type: "text", column: "currency" }],
  ["event.channel", { type: "text", column: "channel" }],
  ["event.scene", { type: "text", column: "scene" }],
  ["event.order", { type: "text", column: "order" }],
  ["event.purpose", { type: "text", column: "purpose" }],
  ["event.mcc", { type: "text", column: "mcc" }],
  ["event.name_check", { type: "text", column: "name_check", words: NAME_CHECKS }],
  ["event.status", { type: "text", column: "status", words: PAYMENT_STATUSES }],
  ["event.refund_of", { type: "text", column: "refund_of" }],
  ["event.payer_device", { type: "text", column: "device" }],
  ["event.payer_ip", { type: "text", column: "ip" }],
  ["event.hour_utc", { type: "number", column: "hour_utc" }],
  ["event.remark", { type: "text", column: "remark" }],
  ["event.remark_score", { type: "number", column: "remark_score" }],
  ["event.remark_label", { type: "text", column: "remark_label" }],
  ["event.reason", { type: "text", column: "reason", words: COMPLAINT_REASONS }],
]);

/** The family whose events have a field; null for what all events have. */
export function familyOfField(path: string): EventFamily | null {
  if (/^event\.(id|type|retraction|late)$/.test(path)) return null;
  return /^event\.(actor|target|context|behavior|content)\./.test(path) ? "engagement" : "payment";
}

/** Columns that hold what somebody wrote, or what was read out of it: evidence that never goes beyond challenge alone. */
export const TEXT_COLUMNS: ReadonlySet<KeyColumn | NumberColumn> = new Set<KeyColumn | NumberColumn>([
  "remark",
  "remark_label",
  "remark_score",
]);

/** What an entry of a list must name to be looked for in a column; columns that are not here cannot be looked for. */
export const LIST_SUBJECT_OF: Partial<Record<KeyColumn, ListSubject>> = {
  actor: "account",
  owner: "account",
  payer: "account",
  payee_id: "account",
  target: "target",
  device: "device",
  ip: "network",
};

/** Columns that may be derived instead of sent, and so have no text of their own to search in. */
export const DERIVED_COLUMNS: readonly KeyColumn[] = [
  "target_kind",
  "ip_prefix",
  "ip_kind",
  "asn",
  "payee_id",
  "remark_label",
];

/** Words `event.type` may be compared with. */
export const TYPE_WORDS: readonly string[] = kindWords();
