/** Works that are done one after the other, in the order they were given; one that fails holds up no other. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A row of works of its own: what reads, decides and writes is whole while others wait. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {}); // whoever gave it is told
    return done;
  };
}
