import type { Engine } from "../flow/engine.ts";
import type { Decision } from "../nouns/decision.ts";

/** A decision with one sentence a reason in both languages; its fields in the API's order. */
export function explainedDecision(engine: Engine, decision: Decision) {
  const { verdict, score, event, reasons, policy, as_of, not_evaluable, late, screened } = decision;
  const explanation = engine.explain(decision);
  const more = { ...(late === undefined ? {} : { late }), ...(screened === undefined ? {} : { screened }) };
  return { verdict, score, event, reasons, policy, as_of, not_evaluable, ...more, explanation };
}

/** The engine's overview under the names of the API, rejections explained. */
export async function overviewAnswer(engine: Engine) {
  const o = await engine.overview();
  return {
    policy: o.policy,
    started_at: new Date(o.startedAtMs).toISOString(),
    event_time: o.eventTimeMs === 0 ? null : new Date(o.eventTimeMs).toISOString(),
    events_total: o.eventsTotal,
    duplicates_total: o.duplicatesTotal,
    rejected_lines_total: o.rejectedLinesTotal,
    late_total: o.lateTotal,
    per_second: o.perSecond,
    verdicts: o.verdicts,
    most_attacked: o.mostAttacked,
    latest_rejections: o.latestRejections.map(({ type, actor, target, decision }) => ({
      type,
      actor,
      target: { kind: target.kind, id: target.id },
      decision: explainedDecision(engine, decision),
    })),
    keys_live: o.keysLive,
    keys_evicted: o.keysEvicted,
    state_bytes: o.stateBytes,
    log_position: o.logPosition,
    log_begin: o.logBegin,
    keep_days: o.keepDays,
    campaigns: {
      open: o.campaigns.open,
      confirmed: o.campaigns.confirmed,
      dismissed: o.campaigns.dismissed,
      corrected_events: o.campaigns.correctedEvents,
    },
  };
}
