/** Runs in a campaign's page: sends a decision to this server, and shows the page anew with what came of it. */
export const CAMPAIGN_SCRIPT = `
(() => {
  const form = document.querySelector("form[data-review]");
  const answer = form.querySelector("[data-answer]");
  let sending = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = event.submitter === null ? "" : event.submitter.value;
    if (sending || status === "") return;
    const note = form.elements.note;
    note.required = status === "dismissed";
    if (!form.reportValidity()) return;
    sending = true;
    answer.textContent = form.dataset.sending;
    try {
      const response = await fetch(form.dataset.review, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status, by: form.elements.by.value, note: note.value }),
      });
      if (response.ok) {
        location.reload();
        return;
      }
      const problem = await response.json();
      const title = document.documentElement.lang.startsWith("zh") ? problem.title_zh : problem.title;
      answer.textContent = form.dataset.failed + ": " + title + " (" + problem.detail + ")";
    } catch (error) {
      answer.textContent = form.dataset.failed + ": " + error.message;
    }
    sending = false;
  });
})();
`;
