import { cpSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decisionLine } from "../../src/decide/decision-line.ts";
import type { Engine } from "../../src/flow/engine.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import { openOverTwin } from "../../src/flow/twin-engine.fixture.ts";
import type { TargetCounts } from "../../src/nouns/counts.ts";
import type { Decision } from "../../src/nouns/decision.ts";
import type { Policy } from "../../src/nouns/policy.ts";
import { VERDICTS } from "../../src/nouns/verdict.ts";
import { createTwin } from "../../src/store/asynchronous-twin.fixture.ts";
import { parsedLines } from "../e2e/made-events.ts";
import { scratchFolder } from "../e2e/scratch-folder.ts";
import { replayed } from "./replayed.ts";
import { openStory, policyOf, STORIES, type Story } from "./story.ts";

const scratch = scratchFolder();
const stories = readdirSync(STORIES).map(openStory);

/** How a story is put through the engine between its first and its second half. */
type Middle = "nothing" | "closed and opened" | "killed and opened";

interface Run {
  readonly decisions: ReadonlyMap<string, Decision | null>;
  readonly counts: readonly TargetCounts[];
  readonly verdicts: Readonly<Record<string, number>>;
}

const CHUNK_LINES = 7;

/** Stores that an engine can be opened over again and again, and be killed over. */
interface Place {
  open(policy: Policy): Promise<Engine>;
  /** Ends an engine as a crash does; the next `open` finds what it left. */
  kill(engine: Engine): Promise<void>;
}

const clock = (): number => Date.UTC(2026, 10, 21); // of the receiver: after all of the events

function folderPlace(name: string): Place {
  let folder = scratch.path(name);
  return {
    open: (policy) => openEngine(folder, { policy, clock }),
    async kill(engine) {
      // what a dead process leaves: its files as they are at this moment
      const left = `${folder}, left`;
      cpSync(folder, left, { recursive: true, filter: (path) => !/lock\.|-shm$/.test(path) });
      await engine.close();
      folder = left;
    },
  };
}

/** Over the asynchronous twin: calls take a while, and a dead process is fenced off. */
function twinPlace(): Place {
  const twin = createTwin(1);
  return {
    open: (policy) => openOverTwin(twin.connect(), { policy, clock }),
    async kill(engine) {
      twin.connect();
      await engine.close();
    },
  };
}

/** A story through an engine, some lines at a time, with something happening in the middle. */
async function driven(
  story: Story,
  middle: Middle,
  place: Place = folderPlace(`${story.name}, ${middle}`),
): Promise<Run> {
  const policy = policyOf(story.policyFile);
  let engine = await place.open(policy);
  const text = readFileSync(story.eventsFile, "utf8");
  const lines = text.split(/(?<=\n)/);
  const chunks = Array.from({ length: Math.ceil(lines.length / CHUNK_LINES) }, (_, i) =>
    Buffer.from(lines.slice(i * CHUNK_LINES, (i + 1) * CHUNK_LINES).join("")),
  );
  for (const [i, chunk] of chunks.entries()) {
    if (i === chunks.length >> 1 && middle === "closed and opened") {
      await engine.close();
      engine = await place.open(policy);
    }
    if (i === chunks.length >> 1 && middle === "killed and opened") {
      await place.kill(engine);
      engine = await place.open(policy);
    }
    const { rejected } = await engine.submit(chunk);
    expect(rejected).toBe(0);
  }
  const events = parsedLines<{ id: string; target: { kind: string; id: string } }>(text);
  const targets = new Map(events.map(({ target }) => [`${target.kind}/${target.id}`, target]));
  const countsNow = async () =>
    (await Promise.all([...targets.values()].map(({ kind, id }) => engine.counts(kind, id)))).flat();
  const run = {
    decisions: new Map(events.map(({ id }) => [id, engine.decision(id)])),
    counts: await countsNow(),
    verdicts: (await engine.overview()).verdicts,
  };
  // once more, all of it: nothing changes
  const again = await engine.submit(Buffer.from(text));
  expect(again).toMatchObject({ accepted: 0, rejected: 0, duplicates: events.length });
  expect(await countsNow()).toEqual(run.counts);
  await engine.close();
  return run;
}

describe.each(stories.map((story) => [story.name, story] as const))("%s", (_name, story) => {
  const policy = policyOf(story.policyFile);
  const whole = replayed(story.eventsFile, policy);
  const engineRun = driven(story, "nothing");

  test("replayed", async () => {
    const { text, rejections } = await whole;
    expect(rejections).toEqual([]);
    if (story.exact) expect(text).toBe(readFileSync(story.decisionsFile, "utf8"));
    const decisions = parsedLines<Decision>(text);
    for (const { ids, atLeast = "allow", atMost = "reject", share } of story.bounds) {
      const about = decisions.filter(({ event }) => event.startsWith(ids));
      expect(about.length, ids).toBeGreaterThan(0);
      const kept = about.filter(({ verdict }) => {
        const rank = VERDICTS.indexOf(verdict);
        return rank >= VERDICTS.indexOf(atLeast) && rank <= VERDICTS.indexOf(atMost);
      });
      const told = about.map(({ event, verdict, score }) => `${event} ${verdict} ${score}`).join("\n");
      expect(kept.length / about.length, `${ids} ${atLeast}…${atMost}\n${told}`).toBeGreaterThanOrEqual(
        share,
      );
    }
  });

  test("through the engine: as replayed, where the events come in order", async () => {
    const { decisions, counts } = await engineRun;
    const lines = [...decisions.values()].map((decision) => `${decisionLine(decision!)}\n`).sort();
    const expected = (await whole).text.split(/(?<=\n)/).sort();
    if (story.ordered) expect(lines).toEqual(expected);
    else expect(lines).toHaveLength(expected.length);
    for (const count of counts) expect(count.raw).toBe(count.public + count.held + count.rejected);
    for (const { target, type, ...wanted } of story.counts) {
      expect(counts.find((count) => count.id === target && count.type === type)).toMatchObject(wanted);
    }
  });

  test.each(["closed and opened", "killed and opened"] as const)(
    "%s in the middle: nothing differs",
    async (middle) => {
      expect(await driven(story, middle)).toEqual(await engineRun);
    },
  );

  test("over stores that take a while, killed and opened in the middle: nothing differs", async () => {
    expect(await driven(story, "killed and opened", twinPlace())).toEqual(await engineRun);
  });
});
