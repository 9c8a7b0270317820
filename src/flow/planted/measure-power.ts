import type { Source } from "../../ingest/source.ts";
import type { AuditReport, PlantedPower } from "../../nouns/audit-report.ts";
import type { Policy } from "../../nouns/policy.ts";
import { subjectOf } from "../../report/headline.ts";
import type { EventVisitor } from "../event-visitor.ts";
import { readInTimeOrder } from "../offline.ts";
import type { Patterns } from "./patterns.ts";
import { plantOrders } from "./plant-orders.ts";
import { PLANTED_BELOW_SHARE, PLANTED_EVENTS_MAX, PLANTED_SHARE } from "./planted-limits.ts";
import { createPlantedRun } from "./planted-visitor.ts";

/**
 * What 5 % bought would have shown in this file: asked only where the answer would read as an all-clear. Goes through its
 * events once more: by `again` where they are kept, else the inputs are read anew. `inputs`: null where they can be read once only.
 */
export async function measurePower(
  report: AuditReport,
  policy: Policy,
  patterns: Patterns,
  inputs: (() => AsyncIterable<Source>) | null,
  again: ((visitor: EventVisitor) => Promise<void>) | null = null,
): Promise<PlantedPower | { readonly notTried: NonNullable<AuditReport["power_not_tried"]> }> {
  const subject = subjectOf(report.types);
  const found = report.campaigns.length + report.orders.orders.length + report.copied_texts.groups.length;
  if (
    subject === null ||
    report.from === null ||
    report.to === null ||
    found > 0 ||
    subject.unusual >= PLANTED_BELOW_SHARE * subject.events
  )
    return { notTried: "not_needed" };
  if (report.events > PLANTED_EVENTS_MAX) return { notTried: "too_large" };
  const span = { fromMs: Date.parse(report.from), toMs: Date.parse(report.to) };
  const planted = plantOrders(patterns.of(subject.type), subject.events, span);
  if (planted.length === 0) return { notTried: "too_few" };
  if (inputs === null) return { notTried: "pipe" };
  let run = createPlantedRun(policy, planted);
  if (again !== null) await again(run.visitor);
  else
    await readInTimeOrder(inputs, true, policy.latenessMs, () => {
      run = createPlantedRun(policy, planted);
      return run.visitor;
    });
  return { share: PLANTED_SHARE, type: subject.type, makes: run.finish() };
}
