import type { EventColumns } from "../columns/event-columns.ts";
import { type ActivityNull, coOccurrenceWithin } from "./activity-null.ts";
import type { AudienceSlices } from "./audience-slices.ts";

/** Two audiences → the actors they share because both gathered, for the most part, within the same sessions; 0 when they did not. */
export type ExpectedNear = (a: number, b: number) => number;

/** Audience slices and activity null → what sessions explain of two audiences. Takes 16 bytes an audience slice. */
export function expectSessions(
  columns: EventColumns,
  slices: AudienceSlices,
  activityNull: ActivityNull,
): ExpectedNear {
  const { count, start, event } = slices;
  const fromMs = new Float64Array(count);
  const toMs = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const size = start[t + 1]! - start[t]!;
    fromMs[t] = columns.occurredAtMs[event[start[t]! + Math.floor(size * 0.25)]!]!;
    toMs[t] = columns.occurredAtMs[event[start[t]! + Math.floor(size * 0.75)]!]!;
  }
  return (a, b) => {
    const coOccurrence = coOccurrenceWithin(
      activityNull,
      Math.min(fromMs[a]!, fromMs[b]!),
      Math.max(toMs[a]!, toMs[b]!),
    );
    return (start[a + 1]! - start[a]!) * (start[b + 1]! - start[b]!) * coOccurrence;
  };
}
