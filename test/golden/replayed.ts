import { createDecisionLineWriter } from "../../src/decide/decision-line.ts";
import { createJudge } from "../../src/flow/judge.ts";
import { judged, streamEvents } from "../../src/flow/offline.ts";
import { openSource } from "../../src/ingest/open-source.ts";
import type { Rejection } from "../../src/nouns/codes.ts";
import type { Policy } from "../../src/nouns/policy.ts";

export interface Replayed {
  /** Decision lines, as `touchstone replay` writes them. */
  readonly text: string;
  readonly rejections: readonly Rejection[];
  readonly duplicates: number;
}

/** A file of events through a policy, in this process. */
export async function replayed(file: string, policy: Policy): Promise<Replayed> {
  const write = createDecisionLineWriter(policy);
  const buffer = Buffer.alloc(64 * 1024);
  const lines: string[] = [];
  const rejections: Rejection[] = [];
  let duplicates = 0;
  async function* sources() {
    yield await openSource({ path: file });
  }
  await streamEvents(
    sources(),
    policy.latenessMs,
    judged(createJudge(policy), {
      decided(row, decision) {
        lines.push(buffer.toString("utf8", 0, write(row, decision, buffer, 0)));
      },
      duplicate: () => {
        duplicates++;
      },
      rejected: (rejection) => rejections.push(rejection),
      progress: () => {},
      drain: async () => {},
    }),
    false,
  );
  return { text: lines.join(""), rejections, duplicates };
}
