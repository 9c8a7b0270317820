import { describe, expect, it } from "vitest";
import { evidenceOf } from "./campaign.fixture.ts";
import { COMMON_KINDS } from "./campaign.ts";
import { campaignHeadline, commonText } from "./campaign-words.ts";

const size = { members: 482, targets: 14, owners: 9, fromMs: 0, toMs: 12 * 3_600_000 };

describe("campaignHeadline", () => {
  it("says who, what, for whom, how long, what chance explains, and what most have in common", () => {
    const common = [
      { kind: "asn", share: 0.914, values: 6, baseline: 0.1 },
      { kind: "batch", share: 0.7, values: 2, baseline: 0.01 },
      { kind: "device", share: 0.6, values: 40, baseline: 0.01 },
      { kind: "ip", share: 0.49, values: 3, baseline: 0 },
    ] as const;
    const evidence = evidenceOf({ sharedOrders: 12.4, sharedOrdersExpected: 0.03, common });
    expect(campaignHeadline(size, evidence)).toEqual({
      en:
        "482 accounts acted together on 14 targets of 9 owners within 12 h; two of them share 12 on average, " +
        "chance explains 0.03; 91 % are on 6 networks; 70 % come from 2 registration batches.",
      zh:
        "482 个账号在 12 小时内共同作用于 9 个归属账号的 14 个目标；任意两名成员平均共有 12 个，随机预期为 0.03 个；" +
        "91 % 来自 6 个运营商网络；70 % 出自 2 个注册批次。",
    });
  });
  it("leaves out what the events do not say", () => {
    const { en } = campaignHeadline({ ...size, owners: 0 }, evidenceOf({}));
    expect(en).toMatch(/^482 accounts acted together on 14 targets within 12 h; two/);
  });
  it("does not speak of sharing where there is one target", () => {
    const { en, zh } = campaignHeadline({ ...size, members: 1204, targets: 1, owners: 1 }, evidenceOf({}));
    expect(en).toBe("1,204 accounts acted together on one target of one owner within 12 h.");
    expect(zh).toContain("1 个归属账号的 1 个目标");
  });
  it.each([
    [5.2, 5.2, false],
    [5.5, 5, false],
    [5.6, 5, true],
  ])(
    "says plainly when chance explains what is shared: %s of %s",
    (sharedOrders, sharedOrdersExpected, beyond) => {
      const { en, zh } = campaignHeadline(size, evidenceOf({ sharedOrders, sharedOrdersExpected }));
      expect(en.includes("no more than chance explains")).toBe(!beyond);
      expect(zh.includes("未超出随机预期")).toBe(!beyond);
    },
  );
  it("does not name what everybody has", () => {
    const common = [{ kind: "asn", share: 0.9, values: 3, baseline: 0.7 }] as const;
    expect(campaignHeadline(size, evidenceOf({ common })).en).not.toContain("networks");
  });
});

describe("commonText", () => {
  it.each(COMMON_KINDS)("%s: one, and several, in both languages", (kind) => {
    for (const values of [1, 6]) {
      const { zh, en } = commonText({ kind, share: 0.914, values, baseline: 0 });
      expect(en).toContain("91 %");
      expect(zh).toContain("91 %");
      expect(en).toMatch(values === 1 ? /one|the same/ : /6 /);
      expect(en).not.toMatch(values === 1 ? /[^s]s$/ : /[^s]$/);
    }
  });
});
