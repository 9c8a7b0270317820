/** Runs in a campaign's page: sends a decision to this server, and shows the page anew with what came of it. */
export function reviewCampaign(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-review]")!;
  const answer = form.querySelector<HTMLElement>("[data-answer]")!;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  let sending = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    if (sending || status === "") return;
    const note = field("note");
    note.required = status === "dismissed";
    if (!form.reportValidity()) return;
    sending = true;
    answer.textContent = form.dataset.sending!;
    try {
      const response = await fetch(form.dataset.review!, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status, by: field("by").value, note: note.value }),
      });
      if (response.ok) {
        location.reload();
        return;
      }
      const problem = (await response.json()) as { title: string; title_zh: string; detail: string };
      const title = document.documentElement.lang.startsWith("zh") ? problem.title_zh : problem.title;
      answer.textContent = `${form.dataset.failed}: ${title} (${problem.detail})`;
    } catch (error) {
      answer.textContent = `${form.dataset.failed}: ${(error as Error).message}`;
    }
    sending = false;
  });
}
