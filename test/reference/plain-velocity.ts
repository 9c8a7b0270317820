/**
 * The velocity check as anyone would write it in plain JavaScript: more than 30 likes from one IP in the trailing 60 s, more than
 * 5 distinct actors on one device in the trailing hour, the event at hand included, one exactly a window old excluded.
 */
export interface PlainVelocity {
  /** True = reject. Events in order of time. */
  check(
    type: string,
    atMs: number,
    ip: string | null | undefined,
    device: string | null | undefined,
    actor: string,
  ): boolean;
}

const LIKES_MAX = 30;
const LIKES_MS = 60_000;
const ACTORS_MAX = 5;
const ACTORS_MS = 3_600_000;

export function createPlainVelocity(): PlainVelocity {
  const likesByIp = new Map<string, number[]>();
  const actorsByDevice = new Map<string, Map<string, number>>();
  return {
    check(type, atMs, ip, device, actor) {
      let reject = false;
      if (type === "like" && typeof ip === "string") {
        let times = likesByIp.get(ip);
        times ??= [];
        likesByIp.set(ip, times);
        times.push(atMs);
        while (times[0]! <= atMs - LIKES_MS) times.shift();
        if (times.length > LIKES_MAX) reject = true;
      }
      if (typeof device === "string") {
        let actors = actorsByDevice.get(device);
        actors ??= new Map();
        actorsByDevice.set(device, actors);
        actors.delete(actor);
        actors.set(actor, atMs);
        for (const [other, seenMs] of actors) {
          if (seenMs > atMs - ACTORS_MS) break;
          actors.delete(other);
        }
        if (actors.size > ACTORS_MAX) reject = true;
      }
      return reject;
    },
  };
}
