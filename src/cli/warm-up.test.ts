import { expect, test } from "vitest";
import { loadPolicyFile } from "./load-policy-file.ts";
import { warmUp } from "./warm-up.ts";

test("the way of a verdict is run through and left closed, for two seconds at the most", async () => {
  const policy = loadPolicyFile("default");
  expect(await warmUp(policy, null, new AbortController().signal)).toBeGreaterThan(20);
  expect(await warmUp(policy, null, AbortSignal.abort())).toBe(0);
});
