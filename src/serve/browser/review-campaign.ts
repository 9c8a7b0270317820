/**
 * Runs in a campaign's page: sends a decision to this server, shows the page anew with what came of it, and says so where the
 * reader was. The reader's name stays for the other campaigns of this tab.
 */
export function reviewCampaign(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-review]")!;
  const answer = form.querySelector<HTMLElement>("[data-answer]")!;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const words = form.dataset as Readonly<Record<string, string>>;
  let sending = false;

  field("by").value ||= sessionStorage.getItem("reviewer") ?? "";
  const done = sessionStorage.getItem("decided");
  sessionStorage.removeItem("decided");
  if (done === `${form.dataset.review} ${form.dataset.status}`) {
    answer.textContent = words.done!;
    answer.className = "answer good";
    answer.focus();
  }

  // what a refused decision asked for must not hold up the next one before it is heard
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    if (sending || status === "") return;
    const note = field("note");
    note.required = status === "dismissed";
    if (!form.reportValidity()) return;
    sending = true;
    answer.className = "answer";
    answer.textContent = words.sending!;
    try {
      const response = await fetch(form.dataset.review!, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status, by: field("by").value, note: note.value }),
      });
      if (response.ok) {
        sessionStorage.setItem("reviewer", field("by").value);
        sessionStorage.setItem("decided", `${form.dataset.review} ${status}`);
        location.reload();
        return;
      }
      const problem = (await response.json()) as { title: string; title_zh: string; detail: string };
      const title = document.documentElement.lang.startsWith("zh") ? problem.title_zh : problem.title;
      answer.textContent = `${words.failed}: ${title} (${problem.detail})`;
    } catch (error) {
      answer.textContent = `${words.failed}: ${(error as Error).message}`;
    }
    sending = false;
  });
}
