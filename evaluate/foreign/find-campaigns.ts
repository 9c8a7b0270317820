import { CampaignFinder } from "../../src/flow/campaign-finder.ts";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import type { CampaignReport } from "../../src/nouns/campaign-report.ts";
import { createEventRow } from "../../src/nouns/event-row.ts";
import type { World, WorldEvent } from "../worlds/world.ts";

/** An event of a world as a line of an export; its id is its place among the events. */
export function lineOf(event: WorldEvent, place: number): string {
  const { type, atMs, actor, targetKind, target, owner } = event;
  const registered =
    event.registeredAtMs === undefined || event.registeredAtMs < 0
      ? undefined
      : new Date(event.registeredAtMs).toISOString();
  return JSON.stringify({
    id: `e${place}`,
    type,
    at: new Date(atMs).toISOString(),
    actor: { id: actor, registered_at: registered },
    target: { kind: targetKind, id: target, owner },
    context: {
      ip: event.ip,
      asn: event.asn,
      device: event.device,
      user_agent: event.userAgent,
      source: event.source,
    },
    content: event.text === undefined ? undefined : { text: event.text },
  });
}

/** A world → the campaigns found in it, by the path that an export takes. Throws on a line that is not read. */
export function findCampaigns(world: World, finder = new CampaignFinder()): readonly CampaignReport[] {
  const decoder = createDecoder();
  const row = createEventRow();
  world.events.forEach((event, place) => {
    const bytes = Buffer.from(lineOf(event, place));
    const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    if (rejection !== null) throw new Error(`event ${place}: ${JSON.stringify(rejection)}`);
    finder.add(row);
  });
  return finder.finish();
}
