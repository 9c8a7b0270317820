import { expect, test } from "vitest";
import { CLUSTER_TABLE } from "../calibrate/cluster-table.ts";
import { evidenceOf } from "../nouns/campaign.fixture.ts";
import { INTEREST } from "../nouns/interest.fixture.ts";
import { campaignFalseAlarms } from "./campaign-false-alarms.ts";

const CAMPAIGN = { score: 0.99, members: new Array(40) };

test("what a near look finds has the rate of what was looked at, and says when none was seen", () => {
  const { falseAlarmRate, falseAlarmAtFloor } = campaignFalseAlarms("near_line", CAMPAIGN);
  const seen = CLUSTER_TABLE.falseClusters.filter(
    ([score, members]) => score >= 0.99 && members >= 40,
  ).length;
  expect(falseAlarmRate).toBeCloseTo((seen + 1) / CLUSTER_TABLE.millions, 9);
  expect(falseAlarmAtFloor).toBe(seen === 0);
});

test.each(["nightly", "known_pool"] as const)("%s: not measured is not zero", (origin) => {
  expect(campaignFalseAlarms(origin, CAMPAIGN)).toEqual({ falseAlarmRate: null, falseAlarmAtFloor: false });
});

test("judged by the rest of people's lives: not measured on such data", () => {
  const evidence = evidenceOf({ interest: INTEREST });
  expect(campaignFalseAlarms("near_line", { ...CAMPAIGN, evidence }).falseAlarmRate).toBeNull();
});
