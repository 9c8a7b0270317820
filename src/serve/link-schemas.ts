import { type TSchema, Type } from "typebox";
import { CAMPAIGN_STATUSES } from "../nouns/campaign-record.ts";
import { EVENT_TYPES } from "../nouns/event.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { LINK_EXCLUSIONS, LINK_STATES } from "../nouns/payee-link.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";
import { LIST_ITEMS_DEFAULT, LIST_ITEMS_MAX } from "./serve-limits.ts";

/** Shapes of what the API says of links between payments and steps. */

const share = Type.Number({ minimum: 0, maximum: 1 });
const instant = Type.String({ format: "date-time" });
const state = words(LINK_STATES, {
  description:
    "linked: steps follow payments beyond chance and the dose agrees across buyers. follows: the dose does not agree. promotion: the feed brought it. chance: nothing beyond it. not_enough: too few buyers. official: listed, not judged",
});
const range = Type.Object({ low: Type.Number(), median: Type.Number(), high: Type.Number() });

const linkFields = {
  payee: Type.String(),
  state,
  payments: count,
  orders: Type.Integer({
    minimum: 0,
    description: "payments asked: the payer owns items, the window closed",
  }),
  buyers: count,
  waiting: Type.Integer({ minimum: 0, description: "payments whose last window is still open" }),
  excluded: Type.Object(Object.fromEntries(LINK_EXCLUSIONS.map((why) => [why, Type.Optional(count)])), {
    description: "payments that say nothing, by reason",
  }),
  followed: Type.Integer({ minimum: 0, description: "buyers' windows in which a step followed" }),
  followed_by_chance: Type.Number({ minimum: 0 }),
  scale_hours: Type.Number({ minimum: 0, description: "length of time looked at after a payment" }),
  p: nullable("number", { description: "chance of so many steps by coincidence" }),
  q: nullable("number", { description: "false-discovery rate over payees" }),
  dose: Type.Union([
    Type.Object({
      type: words(EVENT_TYPES),
      currency: Type.String(),
      per_unit: Type.Number({ minimum: 0, description: "events a unit of money" }),
      steps: count,
      agreeing: Type.Integer({ minimum: 0, description: "steps within a factor of two of each other" }),
      p: share,
      lag_p: share,
    }),
    Type.Null(),
  ]),
  lag_minutes: Type.Union([range, Type.Null()]),
  fed_share: nullable("number", { description: "part of the steps that the feed brought" }),
  curve: Type.Array(Type.Object({ lag_minutes: Type.Number(), low: share, median: share, high: share }), {
    description: "part of what was delivered that had come by a time after the payment",
  }),
  steps: Type.Array(
    Type.Object({
      payer: Type.String(),
      item: Type.Object({ kind: Type.String(), id: Type.String() }),
      type: words(EVENT_TYPES),
      paid_at: instant,
      amount: nullable("number"),
      currency: Type.String(),
      from: instant,
      to: instant,
      lag_minutes: Type.Number({ minimum: 0 }),
      excess: Type.Number({ minimum: 0 }),
      expected: Type.Number({ minimum: 0 }),
      p: share,
      agrees: Type.Boolean(),
    }),
  ),
};

/** Campaigns that served a payee's orders. */
export const servingCampaigns = Type.Array(
  Type.Object({ id: Type.String(), status: words(CAMPAIGN_STATUSES), score: share, orders: count }),
  { description: "campaigns on whose targets its steps stand, in their time" },
);

const PayeeLink = Type.Object(
  { ...linkFields, campaigns: servingCampaigns },
  { $id: "PayeeLink", description: "what the payments to one payee were followed by" },
);

const LinkHealth = Type.Object(
  {
    state: words(["off", "starting", "watching", "failed"]),
    reason: Type.String(),
    position: count,
    behind: count,
    payments: count,
    payees: count,
    waiting: count,
    bytes: count,
    looked_at: nullable("string"),
  },
  { $id: "LinkHealth", description: "how the link test does" },
);

const { curve: _curve, steps: _steps, ...summary } = linkFields;
/** A payee's link without its curve and steps. */
export const linkSummary = Type.Object(summary);
const LinkList = Type.Object(
  { items: Type.Array(linkSummary), total: count, health: ref("LinkHealth") },
  { $id: "LinkList", description: "payees, those whose payments were followed by steps first" },
);

const ServedPayees = Type.Object(
  { items: Type.Array(Type.Object({ payee: Type.String(), state, orders: count })) },
  { $id: "ServedPayees", description: "payees whose orders a campaign served" },
);

export const LINK_SCHEMAS: readonly TSchema[] = [LinkHealth, PayeeLink, LinkList, ServedPayees];

export const PayeeParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) });
export const LinkListQuery = Type.Object({
  state: Type.Optional(state),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIST_ITEMS_MAX, default: LIST_ITEMS_DEFAULT })),
});
