import { expect, test } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureCampaigns } from "./fixture-campaigns.ts";
import { watchList } from "./list-watch.ts";
import { LIST_KEPT_MS } from "./serve-limits.ts";

test("a list is made anew when a campaign changed, and when it is old; each maker for itself", async () => {
  const reviews = createFixtureCampaigns();
  let nowMs = 5;
  const onChange = watchList(reviews, () => nowMs);
  let made = 0;
  const text = onChange.kept(async () => String(++made));
  const other = onChange.kept(async () => "other");
  expect([await text(), await text()]).toEqual(["1", "1"]);
  reviews.put(campaignOf("c0"));
  expect([await text(), await text(), await other()]).toEqual(["2", "2", "other"]);
  nowMs += LIST_KEPT_MS - 1;
  expect(await text()).toBe("2");
  nowMs += 1;
  expect([await text(), await text()]).toEqual(["3", "3"]);
  onChange.close();
  reviews.put(campaignOf("c1"));
  expect(await text()).toBe("3");
});

test("a maker that fails is asked again", async () => {
  const onChange = watchList(createFixtureCampaigns(), () => 0);
  let fails = true;
  const text = onChange.kept(async () => {
    if (fails) throw new Error("no");
    return "made";
  });
  await expect(text()).rejects.toThrow("no");
  fails = false;
  expect(await text()).toBe("made");
});
