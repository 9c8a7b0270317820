// Sends a file of events (NDJSON) to a running engine and prints what was not allowed:
//   node examples/code/send-events.mjs events.ndjson
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createClient } from "touchstone/client";

const client = createClient({
  url: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8787",
  token: process.env.TOUCHSTONE_TOKEN,
  onRetry: (error, waitMs) => console.error(`${error.message}; asking again in ${waitMs} ms`),
});
const lines = createInterface({ input: createReadStream(process.argv[2] ?? "/dev/stdin") });

const verdicts = {};
for await (const answer of client.sendAll(lines)) {
  if ("rejection" in answer) {
    console.error(
      `refused: ${answer.rejection.code} \`${answer.rejection.value}\`; ${answer.rejection.hint}`,
    );
    continue;
  }
  const { verdict, event, reasons } = answer.decision;
  verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  if (verdict !== "allow") console.log(event, verdict, reasons.map(({ rule }) => rule).join(", "));
}
console.log(verdicts);
await client.close();
