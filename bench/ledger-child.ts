import { verifyLog } from "../src/ledger/verify-log.ts";
import { folderSource } from "../src/store/log-sources.ts";

/** Verifies the ledger in the folder that its argument names, and prints what that took: alone in a process, so that memory is its own. */
const source = folderSource(process.argv[2]!);
const before = process.cpuUsage();
const start = performance.now();
const { faults, size, bodies } = await verifyLog(source);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
source.close();
const residentBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  JSON.stringify({
    faults: faults.length,
    size,
    bodies,
    seconds,
    cpuS: (user + system) / 1e6,
    residentBytes,
  }),
);
