// Saves what is typed on change and when the page is left or hidden. Without it, the buttons do.
const form = document.querySelector("form[data-save]");
const note = form.querySelector("[data-saved]");
let dirty = false;
let sending = false;
let leaving = false;

const body = () => {
  const typed = new URLSearchParams(new FormData(form));
  typed.set("_autosave", "1");
  return typed;
};

const save = async () => {
  if (!dirty || sending || leaving) return;
  sending = true;
  dirty = false;
  try {
    const reply = await fetch(form.action, { method: "POST", body: body(), redirect: "manual" });
    if (reply.status === 204) note.hidden = false;
    else dirty = reply.status >= 500;
  } catch {
    dirty = true;
  } finally {
    sending = false;
  }
};

form.addEventListener("input", () => { dirty = true; note.hidden = true; });
form.addEventListener("change", save);
form.addEventListener("submit", () => { leaving = true; });
form.addEventListener("change", ({ target }) => {
  // "None of these" and the other ticks put each other out; a slip without scripts is kept and said.
  if (target.type !== "checkbox" || !target.checked) return;
  for (const other of form.querySelectorAll(`[name="${CSS.escape(target.name)}"]`)) {
    if (other.type !== "checkbox") continue;
    if (other !== target && ("exclusive" in target.dataset || "exclusive" in other.dataset)) other.checked = false;
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && dirty && !leaving) {
    dirty = false;
    navigator.sendBeacon(form.action, body());
  }
});
const summary = document.getElementById("look-again");
if (summary) summary.focus();
