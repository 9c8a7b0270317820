import { expect, test } from "vitest";
import { loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile } from "./load-policy-file.ts";
import { warmUp } from "./warm-up.ts";

test("the way of a verdict is run through and left closed, for two seconds at the most", async () => {
  const policy = loadPolicyFile("default");
  expect(await warmUp(policy, null, new AbortController().signal)).toBeGreaterThan(20);
  expect(await warmUp(policy, null, AbortSignal.abort())).toBe(0);
  const pays = loadPolicyFile("default+payments");
  const read: string[] = [];
  const remarks = (await loadRemarks(pays, undefined))!;
  const watched: typeof remarks = {
    ...remarks,
    read(remark, context) {
      read.push(remark);
      return remarks.read(remark, context);
    },
  };
  expect(await warmUp(pays, watched, new AbortController().signal)).toBeGreaterThan(20);
  // Read for the answer and by the judge: payments were decided, not refused.
  expect(read.length).toBeGreaterThan(new Set(read).size);
});
