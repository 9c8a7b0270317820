import { expect, it } from "vitest";
import { addSample, SAMPLE_META, SAMPLE_POLICY } from "./audit.fixture.ts";
import { renderAuditJson } from "./json.ts";
import { createTally } from "./tally.ts";

it.each([0, 1, 999, 1000, 1001, 2500])(
  "of %i targets is what JSON.stringify gives, on one line",
  (targets) => {
    const tally = createTally(SAMPLE_POLICY);
    for (let i = 0; i < targets; i++) {
      addSample(tally, { type: "like", atMs: i, actor: `u${i}`, target: `"v"\n${i}` }, { verdict: "allow" });
    }
    const report = tally.finish(SAMPLE_META);
    const text = [...renderAuditJson(report)].join("");
    expect(text).toBe(`${JSON.stringify(report)}\n`);
    expect(text.trimEnd()).not.toContain("\n");
  },
);
