/** A thread that does nothing but decompress, through the gate it is given. */
import { parentPort, workerData } from "node:worker_threads";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type GateMemory, ThreadGate } from "./thread-gate.ts";

const gate = new ThreadGate(workerData as GateMemory);
const packed = zstdCompressSync(new Uint8Array(1_000));
parentPort?.postMessage("busy");
for (;;) gate.through(() => zstdDecompressSync(packed));
