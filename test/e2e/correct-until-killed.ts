/**
 * A process that takes events in, finds campaigns among them and reviews them until it is killed, telling of each thing that
 * was acknowledged: `events first count`, `found id`, `review id status`. Arguments: folder, label, seed.
 */
import { writeSync } from "node:fs";
import { reportOf, spokenPolicy } from "../../src/flow/campaigns/campaigns.fixture.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import type { CampaignStatus } from "../../src/nouns/campaign-record.ts";
import { chance, NOON_MS } from "./made-events.ts";

const [folder = "", label = "", seed = "1"] = process.argv.slice(2);
const random = chance(Number(seed));
const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
const engine = await openEngine(folder, { policy: spokenPolicy(), campaignLimits: { sliceRows: 20 } });
writeSync(1, `opened ${(await engine.overview()).logPosition}\n`);

async function takeIn(): Promise<void> {
  for (let n = 0; ; n++) {
    const lines = Array.from({ length: 40 }, (_, i) => {
      const type = random() < 0.15 ? "unlike" : pick(["like", "like", "like", "view", "share"]);
      const source = random() < 0.2 ? { context: { source: pick(["h", "r"]) } } : {};
      return JSON.stringify({
        id: `${label}-${n}-${i}`,
        type,
        at: NOON_MS + n,
        actor: { id: `u${Math.floor(random() * 60)}` },
        target: { kind: "video", id: `v${Math.floor(random() * 8)}` },
        ...source,
      });
    });
    const { accepted } = await engine.submit(Buffer.from(lines.join("\n")));
    writeSync(1, `events ${label}-${n} ${accepted}\n`);
  }
}

async function find(): Promise<void> {
  for (;;) {
    const end = (await engine.overview()).logPosition;
    if (end > 0) {
      const id = pick(["c1", "c2", "c3"]);
      const events = Array.from({ length: 60 }, () => Math.floor(random() * end));
      await engine.campaigns.take(reportOf(id, events, { targets: [] }));
      writeSync(1, `found ${id}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 20));
  }
}

async function review(): Promise<void> {
  for (;;) {
    const id = pick(["c1", "c2", "c3"]);
    const status = pick<CampaignStatus>(["confirmed", "confirmed", "dismissed", "open"]);
    if ((await engine.campaigns.get(id)) !== null) {
      writeSync(1, `asked ${id} ${status}\n`);
      await engine.campaigns.review(id, { status, note: "", by: "ann" });
      writeSync(1, `review ${id} ${status}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
  }
}

await Promise.all([takeIn(), find(), review()]);
