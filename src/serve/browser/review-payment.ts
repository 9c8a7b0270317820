/**
 * Runs in a payment's page: sends a decision or a proof to this server, shows the page anew with what came of it, and says so where
 * the reader was. Of a document only its SHA-256 is sent, taken here: the file stays with the reader.
 */
export function reviewPayment(): void {
  const forms = document.querySelectorAll<HTMLFormElement>("form[data-review]");

  async function hexOf(file: File): Promise<string> {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  for (const form of forms) {
    const answer = form.querySelector<HTMLElement>("[data-answer]")!;
    const words = form.dataset as Readonly<Record<string, string>>;
    const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
    const isProof = form.elements.namedItem("file") !== null;
    let sending = false;

    if (!isProof) field("by").value ||= sessionStorage.getItem("reviewer") ?? "";
    if (sessionStorage.getItem("decided") === form.dataset.review) {
      sessionStorage.removeItem("decided");
      answer.textContent = words.done!;
      answer.className = "answer good";
      answer.focus();
    }

    const bodyOf = async (decision: string): Promise<object> => {
      if (!isProof) return { decision, by: field("by").value, note: field("note").value };
      const files = [...(field("file").files ?? [])];
      const kind = field("kind").value;
      const documents = await Promise.all(files.map(async (file) => ({ kind, sha256: await hexOf(file) })));
      return { purpose: field("purpose").value, documents, note: field("note").value };
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const decision = (event.submitter as HTMLButtonElement | null)?.value ?? "";
      if (sending || decision === "") return;
      if (!isProof) field("note").required = decision !== "release";
      if (!form.reportValidity()) return;
      sending = true;
      answer.className = "answer";
      answer.textContent = words.sending!;
      try {
        const response = await fetch(form.dataset.review!, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(await bodyOf(decision)),
        });
        if (response.ok) {
          if (!isProof) sessionStorage.setItem("reviewer", field("by").value);
          sessionStorage.setItem("decided", form.dataset.review!);
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
}
