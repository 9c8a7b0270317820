import type { CampaignEvent, CampaignReviews } from "../flow/reviewed-campaigns.ts";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { DRAWN_CAMPAIGNS_MAX, DRAWN_EVENTS_MAX, LIST_ITEMS_MAX } from "./serve-limits.ts";

/** The part of a campaign that its pictures draw. */
export interface DrawnEvents {
  readonly events: readonly CampaignEvent[];
  /** Whether they are all it has. */
  readonly whole: boolean;
}

/**
 * Events for the pictures, read a slice at a time: they lie scattered over the log, and whoever submits must not wait for somebody
 * who looks. Remembers what it read of the latest `DRAWN_CAMPAIGNS_MAX` campaigns.
 */
export interface EventDrawer {
  /** Reads one slice further, some 25 ms at the most, if there is more to read → whether there still is. */
  advance(record: CampaignRecord): Promise<boolean>;
  /** What can be drawn by now: a campaign that grew is drawn as it was until it is read anew. */
  drawn(id: string): DrawnEvents;
}

interface Drawing {
  shown: DrawnEvents;
  /** What is being read, and for how many events the campaign had when that began. */
  events: CampaignEvent[];
  after: string | null;
  ofCount: number;
  done: boolean;
  /** A slice is being read. */
  reading: boolean;
}

const NOTHING: DrawnEvents = { events: [], whole: false };

export function createEventDrawer(reviews: CampaignReviews): EventDrawer {
  const drawings = new Map<string, Drawing>();

  function drawingOf({ id, eventCount }: CampaignRecord): Drawing {
    const before = drawings.get(id);
    if (before !== undefined && (!before.done || before.ofCount === eventCount)) return before;
    const shown = before?.shown ?? NOTHING;
    const drawing: Drawing = {
      shown,
      events: [],
      after: null,
      ofCount: eventCount,
      done: false,
      reading: false,
    };
    drawings.delete(id);
    drawings.set(id, drawing);
    const [oldest] = drawings.keys();
    if (drawings.size > DRAWN_CAMPAIGNS_MAX && oldest !== undefined) drawings.delete(oldest);
    return drawing;
  }

  return {
    async advance(record) {
      const drawing = drawingOf(record);
      if (drawing.done) return false;
      // Another page asks for the next events already.
      if (drawing.reading) return true;
      const limit = Math.min(LIST_ITEMS_MAX, DRAWN_EVENTS_MAX - drawing.events.length);
      const { after } = drawing;
      drawing.reading = true;
      const page = reviews.events(record.id, after === null ? { limit } : { limit, after });
      const { items, next } = await page.finally(() => {
        drawing.reading = false;
      });
      drawing.events.push(...items);
      drawing.after = next;
      drawing.done = next === null || drawing.events.length >= DRAWN_EVENTS_MAX;
      if (drawing.done || drawing.events.length >= drawing.shown.events.length) {
        drawing.shown = { events: drawing.events, whole: next === null };
      }
      return !drawing.done;
    },
    drawn: (id) => drawings.get(id)?.shown ?? NOTHING,
  };
}
