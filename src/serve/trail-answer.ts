import type { Engine } from "../flow/engine.ts";
import type { Trail, TrailQuery } from "../ports/trails.ts";
import { campaignSummary } from "./campaign-answer.ts";
import { explainedDecision } from "./overview-answer.ts";
import { TARGET_CAMPAIGNS_MAX } from "./serve-limits.ts";

/** An account under the names of the API; null when nothing here knows it. Rejects as `Trails` does. */
export async function actorAnswer(engine: Engine, id: string, query: TrailQuery) {
  const trail = await engine.trails.ofActor(id, query);
  const erased = engine.trails.isErased(id);
  const { member, owner } = await engine.trails.campaignsOf(id);
  const counts = await countRows(engine, "account", id);
  const known =
    erased || trail.next !== null || trail.items.length + member.length + owner.length + counts.length > 0;
  if (!known && query.before === undefined) return null;
  const campaigns = { member: member.map(campaignSummary), owner: owner.map(campaignSummary) };
  return { id, erased, counts, campaigns, ...lookAnswer(engine, trail) };
}

/** A target under the names of the API; null when no event reached it. */
export async function targetAnswer(engine: Engine, kind: string, id: string, query: TrailQuery) {
  const counts = await countRows(engine, kind, id);
  if (counts.length === 0) return null;
  const campaigns = (await engine.campaigns.ofTarget(kind, id))
    .slice(0, TARGET_CAMPAIGNS_MAX)
    .map(campaignSummary);
  const trail = await engine.trails.ofTarget(kind, id, query);
  return {
    kind,
    id,
    counts,
    quality: await engine.quality(kind, id),
    campaigns,
    ...lookAnswer(engine, trail),
  };
}

export type ActorAnswer = NonNullable<Awaited<ReturnType<typeof actorAnswer>>>;
export type TargetAnswer = NonNullable<Awaited<ReturnType<typeof targetAnswer>>>;
export type LookAnswer = ReturnType<typeof lookAnswer>;

function lookAnswer(engine: Engine, { items, next, looked, lookedToMs }: Trail) {
  return {
    events: items.map(({ event, type, atMs, actor, target, decision }) => ({
      event,
      type,
      at: new Date(atMs).toISOString(),
      actor,
      target,
      decision: decision === null ? null : explainedDecision(engine, decision),
    })),
    next,
    looked_events: looked,
    looked_to: lookedToMs === 0 ? null : new Date(lookedToMs).toISOString(),
  };
}

async function countRows(engine: Engine, kind: string, id: string) {
  return (await engine.counts(kind, id)).map(({ type, raw, public: shown, held, rejected }) => ({
    type,
    raw,
    public: shown,
    held,
    rejected,
  }));
}
