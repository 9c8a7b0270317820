import { describe, expect, test } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createEventDrawer } from "./drawn-events.ts";
import { createFixtureDesk } from "./fixture-desk.ts";
import { DRAWN_CAMPAIGNS_MAX, DRAWN_EVENTS_MAX, LIST_ITEMS_MAX } from "./serve-limits.ts";

async function deskOf(id: string, eventCount: number) {
  const desk = createFixtureDesk();
  const put = async (count: number) => {
    const { record, events } = campaignOf(id);
    const all = Array.from({ length: count }, (_, n) => events![n % events!.length]!);
    desk.put({ record: { ...record, eventCount: count }, events: all });
    return (await desk.get(id))!;
  };
  return { desk, put, record: await put(eventCount) };
}

describe("events to draw", () => {
  test("are read a slice at a time, and no further than the limit", async () => {
    const { desk, record } = await deskOf("c", DRAWN_EVENTS_MAX + 1);
    const drawer = createEventDrawer(desk);
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
    const { desk, put, record } = await deskOf("c", 700);
    const drawer = createEventDrawer(desk);
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
    const { desk } = await deskOf("c0", 10);
    const drawer = createEventDrawer(desk);
    for (let n = 0; n <= DRAWN_CAMPAIGNS_MAX; n++) {
      const { record, events } = campaignOf(`c${n}`);
      desk.put({ record, events: events! });
      await drawer.advance(record);
      await drawer.advance(record);
    }
    expect(drawer.drawn("c0").events).toHaveLength(0);
    expect(drawer.drawn("c1").events).toHaveLength(927);
  });
});
