// Let a worker solve the challenge, show how far it is, then send the form. Without a worker the form stays as it is.
"use strict";

(() => {
  const page = document.querySelector("[data-proof]");
  // After a failed try the visitor reads why; the slower way stays in sight.
  if (!page || page.dataset.trouble === "1" || !window.Worker) return;
  const form = page.querySelector("[data-proof-form]");
  const working = page.querySelector("[data-proof-working]");
  const status = page.querySelector("[data-proof-status]");
  const progress = working.querySelector("progress");
  const puzzles = Number(page.dataset.puzzles);

  const giveUp = () => {
    working.hidden = true;
    form.hidden = false;
  };

  let worker;
  try {
    worker = new Worker(page.dataset.worker);
  } catch (error) {
    return;
  }
  form.hidden = true;
  working.hidden = false;
  status.textContent = "Working …";
  let told = 0;
  worker.onerror = giveUp;
  worker.onmessage = (message) => {
    const solved = message.data.solved;
    progress.value = solved;
    // Screen readers read every change aloud: four of them are enough.
    const quarter = Math.floor((4 * solved) / puzzles);
    if (quarter > told && quarter < 4) {
      told = quarter;
      status.textContent = `Working … ${quarter * 25} % done`;
    }
    if (!message.data.solution) return;
    status.textContent = "Done.";
    form.elements.solution.value = message.data.solution;
    form.submit();
  };
  worker.postMessage({ challenge: page.dataset.challenge, puzzles, bits: Number(page.dataset.bits) });
  // Back from the next page the browser may show this one as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
