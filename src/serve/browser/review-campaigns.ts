/**
 * Runs in the list of campaigns: sends one review for each campaign that is selected, one after the other, and tells of each what came of it. Before it writes it asks how
 * the campaign stands: what somebody else decided meanwhile is left alone, also by the undoing. A row that was decided says so and
 * stays where it is for a while, also where the filter no longer lets it through.
 */
export function reviewCampaigns(): void {
  interface Item {
    readonly url: string;
    readonly name: string;
    readonly before: string;
    readonly box: HTMLInputElement;
    readonly status: string;
    readonly note: string;
  }
  interface Answer {
    readonly status: string;
    readonly reviews: readonly { readonly by: { readonly name: string } }[];
  }
  const found = document.querySelector<HTMLElement>("[data-part=list]");
  const batch = document.querySelector<HTMLFormElement>("form[data-batch]");
  if (found === null || batch === null) return;
  const [list, form] = [found, batch];
  const words = form.dataset as Readonly<Record<string, string>>;
  const all = document.querySelector<HTMLInputElement>("[data-all]")!;
  const picked = form.querySelector<HTMLElement>("[data-picked]")!;
  const answer = form.querySelector<HTMLElement>("[data-answer]")!;
  const outcomes = form.querySelector<HTMLElement>("[data-outcomes]")!;
  const undo = form.querySelector<HTMLButtonElement>("[data-undo]")!;
  const zh = document.documentElement.lang.startsWith("zh");
  /** How long decided rows stay. */
  const HELD_MS = 10_000;
  let sending = false;
  let done: Item[] = [];
  let held: ReturnType<typeof setTimeout> | undefined;

  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const boxes = () => [...list.querySelectorAll<HTMLInputElement>("input[data-review]")];
  const chosen = () => boxes().filter((box) => box.checked);
  const filled = (text: string, one: number, other: number | string) =>
    text.replace("#", String(one)).replace("%", String(other));

  function tell(): void {
    const some = chosen();
    const events = some.reduce((sum, box) => sum + Number(box.dataset.events), 0);
    picked.textContent =
      some.length === 0 ? words.none! : filled(words.selected!, some.length, events.toLocaleString("en-US"));
    for (const button of form.querySelectorAll<HTMLButtonElement>("[data-needs]"))
      button.disabled = sending || some.length === 0;
    undo.disabled = sending;
    // in sight while there is something to decide or to undo
    form.parentElement!.toggleAttribute("data-near", sending || some.length > 0 || !undo.hidden);
    all.parentElement!.hidden = boxes().length === 0;
    all.checked = some.length > 0 && some.length === boxes().length;
    all.indeterminate = some.length > 0 && !all.checked;
  }

  function clear(): void {
    for (const box of boxes()) box.checked = false;
    tell();
  }

  async function asked(url: string, options?: RequestInit): Promise<Answer> {
    const response = await fetch(url, options);
    const body = (await response.json()) as Answer & { title: string; title_zh: string; detail: string };
    if (!response.ok) throw new Error(`${zh ? body.title_zh : body.title} (${body.detail})`);
    return body;
  }

  function write(item: Item, status: string, by: string, note: string): Promise<Answer> {
    return asked(`${item.url}/review`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status, by, note }),
    });
  }

  function outcome(name: string, text: string, good: boolean): void {
    const line = document.createElement("li");
    if (!good) line.className = "no";
    line.textContent = `${name} · ${text}`;
    outcomes.append(line);
  }

  /** Writes what was decided into the row, and keeps the list from moving on at once. */
  function mark(item: Item, status: string, text: string): void {
    item.box.dataset.status = status;
    const said = item.box.closest("tr")?.querySelector(".state");
    if (said instanceof HTMLElement) {
      said.className = `state ${status}`;
      said.textContent = `✓ ${text}`;
    }
    list.dataset.held = "";
    clearTimeout(held);
    held = setTimeout(() => delete list.dataset.held, HELD_MS);
  }

  async function each(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    sending = true;
    outcomes.replaceChildren();
    tell();
    let sent = 0;
    for (const item of items) {
      answer.textContent = filled(words.progress!, ++sent, items.length);
      try {
        await work(item);
      } catch (error) {
        outcome(item.name, `${words.failed}: ${(error as Error).message}`, false);
      }
    }
    answer.textContent = "";
    sending = false;
    undo.hidden = done.length === 0;
    tell();
    // the button that was pressed may be disabled now, and would lose the focus
    if (document.activeElement === document.body || document.activeElement === null)
      (undo.hidden ? field("by") : undo).focus();
  }

  // what a refused decision asked for must not hold up the next one before it is heard
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    if (sending || status === "" || chosen().length === 0) return;
    const by = field("by").value;
    field("note").required = status === "dismissed";
    if (!form.reportValidity()) return;
    const note = field("note").value;
    sessionStorage.setItem("reviewer", by);
    const items = chosen().map((box): Item => {
      const { review, name, status: before } = box.dataset as Readonly<Record<string, string>>;
      return { url: review!, name: name!, before: before!, box, note, status };
    });
    done = [];
    await each(items, async (item) => {
      const now = await asked(item.url);
      if (now.status !== item.before) throw new Error(words.moved);
      await write(item, status, by, note);
      item.box.checked = false;
      if (item.before !== status) done.push(item);
      mark(item, status, words[status]!);
      outcome(item.name, words[status]!, true);
    });
  });

  undo.addEventListener("click", async () => {
    if (sending || !form.reportValidity()) return;
    const items = done;
    done = [];
    const by = field("by").value;
    await each(items, async (item) => {
      const now = await asked(item.url);
      const last = now.reviews.at(-1);
      if (now.status !== item.status || last?.by.name !== by.trim()) throw new Error(words.moved);
      try {
        const note = (words.undone! + item.note).slice(0, field("note").maxLength);
        await write(item, item.before, by, note);
      } catch (error) {
        done.push(item);
        throw error;
      }
      mark(item, item.before, words[item.before]!);
      outcome(item.name, words[item.before]!, true);
    });
    if (done.length === 0) field("by").focus();
  });

  field("by").value ||= sessionStorage.getItem("reviewer") ?? "";
  list.addEventListener("change", tell);
  new MutationObserver(tell).observe(list, { childList: true });
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  form.querySelector("[data-clear]")!.addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sending) clear();
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = boxes().indexOf(document.activeElement as HTMLInputElement);
    const next = step === 0 || at < 0 ? undefined : boxes()[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  for (const part of document.querySelectorAll<HTMLElement>("[data-scripted]")) part.hidden = false;
  tell();
}
