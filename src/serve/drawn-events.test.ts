import { describe, expect, test } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createEventDrawer } from "./drawn-events.ts";
import { createFixtureCampaigns } from "./fixture-campaigns.ts";
import { DRAWN_CAMPAIGNS_MAX, DRAWN_EVENTS_MAX, LIST_ITEMS_MAX } from "./serve-limits.ts";

async function officeOf(id: string, eventCount: number) {
  const reviews = createFixtureCampaigns();
  const put = async (count: number) => {
    const { record, events } = campaignOf(id);
    const all = Array.from({ length: count }, (_, n) => events![n % events!.length]!);
    reviews.put({ record: { ...record, eventCount: count }, events: all });
    return (await reviews.get(id))!;
  };
  return { reviews, put, record: await put(eventCount) };
}

describe("events to draw", () => {
  test("are read a slice at a time, and no further than the limit", async () => {
    const { reviews, record } = await officeOf("c", DRAWN_EVENTS_MAX + 1);
    const drawer = createEventDrawer(reviews);
    expect(drawer.drawn("c")).toEqual({ events: [], whole: false });
    for (let read = LIST_ITEMS_MAX; read < DRAWN_EVENTS_MAX; read += LIST_ITEMS_MAX) {
      expect(await drawer.advance(record)).toBe(true);
      expect(drawer.drawn("c").events).toHaveLength(read);
    }
    expect(await drawer.advance(record)).toBe(false);
    expect(drawer.drawn("c")).toMatchObject({ whole: false });
    expect(drawer.drawn("c").events).toHaveLength(DRAWN_EVENTS_MAX);
  });

  test("of a campaign that grew are read anew, and the old ones drawn until then", async () => {
    const { reviews, put, record } = await officeOf("c", 700);
    const drawer = createEventDrawer(reviews);
    while (await drawer.advance(record));
    expect(drawer.drawn("c")).toMatchObject({ whole: true });
    const grown = await put(1200);
    expect(await drawer.advance(grown)).toBe(true);
    expect(drawer.drawn("c").events).toHaveLength(700);
    while (await drawer.advance(grown));
    expect(drawer.drawn("c").events).toHaveLength(1200);
    expect(await drawer.advance(grown)).toBe(false);
  });

  test("are remembered of so many campaigns", async () => {
    const { reviews } = await officeOf("c0", 10);
    const drawer = createEventDrawer(reviews);
    for (let n = 0; n <= DRAWN_CAMPAIGNS_MAX; n++) {
      const { record, events } = campaignOf(`c${n}`);
      reviews.put({ record, events: events! });
      await drawer.advance(record);
      await drawer.advance(record);
    }
    expect(drawer.drawn("c0").events).toHaveLength(0);
    expect(drawer.drawn("c1").events).toHaveLength(927);
  });
});
