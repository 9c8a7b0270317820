import { expect, test } from "vitest";
import { loadPolicyFile } from "./load-policy-file.ts";
import { warmUp } from "./warm-up.ts";

test("the way of a verdict is run through and left closed; a stop ends it at once", async () => {
  const policy = loadPolicyFile("default");
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  expect(await warmUp(policy, null, stop.signal)).toBeGreaterThan(20);
  expect(await warmUp(policy, null, AbortSignal.abort())).toBe(0);
});
