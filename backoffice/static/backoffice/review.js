// Keys for the review queue. Each works only while an order has the focus and nothing is being typed.
"use strict";

const queue = document.querySelector("[data-queue]");
const verbs = { a: "clear", r: "reject", s: "snooze" };

const isTyping = (node) => node.matches("select, textarea, input:not([type=checkbox])");

function step(item, way) {
  const next = way > 0 ? item.nextElementSibling : item.previousElementSibling;
  (next || item).focus();
}

function open(item, verb) {
  for (const other of item.querySelectorAll("details[open]")) other.open = false;
  const asked = item.querySelector(`details[data-verb="${verb}"]`);
  asked.open = true;
  asked.querySelector("select").focus();
}

function press(event) {
  const item = event.target.closest(".queue__item");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    for (const asked of item.querySelectorAll("details[open]")) asked.open = false;
    item.focus();
    return;
  }
  if (event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (key in verbs) open(item, verbs[key]);
  else if (key === "j") step(item, 1);
  else if (key === "k") step(item, -1);
  else if (key === "x") item.querySelector("input[type=checkbox]").click();
  else return;
  event.preventDefault();
}

if (queue) {
  queue.addEventListener("keydown", press);
  document.querySelector(".queue__hint").hidden = false;
  queue.querySelector(".queue__item").focus({ preventScroll: true });
}
