import { MINUTE_MS } from "../nouns/durations.ts";
import { hashUnit } from "./opaque-id.ts";
import { type Mood, ORDINARY } from "./session.ts";
import { drawBegin, type SetContext } from "./set-context.ts";

/** Asked by a friend: look, like, and mostly leave. */
const ASKED: Mood = { ...ORDINARY, like: 80, comment: 6, leave: 0.12 };
const FRIENDS = [20, 80] as const;
const EVENTS_PER_ASK = 118;

/** Somebody puts a red packet into a chat and asks for likes: 20 to 80 friends come over the shared link. */
export function startRedPacket(context: SetContext, events: number): void {
  const asks = Math.max(1, Math.round(events / EVENTS_PER_ASK));
  for (let ask = 0; ask < asks; ask++) {
    context.world.agenda.add(drawBegin(context.world, context.random, [8, 23]), (nowMs) =>
      startAsk(context, nowMs),
    );
  }
}

function startAsk(context: SetContext, nowMs: number): -1 {
  const { world, life, random } = context;
  const asker = world.drawPerson();
  const item = world.catalogue.publish(nowMs, {
    owner: asker,
    kind: random.chance(0.7) ? "video" : random.chance(0.5) ? "article" : "mini_program",
    weight: 0.5,
  });
  const share = world.writer.write(nowMs, {
    client: life.client(asker, nowMs),
    type: "share",
    target: item.target,
    source: "profile",
    parentShare: null,
    dwellMs: 1500 + random.below(9000),
    playRatio: null,
    scrollDepth: null,
    precedingEvents: 2 + random.below(20),
    text: null,
    label: "honest",
    campaign: null,
    set: "red_packet",
  });
  const friends = Math.round(random.between(...FRIENDS));
  for (let i = 0; i < friends; i++) {
    const friend = Math.floor(world.people.count * hashUnit(asker, 200 + i));
    const atMs = Math.round(nowMs + 3000 + random.logNormal(11 * MINUTE_MS, 1.1));
    world.agenda.add(atMs, (laterMs) => {
      life.visit(friend, laterMs, {
        entry: item,
        source: "share",
        parentShare: share,
        views: random.chance(0.75) ? 1 : 1 + random.below(4),
        mood: ASKED,
        set: "red_packet",
        alone: true,
      });
      return -1;
    });
  }
  context.note(item.id, friends, nowMs, nowMs + 60 * MINUTE_MS);
  return -1;
}
