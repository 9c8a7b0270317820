/** Where a ledger to verify may stand: a data folder or a folder of tiles, or an address. */
export { folderSource, type OpenSource, urlSource } from "../store/log-sources.ts";
