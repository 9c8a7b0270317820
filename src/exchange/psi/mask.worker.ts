/** A thread that masks points: one scalar, one exchange, runs in the order they come. */
import { parentPort, workerData } from "node:worker_threads";
import { createMaskWork, type MaskRun } from "./mask-work.ts";

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { scalar, session } = workerData as { readonly scalar: Uint8Array; readonly session: Uint8Array };
const work = createMaskWork(scalar, session);

port.on("message", (run: MaskRun) => port.postMessage(work(run)));
