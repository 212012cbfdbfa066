// Tell the guard a few things that a browser in a person's hands has: once a visit, and once more with the first form.
// Nothing is kept of it but a count; nothing is lost without it.
"use strict";

(() => {
  const address = document.currentScript?.dataset.to;
  if (!address || !navigator.sendBeacon) return;

  let inputs = 0;
  let isTold = false;
  // Also what helps people use a page without hands or eyes: focus, clicks and scrolling of their programs are trusted.
  for (const kind of ["keydown", "pointerdown", "pointermove", "touchstart", "click", "focusin", "wheel", "scroll"]) {
    addEventListener(kind, (event) => { if (event.isTrusted && inputs < 1000) inputs += 1; }, { passive: true, capture: true });
  }

  const tell = (sent) => {
    navigator.sendBeacon(address, JSON.stringify({
      driven: navigator.webdriver === true,
      agent: navigator.userAgent,
      languages: (navigator.languages || []).length,
      touch: navigator.maxTouchPoints,
      width: screen.width,
      inputs,
      sent,
    }));
  };

  const isFirst = () => {
    try {
      if (sessionStorage.getItem("seen")) return false;
      sessionStorage.setItem("seen", "1");
    } catch {
      return false; // A browser that keeps nothing is asked nothing.
    }
    return true;
  };

  if (isFirst()) tell(false);
  addEventListener("submit", () => {
    if (!isTold) tell(true);
    isTold = true;
  }, { capture: true });
})();
