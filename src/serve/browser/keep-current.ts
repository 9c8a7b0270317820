/** Runs in a page: puts each second's parts in place, unless the reader paused, selects text, has ticked a box or stands in that part, or it is held. */
export function keepCurrent(): void {
  const status = document.querySelector<HTMLElement>("[data-status]")!;
  const button = document.querySelector<HTMLButtonElement>("[data-pause]")!;
  const shown = new Map<string, string>();
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  function show(state: "live" | "lost" | "paused"): void {
    status.dataset.state = state;
    if (status.textContent !== status.dataset[state]) status.textContent = status.dataset[state]!;
  }

  function inUse(element: Element): boolean {
    const selection = document.getSelection();
    return (
      element.hasAttribute("data-held") ||
      element.contains(document.activeElement) ||
      element.querySelector("input:checked") !== null ||
      (selection !== null && !selection.isCollapsed && selection.containsNode(element, true))
    );
  }

  function apply(parts: Readonly<Record<string, string>>): void {
    for (const [name, markup] of Object.entries(parts)) {
      const element = document.querySelector(`[data-part="${name}"]`);
      if (element === null || shown.get(name) === markup || inUse(element)) continue;
      element.innerHTML = markup;
      shown.set(name, markup);
    }
  }

  function start(): void {
    clearTimeout(again);
    const opened = new EventSource(button.dataset.source!);
    source = opened;
    opened.onmessage = (message) => {
      apply(JSON.parse(message.data as string) as Record<string, string>);
      show("live");
    };
    opened.onerror = () => {
      show("lost");
      if (source !== null && source.readyState === EventSource.CLOSED) again = setTimeout(start, 5000);
    };
  }

  function stop(): void {
    clearTimeout(again);
    source?.close();
    source = null;
    show("paused");
  }

  button.addEventListener("click", () => {
    if (source === null) start();
    else stop();
    button.textContent = (source === null ? button.dataset.resume : button.dataset.pause)!;
  });
  button.hidden = false;
  start();
}
