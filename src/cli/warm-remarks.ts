import type { loadRemarks } from "./load-lexicon-file.ts";

/** Remarks read before the server listens: some 50 ms, and then the reader's code is compiled. */
const WARM_REMARKS = 300;

/** The first remarks would meet the deadline of screening in code that has not run yet: some are read before anybody asks. */
export function warmRemarks(remarks: Awaited<ReturnType<typeof loadRemarks>>): void {
  for (let n = 0; n < WARM_REMARKS; n++)
    remarks?.read(`快手 刷zan ${n} 个 播放 follow·ers 双击`, {
      amountMinor: n,
      currency: "CNY",
      scene: "transfer",
      payeeKind: "personal",
      category: null,
    });
}
