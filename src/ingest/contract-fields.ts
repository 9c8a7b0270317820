/** Fields of the public contract by path, for whoever fills events from columns. The decoder has its own tables. */
export type FieldType = "text" | "number" | "flag" | "time";

export const ENGAGEMENT_FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  id: "text",
  type: "text",
  at: "time",
  "actor.id": "text",
  "actor.registered_at": "time",
  "actor.registration_batch": "text",
  "target.kind": "text",
  "target.id": "text",
  "target.owner": "text",
  "target.duration_ms": "number",
  "context.ip": "text",
  "context.ip_prefix": "text",
  "context.ip_kind": "text",
  "context.asn": "number",
  "context.device": "text",
  "context.emulator": "flag",
  "context.rooted": "flag",
  "context.app_version": "text",
  "context.user_agent": "text",
  "context.source": "text",
  "context.parent_share": "text",
  "behavior.dwell_ms": "number",
  "behavior.play_ratio": "number",
  "behavior.scroll_depth": "number",
  "behavior.preceding_events": "number",
  "content.text": "text",
};

export const PAYMENT_FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  payer: "text",
  "payee.id": "text",
  "payee.kind": "text",
  "payee.certified": "flag",
  "payee.licence": "text",
  "payee.category": "text",
  "payee.opened_at": "time",
  "payee.code_kind": "text",
  "payee.device": "text",
  amount_minor: "number",
  currency: "text",
  channel: "text",
  scene: "text",
  remark: "text",
  order: "text",
  purpose: "text",
  mcc: "text",
  name_check: "text",
  status: "text",
  refund_of: "text",
  payer_device: "text",
  payer_ip: "text",
};

/** Fields that complaints have beside payer and payee. */
export const COMPLAINT_FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  reason: "text",
  payment: "text",
  text: "text",
};

export const REQUIRED_FIELDS = ["id", "type", "at", "actor.id", "target.kind", "target.id"] as const;
export const REQUIRED_PAYMENT_FIELDS = [
  "id",
  "type",
  "at",
  "payer",
  "payee.id",
  "amount_minor",
  "currency",
] as const;

export const REQUIRED_COMPLAINT_FIELDS = ["id", "type", "at", "payer", "payee.id", "reason"] as const;

/** Fields whose absence is worth a word to the user: every optional one of an engagement event. */
export const OPTIONAL_FIELDS: readonly string[] = Object.keys(ENGAGEMENT_FIELD_TYPES).filter(
  (path) => !(REQUIRED_FIELDS as readonly string[]).includes(path),
);
