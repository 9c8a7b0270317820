/** Runs in the page: puts each second's parts in place, unless the reader paused, selects text, has ticked a box or stands in that part. */
export const PAGE_SCRIPT = `
(() => {
  const status = document.querySelector("[data-status]");
  const button = document.querySelector("[data-pause]");
  const shown = new Map();
  let source = null;
  let again = 0;

  function show(state) {
    status.dataset.state = state;
    if (status.textContent !== status.dataset[state]) status.textContent = status.dataset[state];
  }

  function inUse(element) {
    const selection = document.getSelection();
    return element.contains(document.activeElement) || element.querySelector("input:checked") !== null ||
      (selection !== null && !selection.isCollapsed && selection.containsNode(element, true));
  }

  function apply(parts) {
    for (const [name, html] of Object.entries(parts)) {
      const element = document.querySelector('[data-part="' + name + '"]');
      if (element === null || shown.get(name) === html || inUse(element)) continue;
      element.innerHTML = html;
      shown.set(name, html);
    }
  }

  function start() {
    clearTimeout(again);
    source = new EventSource(button.dataset.source);
    source.onmessage = (message) => {
      apply(JSON.parse(message.data));
      show("live");
    };
    source.onerror = () => {
      show("lost");
      if (source !== null && source.readyState === EventSource.CLOSED) again = setTimeout(start, 5000);
    };
  }

  function stop() {
    clearTimeout(again);
    source.close();
    source = null;
    show("paused");
  }

  button.addEventListener("click", () => {
    if (source === null) start();
    else stop();
    button.textContent = source === null ? button.dataset.resume : button.dataset.pause;
  });
  button.hidden = false;
  start();
})();
`;
