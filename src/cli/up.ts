import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Engine } from "../flow/engine.ts";
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN } from "../flow/erase/erase-limits.ts";
import { openEngine } from "../flow/open-engine.ts";
import { pseudonymousEngine } from "../flow/pseudonymous-engine.ts";
import { createTurns } from "../kernels/time/in-turn.ts";
import { parseWitnesses } from "../ledger/witness-list.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { DAY_MS, MINUTE_MS } from "../nouns/durations.ts";
import type { Policy } from "../nouns/policy.ts";
import { checkedBasePath } from "../serve/base-path.ts";
import { LOOPBACK_HOSTS } from "../serve/guard.ts";
import { createServer } from "../serve/server.ts";
import { wholeNumber, words } from "./arguments.ts";
import { DEMO_EVENTS, feedDemoDay, feedDemoLive } from "./demo-day.ts";
import { DEMO_FILE, type DemoDay, readDemoDay, saveDemoDay } from "./demo-day-file.ts";
import { settableByEnvironment, switchFrom, unknownVariables } from "./environment.ts";
import { EXIT, reportError } from "./exit.ts";
import { applyListFile, type ListFile, parseListFile } from "./list-files.ts";
import { LEXICON_HELP, loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile, POLICY_HELP } from "./load-policy-file.ts";
import { createProgress } from "./progress.ts";
import { holdToBorder, openBorder, type PseudonymOptions, pseudonymOptions } from "./pseudonyms.ts";
import { LOG_LEVELS, type LogLevel, openServerLog } from "./server-log.ts";
import { stopOnSignals } from "./stop-signals.ts";
import { warmRemarks } from "./warm-remarks.ts";
import { warmUp } from "./warm-up.ts";

interface Options extends PseudonymOptions {
  readonly data: string;
  readonly policy: string;
  readonly lexicon?: string;
  readonly list: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly demo: boolean;
  readonly demoEvents: number;
  readonly seed: number;
  readonly witnesses?: string;
  readonly keepDays?: number;
  readonly trustClock?: boolean;
  readonly allowedHost: readonly string[];
  readonly basePath: string;
  readonly operationsPort?: number;
  readonly operationsHost?: string;
  readonly logLevel: LogLevel;
  readonly accessLog: boolean;
  readonly warmUp: boolean;
}

/** Switches that a variable sets as well. */
const SWITCHES = {
  demo: "TOUCHSTONE_DEMO",
  accessLog: "TOUCHSTONE_ACCESS_LOG",
  warmUp: "TOUCHSTONE_WARM_UP",
} as const;

/** `touchstone up`: the engine and its pages, with a simulated day in an empty data folder. */
export function register(program: Command): void {
  const command = program
    .command("up")
    .description("starts the engine and its live page; an empty data folder gets a simulated day of traffic")
    .option("--data <folder>", "data folder, one process at a time", "touchstone-data")
    .option("--policy <file>", POLICY_HELP, "default+payments")
    .option("--lexicon <file>", LEXICON_HELP)
    .option(
      "--list <name=file>",
      "a named list and the file that holds it, lines `kind,value,expires,note`; several: repeat it",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--port <number>", "port; 0 takes a free one", wholeNumber(0, 65_535), 8787)
    .option(
      "--host <address>",
      "address to listen on; others than loopback need TOUCHSTONE_TOKEN",
      "127.0.0.1",
    )
    .option(
      "--allowed-host <name>",
      "host name that a proxy in front keeps, as in touchstone.example.com; several: repeat it, or commas",
      (text: string, before: readonly string[]) => [...before, ...words(text)],
      [],
    )
    .option(
      "--base-path <path>",
      "path under which a proxy shows the pages and the API, as in /touchstone; the proxy may keep it or take it off",
      basePath,
      "",
    )
    .option(
      "--operations-port <number>",
      "a second port for /healthz, /readyz and /metrics, which need no token there",
      wholeNumber(0, 65_535),
    )
    .option("--operations-host <address>", "address of that port (default: that of --host)")
    .addOption(
      new Option("--log-level <level>", "least level of the lines on standard error")
        .choices([...LOG_LEVELS])
        .default("info"),
    )
    .option(
      "--access-log",
      `one line a request: route, status, time, never an identifier (env: ${SWITCHES.accessLog}=true)`,
      switchFrom(process.env, SWITCHES.accessLog, false),
    )
    .addOption(
      new Option("--no-demo", `starts empty (env: ${SWITCHES.demo}=false)`).default(
        switchFrom(process.env, SWITCHES.demo, true),
      ),
    )
    .addOption(
      new Option(
        "--no-warm-up",
        `says that it is ready before it has compiled what a verdict runs through, some two seconds earlier (env: ${SWITCHES.warmUp}=false)`,
      ).default(switchFrom(process.env, SWITCHES.warmUp, true)),
    )
    .option(
      "--demo-events <number>",
      "events of the simulated day",
      wholeNumber(1_000, 100_000_000),
      DEMO_EVENTS,
    )
    .option(
      "--keep-days <number>",
      "drops events, with their decisions, so many days after they came in; counts and campaigns stay. Without it the log is kept for ever",
      wholeNumber(KEEP_DAYS_MIN, KEEP_DAYS_MAX),
    )
    .option(
      "--trust-clock",
      "drops by age at once although the clock has jumped ahead since the last drop; without it, after a day",
    )
    .option(
      "--witnesses <file>",
      "witnesses that are asked to cosign the ledger's checkpoints: lines `witness <name> <key> <url>` of a C2SP tlog-policy",
    )
    .option("--seed <number>", "seed of the simulated day", wholeNumber(0, 2 ** 32 - 1), 1);
  settableByEnvironment(pseudonymOptions(command), process.env).action((options: Options) =>
    run(options, unknownVariables(command, Object.values(SWITCHES), process.env)),
  );
}

/** A commander parser for the path under which a proxy shows this server. */
function basePath(text: string): string {
  try {
    return checkedBasePath(text);
  } catch (error) {
    throw new InvalidArgumentError((error as TouchstoneError).detail);
  }
}

async function run(options: Options, unknown: readonly string[]): Promise<void> {
  const folder = resolve(options.data);
  const policy = loadPolicyFile(options.policy);
  const listFiles = options.list.map(parseListFile);
  const remarks = await loadRemarks(policy, options.lexicon);
  warmRemarks(remarks);
  const progress = createProgress("reading the log", 1, false);
  const log = openServerLog(options.logLevel);
  for (const name of unknown) log.warn(`the variable \`${name}\` sets nothing; see \`touchstone up --help\``);
  const border = openBorder(options);
  const { keepDays } = options;
  const opened = await openEngine(folder, {
    policy,
    ...(remarks === null ? {} : { remarks }),
    detection: true,
    warmBeside: true,
    witnesses: options.witnesses === undefined ? [] : witnessesIn(options.witnesses),
    ...(keepDays === undefined ? {} : { keepDays }),
    clockTrusted: options.trustClock === true,
    onDropped: (events, begin) =>
      log.info(`events older than ${keepDays} days were dropped: ${events}; the log begins at ${begin}`),
    onProgress: (done) => progress.update(done, "replaying"),
    onWarning: (message) => log.warn(message),
  });
  progress.stop();
  const engine = border === null ? opened : behindBorder(opened, border);
  const stopping = new AbortController();
  let missing: readonly string[] = [];
  // Before anybody is told an address: from here on there is something to stop in order.
  stopOnSignals(stopping);
  const token = secret("TOUCHSTONE_TOKEN");
  const operationsToken = secret("TOUCHSTONE_OPERATIONS_TOKEN");
  const { operationsPort, operationsHost } = options;
  try {
    const { eventsTotal } = await engine.overview();
    holdToBorder(folder, eventsTotal, border);
    for (const file of listFiles) tellList(log, file, await applyListFile(engine, file));
    const demo = options.demo ? demoDay(folder, eventsTotal, options) : null;
    let streamsOpen = 0;
    let warm = !options.warmUp;
    const server = await createServer(engine, {
      host: options.host,
      port: options.port,
      ...(token === undefined ? {} : { token }),
      ...(operationsToken === undefined ? {} : { operationsToken }),
      ...(operationsPort === undefined ? {} : { operationsPort }),
      ...(operationsHost === undefined ? {} : { operationsHost }),
      ...allowedHosts(options),
      notReady: () => (warm ? null : "the way of a verdict is being compiled; ready in a moment"),
      basePath: options.basePath,
      onError: (error) => log.error(error),
      onStall: (stall) => log.debug({ stall }, "the event loop stood still"),
      onStreams: (open) => {
        streamsOpen = open;
      },
      ...(options.accessLog ? { onAccess: (access) => log.access(access) } : {}),
    });
    await tellStart({ engine, policy, folder, eventsTotal, server, border, options });
    const feeding =
      demo === null
        ? Promise.resolve()
        : feedDemo(engine, folder, demo, { watched: () => streamsOpen > 0, signal: stopping.signal });
    feeding.catch((error: unknown) => {
      process.exitCode = reportError(error);
      stopping.abort();
    });
    const warming = warm
      ? Promise.resolve()
      : warmUp(policy, remarks, stopping.signal)
          .catch((error: unknown) => log.warn(`the warm-up broke off: ${String(error)}`))
          .then(() => {
            warm = true;
          });
    reloadOnHangUp(engine, options.policy, listFiles, log, stopping.signal);
    await aborted(stopping.signal);
    print("Stopping …");
    await Promise.all([feeding.catch(() => {}), warming]);
    await server.close();
  } finally {
    missing = await engine.close();
    log.flush();
  }
  tellEnd(missing);
}

/** Whether everything is on disk, and what is not. */
function tellEnd(missing: readonly string[]): void {
  if (missing.length === 0) print("Stopped; everything is on disk.");
  else {
    print("Stopped. What was acknowledged is in the log; a start makes up for what is not on disk:");
    for (const what of missing) print(`  ${what}`);
    process.exitCode = EXIT.failed;
  }
}

function behindBorder(engine: Engine, border: NonNullable<ReturnType<typeof openBorder>>): Engine {
  const { pseudonymiser, fields } = border;
  return pseudonymousEngine(engine, pseudonymiser, fields.includes("actor"), fields.includes("payee"));
}

interface Started {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly folder: string;
  readonly eventsTotal: number;
  readonly server: Awaited<ReturnType<typeof createServer>>;
  readonly border: ReturnType<typeof openBorder>;
  readonly options: Options;
}

/** Where it listens, under which policy, and what it holds. */
async function tellStart(started: Started): Promise<void> {
  const { engine, policy, folder, eventsTotal, server, border, options } = started;
  print(`Touchstone is up: ${server.address}${options.basePath}`);
  if (server.operationsAddress !== null) print(`  health, readiness, metrics  ${server.operationsAddress}`);
  print(`  policy  ${(await engine.overview()).policy}`);
  const { candidate } = engine.policies.state();
  if (candidate !== null) print(`          ${candidate.id} takes over once it has read the log`);
  else if ((await engine.overview()).policy !== policy.id) {
    print(`          put in force over the API; ${policy.id} of the command line was so before as well`);
  }
  print(`  data    ${folder} (${eventsTotal} events)`);
  print(
    `  events are kept ${options.keepDays === undefined ? "for ever (see --keep-days)" : `${options.keepDays} days`}`,
  );
  if (engine.ledger !== null) print(`  ledger  ${engine.ledger.verifierKey}`);
  if (border !== null)
    print(`  identifiers are replaced at the border: ${options.pseudonymiseFields.join(", ")}`);
  print("  Ctrl-C stops it; nothing that was acknowledged is lost.");
}

/** The simulated day, or what is left of it; then the same platform in real time, for as long as somebody looks. */
async function feedDemo(
  engine: Engine,
  folder: string,
  demo: DemoDay,
  { watched, signal }: { readonly watched: () => boolean; readonly signal: AbortSignal },
): Promise<void> {
  await feedDemoDay(engine, { ...demo, signal }, demoPrinter());
  if (signal.aborted) return;
  saveDemoDay(folder, { ...demo, done: true });
  print("The simulated day is over; simulated traffic goes on in real time while a page is open.");
  const others = await feedDemoLive(engine, {
    ...demo,
    startMs: Date.now(),
    watched,
    clock: Date.now,
    signal,
  });
  if (others) print("Events of your own have come in: simulated traffic has stopped.");
}

/** SIGHUP reads the policy's file and those of lists again; what is refused is logged, and what was goes on. */
function reloadOnHangUp(
  engine: Engine,
  policyFile: string,
  listFiles: readonly ListFile[],
  log: ReturnType<typeof openServerLog>,
  until: AbortSignal,
): void {
  const reload = async (): Promise<void> => {
    try {
      for (const file of listFiles) tellList(log, file, await applyListFile(engine, file));
      const { id, source } = loadPolicyFile(policyFile);
      if (id === (await engine.overview()).policy) {
        log.info(`policy ${id} is in force already`);
        return;
      }
      await engine.policies.propose(source, "activate", { kind: "system", name: "SIGHUP" });
      log.info(`policy ${id} takes over once it has read the log`);
    } catch (error) {
      if (!(error instanceof TouchstoneError)) throw error;
      log.warn(`nothing more was changed by SIGHUP: ${error.message}`);
    }
  };
  // One after the other: what the later signal reads is what stands in the end.
  const inTurn = createTurns();
  const onSignal = (): void => void inTurn(reload);
  process.on("SIGHUP", onSignal);
  until.addEventListener("abort", () => process.off("SIGHUP", onSignal), { once: true });
}

function tellList(
  log: ReturnType<typeof openServerLog>,
  { list, path }: ListFile,
  { added, removed, used }: Awaited<ReturnType<typeof applyListFile>>,
): void {
  if (!used) log.warn(`list ${list}: the policy in force asks for no list of that name`);
  if (added + removed > 0) log.info(`list ${list}: ${added} added, ${removed} removed, by ${path}`);
}

/** Throws `cannot_read` naming the line that is none of the format. */
function witnessesIn(file: string) {
  const text = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (text === null) throw new TouchstoneError("cannot_read", `there is no \`${file}\``);
  const read = parseWitnesses(text);
  if ("witnesses" in read) return read.witnesses;
  throw new TouchstoneError(
    "cannot_read",
    `line \`${read.wrongLine}\` of \`${file}\` is not \`witness <name> <key> <url>\`; \`touchstone witness\` prints its key`,
  );
}

/** A secret from the environment. */
function secret(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

/** Names from the option come beside this machine's own, so that probes and the first command go on to work. */
function allowedHosts({ allowedHost }: Options): { readonly allowedHosts?: readonly string[] } {
  return allowedHost.length === 0 ? {} : { allowedHosts: [...allowedHost, ...LOOPBACK_HOSTS] };
}

/** The simulated day to feed, or to go on with; null when it is over or the folder holds other data. */
function demoDay(folder: string, eventsTotal: number, options: Options): DemoDay | null {
  const file = join(folder, DEMO_FILE);
  if (existsSync(file)) {
    const saved = readDemoDay(file);
    return saved.done === true ? null : saved;
  }
  if (eventsTotal > 0) return null;
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - DAY_MS;
  const day = { seed: options.seed, startMs, events: options.demoEvents };
  saveDemoDay(folder, day);
  return day;
}

function demoPrinter() {
  let shown = -1;
  return ({ done, total, live }: { done: number; total: number; live: boolean }): void => {
    const percent = Math.min(100, Math.floor((done / total) * 10) * 10); // a day has about `total` events
    if (percent <= shown) return;
    shown = percent;
    print(`  simulated day: ${percent} %${live ? ", live" : ""}`);
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
