import { expect, test } from "vitest";
import { SAMPLE_META } from "./audit.fixture.ts";
import { countCampaigns } from "./count-campaigns.ts";

const counts = { kind: "video", id: "<v1>", type: "like", held: 0, rejected: 0 } as const;

test.each([
  ["what is public without them", 41, { public: 41, public_without: 39 }],
  ["never less than nothing", 1, { public: 1, public_without: 0 }],
])("%s", (_name, shown, expected) => {
  const counted = countCampaigns(SAMPLE_META.campaigns, [{ ...counts, raw: shown, public: shown }]);
  expect(counted[0]!.targets[0]!.acts[0]).toMatchObject({ events: 3, counted: 2, ...expected });
});

test("counts of another kind, type or id are not theirs", () => {
  const others = [
    { ...counts, kind: "article" },
    { ...counts, type: "view" as const },
    { ...counts, id: "v1" },
  ].map((one) => ({ ...one, raw: 9, public: 9 }));
  expect(countCampaigns(SAMPLE_META.campaigns, others)).toEqual(SAMPLE_META.campaigns);
});
