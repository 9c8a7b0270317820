import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { openPassingStores } from "../compose/open-passing-stores.ts";
import { restoreEngine } from "../flow/restore-engine.ts";
import type { PaymentRemarks } from "../flow/screening/payment-remarks.ts";
import type { Policy } from "../nouns/policy.ts";
import { createApp } from "../serve/app.ts";
import { guardFor } from "../serve/guard.ts";
import { createSimulation } from "../simulate/simulation.ts";

/** Events of a warm-up at the most. After some 2,000 requests V8 has compiled what a verdict runs through. */
const WARM_EVENTS = 2_000;
/** A slow machine is ready after so long, warm or not. */
const WARM_MS_MAX = 2_000;
const CONNECTIONS = 8;
/** A payment is screened behind so many events: some hundred of each second, on the same code but for the remark. */
const EVENTS_A_PAYMENT = 4;
const NEWLINE = 0x0a;

/**
 * Runs the whole way of a single verdict until it is compiled, HTTP included: simulated events, and payments where they are screened, over loopback, to an engine of the
 * same policy in memory that is closed afterwards. The first thousand verdicts of a process cost several times what later ones do, and
 * whoever sends them waits. Touches nothing of the real engine. Resolves to the events that were answered, by the end of
 * `WARM_MS_MAX` or as soon as the signal is aborted.
 */
export async function warmUp(
  policy: Policy,
  remarks: PaymentRemarks | null,
  signal: AbortSignal,
): Promise<number> {
  if (signal.aborted) return 0;
  const engine = await restoreEngine(
    { ...openPassingStores(), ledger: null, diskTrouble: async () => null, release: async () => {} },
    { policy, ...(remarks === null ? {} : { remarks }) },
  );
  const token = randomUUID();
  const app = await createApp(engine, guardFor("127.0.0.1", token), { onError: () => {} });
  try {
    const address = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
    const requests = simulatedRequests(remarks !== null);
    return await sendRequests(Number(address.port), token, requests, signal);
  } finally {
    await app.close();
    await engine.close();
  }
}

interface WarmRequest {
  readonly path: "/v1/events" | "/v1/payments/screen";
  readonly body: Uint8Array;
}

/** Events of a small simulated day, one after the other, with a payment to be screened behind some of them where payments are. */
function* simulatedRequests(pays: boolean): Generator<WarmRequest> {
  let sent = 0;
  for (const body of simulatedLines()) {
    yield { path: "/v1/events", body };
    if (!pays || ++sent % EVENTS_A_PAYMENT !== 0) continue;
    // At the time of the event before it: behind a later one the next events would be late, and not measured.
    const { at } = JSON.parse(Buffer.from(body).toString()) as { readonly at: string };
    const payment = {
      ...{ id: `warm-${sent}`, type: "payment", at, payer: `warm-${sent}`, amount_minor: sent },
      ...{ payee: { id: `warm-${sent % 7}`, kind: "personal" }, currency: "CNY", scene: "transfer" },
      remark: `谢谢老板 ${sent} 快手 双击`,
    };
    yield { path: "/v1/payments/screen", body: Buffer.from(JSON.stringify(payment)) };
  }
}

/** Lines of that day. */
function* simulatedLines(): Generator<Uint8Array> {
  for (const { bytes } of createSimulation({ seed: 1, eventsPerDay: WARM_EVENTS }).runs()) {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, start);
      yield bytes.slice(start, end);
      start = end + 1;
    }
  }
}

/** Sends requests as they are answered, one under way on each connection. */
function sendRequests(
  port: number,
  token: string,
  requests: Iterator<WarmRequest>,
  signal: AbortSignal,
): Promise<number> {
  const head = `HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: `;
  const sockets: Socket[] = [];
  let answered = 0;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(patience);
      signal.removeEventListener("abort", end);
      for (const socket of sockets) socket.destroy();
      resolve(answered);
    };
    const patience = setTimeout(end, WARM_MS_MAX);
    signal.addEventListener("abort", end);
    const next = (socket: Socket): void => {
      const { value, done } = requests.next();
      if (done === true || signal.aborted) {
        end();
        return;
      }
      socket.write(`POST ${value.path} ${head}${value.body.length}\r\n\r\n`);
      socket.write(value.body);
    };
    for (let i = 0; i < CONNECTIONS; i++) {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      // an answer to one event comes in one piece: both are small, and one machine
      socket.on("data", () => {
        answered++;
        next(socket);
      });
      socket.on("error", end);
      socket.on("connect", () => next(socket));
    }
  });
}
