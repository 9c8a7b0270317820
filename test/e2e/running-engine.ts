import type { ChildProcess } from "node:child_process";
import { ENGINE_TIMEOUT_MS, ended, spawnTouchstone } from "./touchstone.ts";

/** `touchstone up` in a process of its own. */
export interface RunningEngine {
  readonly child: ChildProcess;
  readonly address: string;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when its output holds the text; rejects when it ends first. */
  printed(text: string): Promise<void>;
  get(path: string): Promise<Response>;
  post(body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a signal and waits for its end → exit code, or null when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the engine on a free port and waits for its address. Rejects with its output when it ends before. `env` is added to its environment. */
export async function startEngine(
  folder: string,
  args: readonly string[] = ["--no-demo"],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningEngine> {
  // two seconds of processor time that most of these tests need for other things
  const whole = { TOUCHSTONE_WARM_UP: "false", ...env };
  const child = spawnTouchstone(
    ["up", "--data", folder, "--port", "0", ...args],
    { env: whole },
    ENGINE_TIMEOUT_MS,
  );
  let output = "";
  const waiting = new Set<() => void>();
  const take = (piece: Buffer): void => {
    output += piece.toString("utf8");
    for (const look of waiting) look();
  };
  child.stdout!.on("data", take);
  child.stderr!.on("data", take);
  const over = ended(child);
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!output.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void over.then(() => reject(new Error(`ended without \`${text}\`:\n${output}`)));
    });
  await printed("Ctrl-C");
  const address = /http:\/\/\S+/.exec(output)![0];
  return {
    child,
    address,
    output: () => output,
    printed,
    get: (path) => fetch(address + path),
    post: (body, headers = {}) =>
      fetch(`${address}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson", ...headers },
        body: typeof body === "string" ? body : Buffer.from(body),
      }),
    async stop(signal = "SIGINT") {
      child.kill(signal);
      return (await over).code;
    },
  };
}
