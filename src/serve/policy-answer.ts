import type { PolicyState, PolicyVersion } from "../ports/policy-rollout.ts";

/** Policies under the names of the API. */
export function policiesAnswer({ inForce, candidate, refused, earlier }: PolicyState) {
  return {
    in_force: versionAnswer(inForce),
    candidate:
      candidate === null
        ? null
        : {
            id: candidate.id,
            mode: candidate.mode,
            by: candidate.by,
            started_at: new Date(candidate.startedAtMs).toISOString(),
            position: candidate.position,
            behind: candidate.behind,
            events: candidate.events,
            stricter: candidate.stricter,
            milder: candidate.milder,
            verdicts: candidate.verdicts,
            rules: candidate.rules,
            samples: candidate.samples,
          },
    refused:
      refused === null
        ? null
        : { id: refused.id, reason: refused.reason, at: new Date(refused.atMs).toISOString() },
    earlier: earlier.map(versionAnswer),
  };
}

export type PoliciesAnswer = ReturnType<typeof policiesAnswer>;

function versionAnswer({ id, sinceMs, by }: PolicyVersion) {
  return { id, since: sinceMs === 0 ? null : new Date(sinceMs).toISOString(), by };
}
