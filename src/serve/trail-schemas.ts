import { Type } from "typebox";
import { TARGET_KINDS } from "../nouns/event.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";

/** Shapes of what the API says of one account and of one target. */

const whenOrNull = nullable("string", { format: "date-time" });

const trailEvent = Type.Object(
  {
    event: Type.String(),
    type: Type.String({ description: "`unlike` and the like: taken back" }),
    at: Type.String({ format: "date-time" }),
    actor: Type.String({ description: "empty: an account that was erased" }),
    target: Type.Object({
      kind: words([...TARGET_KINDS, "payee"]),
      id: Type.String({ description: "empty: an account that was erased" }),
    }),
    decision: Type.Union([ref("ExplainedDecision"), Type.Null()], { description: "null: no longer kept" }),
  },
  { $id: "TrailEvent", description: "An event and what was decided about it; no address, device or text" },
);

const look = {
  events: Type.Array(ref("TrailEvent"), { description: "the latest first" }),
  next: nullable("string", { description: "`before` of the next look; null: the log holds no more" }),
  looked_events: Type.Integer({
    minimum: 0,
    description: "events of the log that this look went through: it is bounded, and there may be more",
  }),
  looked_to: { ...whenOrNull, description: "when the earliest of them came in" },
};

const actor = Type.Object(
  {
    id: Type.String(),
    erased: Type.Boolean({ description: "erased on request; the log still names it, and nothing is shown" }),
    counts: Type.Array(Type.Unsafe({ $ref: "TypeCounts#" }), {
      description: "as a target itself: its followers and the like",
    }),
    campaigns: Type.Object({
      member: Type.Array(ref("CampaignSummary"), { description: "those it acts in" }),
      owner: Type.Array(ref("CampaignSummary"), { description: "those whose acts its targets received" }),
    }),
    ...look,
  },
  { $id: "Actor", description: "An account: what it did, what was decided, the campaigns it stands in" },
);

const typeCounts = Type.Object(
  { type: Type.String(), raw: count, public: count, held: count, rejected: count },
  { $id: "TypeCounts", description: "raw = public + held + rejected" },
);

const target = Type.Object(
  {
    kind: words(TARGET_KINDS),
    id: Type.String(),
    counts: Type.Array(ref("TypeCounts")),
    quality: Type.Union([ref("TargetQuality"), Type.Null()]),
    campaigns: Type.Array(ref("CampaignSummary")),
    ...look,
  },
  { $id: "Target", description: "A target: its counts, the campaigns that touch it, what was done to it" },
);

export const TRAIL_SCHEMAS = [typeCounts, trailEvent, actor, target];
