import type { Sentence } from "./campaign-words.ts";
import type { Erasure } from "./erasure.ts";

/** What was erased, and what is left and until when, in plain words; one sentence a thing. */
function erasureSentences({ erased, remains }: Erasure): readonly Sentence[] {
  const { logEvents, logUntilMs, countsAsTarget } = remains;
  const entries = erased.campaignEntries;
  const sentences: Sentence[] = [
    {
      zh: `已从疑似协同行为的成员与归属账号名单中删除 ${entries} 处；今后的检视也不会再写入。`,
      en: `Erased from ${entries} ${entries === 1 ? "place" : "places"} in the lists of campaigns, as member or owner; later looks will not write it there again.`,
    },
  ];
  if (erased.listEntries > 0) {
    const items = erased.listEntries;
    sentences.push({
      zh: `已从名单中删除 ${items} 项：此前的封禁、观察或放行不再作用于该账号；如仍须拦截，请改按设备或网络登记。`,
      en: `Erased from ${items} named ${items === 1 ? "list" : "lists"}: what that blocked, watched or let through no longer holds for the account; list its device or network where it must be stopped all the same.`,
    });
  }
  if (logEvents === 0) {
    sentences.push({ zh: "事件日志中没有该账号的事件。", en: "The event log holds no event that names it." });
  } else if (logUntilMs === null) {
    sentences.push({
      zh: `事件日志只追加，无法删除单个事件：其中 ${logEvents} 个事件仍含该账号，且没有期限；请以 --keep-days 启动引擎，或删除数据目录。`,
      en: `Not erased: the event log is append-only and single events cannot be taken out of it. ${logEvents} of its events still name the account, without an end: start the engine with --keep-days, or delete the data folder.`,
    });
  } else {
    const until = new Date(logUntilMs).toISOString().slice(0, 16).replace("T", " ");
    sentences.push({
      zh: `事件日志只追加，无法删除单个事件：其中 ${logEvents} 个事件仍含该账号，最迟于 ${until}（UTC）随保留期限删除。`,
      en: `Not erased: the event log is append-only and single events cannot be taken out of it. ${logEvents} of its events still name the account; the last of them is dropped by ${until} UTC.`,
    });
  }
  if (countsAsTarget > 0) {
    sentences.push({
      zh: `该账号作为目标（如被关注）的 ${countsAsTarget} 项计数仍然保留。`,
      en: `Not erased: ${countsAsTarget} ${countsAsTarget === 1 ? "count" : "counts"} of the account as a target, as of follows.`,
    });
  }
  if (erased.ledgerEntries > 0) {
    const ledger = erased.ledgerEntries;
    sentences.push({
      zh: `已删除 ${ledger} 条台账的内容：其哈希与既有证明不受影响，内容不可恢复。`,
      en: `Erased what ${ledger} ${ledger === 1 ? "entry" : "entries"} of the ledger said: hashes and proofs stay as they are, the content cannot be had back.`,
    });
  }
  sentences.push({
    zh: "事件标识与疑似协同行为记录中的复核理由如含该账号名称，也仍然保留；备份与其他系统中的副本不受影响。",
    en: "Event ids and reviewers' notes in campaigns' records that happen to contain its name stay too, as do backups and copies elsewhere.",
  });
  return sentences;
}

/** An erasure under the names of the API, for programs and in words. */
export function erasureAnswer(erasure: Erasure) {
  const { atMs, hash, salt, erased, remains } = erasure;
  const { logEvents, logUntilMs, countsAsTarget } = remains;
  return {
    at: new Date(atMs).toISOString(),
    account_sha256: hash,
    salt,
    erased: {
      campaign_entries: erased.campaignEntries,
      list_entries: erased.listEntries,
      ledger_entries: erased.ledgerEntries,
    },
    remains: {
      log_events: logEvents,
      log_until: logUntilMs === null ? null : new Date(logUntilMs).toISOString(),
      counts_as_target: countsAsTarget,
    },
    text: erasureSentences(erasure),
  };
}
