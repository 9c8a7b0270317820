/**
 * Runs in the list of campaigns: sends one review for each campaign that is selected, one after the other, and tells of each what came of it. Before it writes it asks how
 * the campaign stands: what somebody else decided meanwhile is left alone, also by the undoing.
 */
export const CAMPAIGN_LIST_SCRIPT = `
(() => {
  const list = document.querySelector("[data-part=list]");
  const form = document.querySelector("form[data-batch]");
  if (list === null || form === null) return;
  const words = form.dataset;
  const all = document.querySelector("[data-all]");
  const picked = form.querySelector("[data-picked]");
  const answer = form.querySelector("[data-answer]");
  const outcomes = form.querySelector("[data-outcomes]");
  const undo = form.querySelector("[data-undo]");
  const zh = document.documentElement.lang.startsWith("zh");
  let sending = false;
  let done = [];

  const boxes = () => [...list.querySelectorAll("input[data-review]")];
  const chosen = () => boxes().filter((box) => box.checked);
  const filled = (text, one, other) => text.replace("#", one).replace("%", other);

  function tell() {
    const some = chosen();
    const events = some.reduce((sum, box) => sum + Number(box.dataset.events), 0);
    picked.textContent = some.length === 0 ? words.none
      : filled(words.selected, some.length, events.toLocaleString("en-US"));
    for (const button of form.querySelectorAll("[data-needs]")) button.disabled = sending || some.length === 0;
    undo.disabled = sending;
    all.parentElement.hidden = boxes().length === 0;
    all.checked = some.length > 0 && some.length === boxes().length;
    all.indeterminate = some.length > 0 && !all.checked;
  }

  function clear() {
    for (const box of boxes()) box.checked = false;
    tell();
  }

  async function asked(url, options) {
    const response = await fetch(url, options);
    const body = await response.json();
    if (!response.ok) throw new Error((zh ? body.title_zh : body.title) + " (" + body.detail + ")");
    return body;
  }

  function write(item, status, by, note) {
    return asked(item.url + "/review", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status, by, note }),
    });
  }

  function outcome(name, text, good) {
    const line = document.createElement("li");
    if (!good) line.className = "no";
    line.textContent = name + " · " + text;
    outcomes.append(line);
  }

  async function each(items, work) {
    sending = true;
    outcomes.replaceChildren();
    tell();
    let sent = 0;
    for (const item of items) {
      answer.textContent = filled(words.progress, ++sent, items.length);
      try {
        await work(item);
      } catch (error) {
        outcome(item.name, words.failed + ": " + error.message, false);
      }
    }
    answer.textContent = "";
    sending = false;
    undo.hidden = done.length === 0;
    tell();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = event.submitter === null ? "" : event.submitter.value;
    if (sending || status === "" || chosen().length === 0) return;
    const by = form.elements.by.value;
    form.elements.note.required = status === "dismissed";
    if (!form.reportValidity()) return;
    const note = form.elements.note.value;
    const items = chosen().map((box) => (
      { url: box.dataset.review, name: box.dataset.name, before: box.dataset.status, box, by, note, status }
    ));
    done = [];
    await each(items, async (item) => {
      const now = await asked(item.url);
      if (now.status !== item.before) throw new Error(words.moved);
      await write(item, status, by, note);
      item.box.checked = false;
      if (item.before !== status) done.push(item);
      outcome(item.name, words[status], true);
    });
  });

  undo.addEventListener("click", async () => {
    if (sending || !form.reportValidity()) return;
    const items = done;
    done = [];
    await each(items, async (item) => {
      const now = await asked(item.url);
      const last = now.reviews[now.reviews.length - 1];
      if (now.status !== item.status || last.by.name !== item.by.trim()) throw new Error(words.moved);
      try {
        await write(item, item.before, form.elements.by.value, (words.undone + item.note).slice(0, form.elements.note.maxLength));
      } catch (error) {
        done.push(item);
        throw error;
      }
      outcome(item.name, words[item.before], true);
    });
    if (done.length === 0) form.elements.by.focus();
  });

  list.addEventListener("change", tell);
  new MutationObserver(tell).observe(list, { childList: true });
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  form.querySelector("[data-clear]").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sending) clear();
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = boxes().indexOf(document.activeElement);
    const next = step === 0 || at < 0 ? undefined : boxes()[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  tell();
})();
`;
