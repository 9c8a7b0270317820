// The engine inside your own process: `node examples/code/embed.mjs`, or copy it beside an installed package.
import { eventLines, openTouchstone } from "touchstone";

const engine = await openTouchstone("engine-data");
const like = {
  id: "e1",
  type: "like",
  at: Date.now(),
  actor: { id: "u1" },
  target: { kind: "video", id: "v9" },
};
const { answers } = await engine.submit(eventLines([like]));
console.log(answers[0].decision.verdict, answers[0].decision.reasons);
console.log(await engine.counts("video", "v9"));
await engine.close();
