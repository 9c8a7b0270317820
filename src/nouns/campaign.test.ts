import { describe, expect, it } from "vitest";
import { CAMPAIGN_REASONS, type CampaignReasonCode, campaignReasonText } from "./campaign.ts";

describe("campaignReasonText", () => {
  it("says counts with two digits, in both languages", () => {
    const reason = { rule: "shared_orders", value: 14.26, baseline: 0.0312, weight: 2 } as const;
    expect(campaignReasonText(reason, "en")).toBe(
      "two members share 14 targets on average; chance explains 0.031",
    );
    expect(campaignReasonText(reason, "zh")).toContain("14");
  });
  it("says shares as percentages, and a dash where nothing is held against", () => {
    const reason = { rule: "shared_device", value: 0.914, baseline: 0.0004, weight: 2 } as const;
    expect(campaignReasonText(reason, "en")).toContain("91 % of the members");
    expect(campaignReasonText(reason, "en")).toContain("0.04 % use these devices");
    expect(campaignReasonText({ ...reason, rule: "shared_orders", baseline: null }, "en")).toContain(
      "explains –",
    );
  });
  it("leaves no place unfilled in any text", () => {
    for (const rule of Object.keys(CAMPAIGN_REASONS) as CampaignReasonCode[]) {
      for (const language of ["en", "zh"] as const) {
        const text = campaignReasonText({ rule, value: 0.5, baseline: 0.1, weight: 1 }, language);
        expect(text).not.toMatch(/[{}]/);
        expect(text).toMatch(/0\.5|50 %/);
      }
    }
  });
});
