import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { lockFolder } from "./folder-lock.ts";

const HOLDER = new URL("./hold-folder.fixture.ts", import.meta.url).pathname;

describe("one process owns a data folder", () => {
  let folder = "";
  let child: ChildProcess | null = null;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "touchstone-lock-")), "data");
  });
  afterEach(() => {
    child?.kill("SIGKILL");
    rmSync(join(folder, ".."), { recursive: true, force: true });
  });

  async function hold(): Promise<ChildProcess> {
    const process_ = spawn(process.execPath, [HOLDER, folder], { stdio: ["pipe", "pipe", "inherit"] });
    child = process_;
    await once(process_.stdout, "data");
    return process_;
  }
  function refusal(): TouchstoneError {
    try {
      lockFolder(folder).release();
    } catch (error) {
      if (error instanceof TouchstoneError) return error;
      throw error;
    }
    throw new Error("the folder was given twice");
  }

  test("a second process is refused, and told who has it and which folder", async () => {
    const holder = await hold();
    const error = refusal();
    expect([error.code, error.retry]).toEqual(["folder_in_use", true]);
    expect(error.detail).toContain(`\`${holder.pid}\``);
    expect(error.detail).toContain(`\`${folder}\``);
  });

  test("a refusal leaves the holder's lock as it was", async () => {
    await hold();
    for (let i = 0; i < 3; i++) expect(refusal().code).toBe("folder_in_use");
  });

  test("kill −9 frees it", async () => {
    const holder = await hold();
    holder.kill("SIGKILL");
    await once(holder, "close");
    lockFolder(folder).release();
  });

  test("giving it back frees it while the process lives on", async () => {
    const holder = await hold();
    holder.stdin?.write("\n");
    await once(holder.stdout!, "data");
    const lock = lockFolder(folder);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual(["lock.sqlite"]);
  });

  test("the same process does not get it twice, and gets it again afterwards", () => {
    const lock = lockFolder(folder);
    expect(refusal().detail).toContain(`\`${process.pid}\``);
    lock.release();
    lockFolder(folder).release();
  });

  test("two folders do not know of each other", () => {
    const one = lockFolder(folder);
    const other = lockFolder(`${folder}-other`);
    one.release();
    other.release();
  });

  test("a place that cannot be a folder is `cannot_write`", () => {
    writeFileSync(folder, "");
    expect(refusal().code).toBe("cannot_write");
  });
});
