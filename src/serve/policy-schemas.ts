import { Type } from "typebox";
import { VERDICTS } from "../nouns/verdict.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";
import { POLICY_CHARS_MAX, REVIEWER_CHARS_MAX } from "./serve-limits.ts";

/** Shapes of what the API takes and says of policies. */

const by = Type.String({
  minLength: 1,
  maxLength: REVIEWER_CHARS_MAX,
  description: "who does it, as the ledger will say",
});
const mode = words(["activate", "shadow"], {
  description:
    "activate: it takes over once its windows are filled. shadow: it is compared with the one in force and decides nothing",
});

export const PolicyProposal = Type.Object(
  {
    policy: Type.String({
      minLength: 1,
      maxLength: POLICY_CHARS_MAX,
      description: "the policy's text, YAML",
    }),
    mode,
    by,
  },
  { $id: "PolicyProposal", additionalProperties: false },
);
export const PolicyChange = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 300, description: "`name@version#hash8`" }), by },
  { $id: "PolicyChange", additionalProperties: false },
);

const version = Type.Object({
  id: Type.String(),
  since: nullable("string", {
    format: "date-time",
    description: "when it came into force last; null: before that was kept",
  }),
  by: Type.String(),
});

const verdict = words(VERDICTS);
const candidate = Type.Object(
  {
    id: Type.String(),
    mode,
    by: Type.String(),
    started_at: Type.String({ format: "date-time" }),
    position: Type.Integer({ minimum: 0, description: "events of the log that it has read" }),
    behind: Type.Integer({ minimum: 0, description: "decided events that it has not read yet" }),
    events: Type.Integer({ minimum: 0, description: "events compared: those since it was started" }),
    stricter: count,
    milder: count,
    verdicts: Type.Array(Type.Array(count), {
      description: `events by verdict, [in force][this one], each in the order ${VERDICTS.join(", ")}`,
    }),
    rules: Type.Array(Type.Object({ rule: Type.String(), reasons: count, stricter: count })),
    samples: Type.Array(
      Type.Object({
        event: Type.String(),
        type: Type.String(),
        at: Type.String({ format: "date-time" }),
        actor: Type.String(),
        target: Type.Object({ kind: Type.String(), id: Type.String() }),
        before: verdict,
        after: verdict,
        reasons: Type.Array(ref("Reason")),
      }),
      { description: "the latest events that it would decide otherwise, the newest first" },
    ),
  },
  { $id: "PolicyCandidate" },
);

const policies = Type.Object(
  {
    in_force: version,
    candidate: Type.Union([ref("PolicyCandidate"), Type.Null()]),
    refused: Type.Union(
      [
        Type.Object({ id: Type.String(), reason: Type.String(), at: Type.String({ format: "date-time" }) }),
        Type.Null(),
      ],
      { description: "the latest proposal that did not come into force, and why" },
    ),
    earlier: Type.Array(version, { description: "the latest in force first; any can be put in force again" }),
  },
  { $id: "Policies" },
);

const proposed = Type.Object(
  { id: Type.String(), warnings: Type.Array(Type.String()) },
  { $id: "PolicyProposed", description: "It was checked, and its windows are being filled" },
);

export const POLICY_SCHEMAS = [PolicyProposal, PolicyChange, candidate, policies, proposed];
