import { expect, test } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureDesk } from "./fixture-desk.ts";
import { watchList } from "./list-watch.ts";
import { LIST_KEPT_MS } from "./serve-limits.ts";

test("a list is made anew when a campaign changed, and when it is old; each maker for itself", () => {
  const desk = createFixtureDesk();
  let nowMs = 5;
  const watch = watchList(desk, () => nowMs);
  let made = 0;
  const text = watch.kept(() => String(++made));
  const other = watch.kept(() => "other");
  expect([text(), text()]).toEqual(["1", "1"]);
  desk.put(campaignOf("c0"));
  expect([text(), text(), other()]).toEqual(["2", "2", "other"]);
  nowMs += LIST_KEPT_MS - 1;
  expect(text()).toBe("2");
  nowMs += 1;
  expect([text(), text()]).toEqual(["3", "3"]);
  watch.close();
  desk.put(campaignOf("c1"));
  expect(text()).toBe("3");
});

test("a maker that fails is asked again", () => {
  const watch = watchList(createFixtureDesk(), () => 0);
  let fails = true;
  const text = watch.kept(() => {
    if (fails) throw new Error("no");
    return "made";
  });
  expect(text).toThrow("no");
  fails = false;
  expect(text()).toBe("made");
});
