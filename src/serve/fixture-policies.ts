import { TouchstoneError } from "../nouns/codes.ts";
import type { CandidateState, PolicyRollout } from "../ports/policy-rollout.ts";

const AT_MS = 1_790_000_000_000;

/** Policies for this folder's tests: a text that says `bad` is refused; nothing is read by a thread. */
export function createFixturePolicies(): PolicyRollout {
  let inForce = "fixture@1#00000000";
  let candidate: CandidateState | null = null;
  const earlier = [{ id: "fixture@0#ffffffff", sinceMs: AT_MS, by: "ann" }];
  const begin = (id: string, mode: CandidateState["mode"], by: string): void => {
    candidate = {
      id,
      mode,
      by,
      startedAtMs: AT_MS,
      position: 10,
      behind: 0,
      events: 100,
      stricter: 3,
      milder: 1,
      verdicts: [
        [90, 0, 0, 3],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 6],
      ],
      rules: [{ rule: "likes_from_one_ip", reasons: 9, stricter: 3 }],
      samples: [
        {
          event: "e1",
          type: "like",
          at: new Date(AT_MS).toISOString(),
          actor: 'u<1>"',
          target: { kind: "video", id: "v1" },
          before: "allow",
          after: "reject",
          reasons: [{ rule: "likes_from_one_ip", value: 41, baseline: 30 }],
        },
      ],
    };
  };
  return {
    state: () => ({
      inForce: { id: inForce, sinceMs: AT_MS, by: "start" },
      candidate,
      refused: null,
      earlier,
    }),
    async propose(text, mode, by) {
      if (text.includes("bad")) throw new TouchstoneError("bad_policy", "the policy has `1` mistakes");
      begin("fixture@2#11111111", mode, by.name);
      return { id: "fixture@2#11111111", warnings: [] };
    },
    async activate(id) {
      if (id !== candidate?.id && !earlier.some((one) => one.id === id))
        throw new TouchstoneError("not_found", `no policy \`${id}\` decided here; send its text`);
      inForce = id;
      candidate = null;
      return { id, warnings: [] };
    },
    async withdraw() {
      const was = candidate !== null;
      candidate = null;
      return was;
    },
    settled: async () => {},
  };
}
