/**
 * Runs in every page: shows each `<time>` in the reader's zone, as it is put in place, and names the zone in the footer. A page
 * whose script does not run shows UTC and says so. Hours of the day turn with them where the zone is off by whole hours.
 */
export function localTimes(): void {
  const note = document.querySelector<HTMLElement>("[data-zone]");
  const main = document.querySelector("main");
  if (note === null || main === null) return;

  /** Minutes to add to UTC at a moment; summer time changes them. */
  const offset = (at: Date): number => -at.getTimezoneOffset();

  function offsetText(minutes: number): string {
    const size = Math.abs(minutes);
    const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
    return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
  }

  function wallText(rfc3339: string): string {
    const at = new Date(rfc3339);
    return new Date(at.getTime() + offset(at) * 60_000).toISOString().replace("T", " ");
  }

  function showTime(time: HTMLTimeElement): void {
    const wall = wallText(time.dateTime);
    const { length } = time.textContent;
    const start = time.previousElementSibling;
    time.title = time.dateTime;
    time.dataset.local = "";
    // the end of a span tells its time alone where it lies on the day the span began
    const sameDay =
      start instanceof HTMLTimeElement && wallText(start.dateTime).startsWith(wall.slice(0, 10));
    time.textContent = length === 8 && sameDay ? wall.slice(11, 19) : wall.slice(0, Math.max(length, 16));
  }

  function turnHours(picture: SVGElement): void {
    const minutes = offset(new Date());
    const label = document.querySelector("[data-hours-label]");
    picture.dataset.local = "";
    if (minutes % 60 !== 0 || label === null) return;
    for (const bar of picture.querySelectorAll<SVGRectElement>("rect[data-hour]")) {
      const hour = (Number(bar.dataset.hour) + minutes / 60 + 24) % 24;
      bar.setAttribute("x", String(hour * 10 + 1));
    }
    label.textContent = label.getAttribute("data-hours-label")!.replace("#", named);
  }

  function show(): void {
    for (const time of document.querySelectorAll<HTMLTimeElement>("time[datetime]:not([data-local])"))
      showTime(time);
    for (const picture of document.querySelectorAll<SVGElement>("svg[data-hours]:not([data-local])"))
      turnHours(picture);
  }

  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  const minutes = offset(new Date());
  const named = zone === "" || /^(Etc\/)?(UTC|GMT)$/.test(zone) ? "UTC" : `${zone}, ${offsetText(minutes)}`;
  note.textContent = note.dataset.zone!.replace("#", named);
  new MutationObserver(show).observe(main, { childList: true, subtree: true });
  show();
}
