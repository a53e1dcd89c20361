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
  let saved = false;
  try {
    const reply = await fetch(form.action, { method: "POST", body: body(), redirect: "manual" });
    saved = reply.status === 204;
    if (reply.status >= 500) dirty = true;
  } catch {
    dirty = true;
  } finally {
    sending = false;
  }
  if (!saved) return;
  document.dispatchEvent(new Event("saved"));
  // What was typed while this was on its way waits no longer.
  if (dirty) save();
  else note.hidden = false;
};

// "None of these" and the other ticks put each other out, before they are saved.
const putOut = ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  for (const other of form.querySelectorAll(`[type=checkbox][name="${CSS.escape(target.name)}"]`)) {
    if (other !== target && ("exclusive" in target.dataset || "exclusive" in other.dataset)) other.checked = false;
  }
};

form.addEventListener("input", () => { dirty = true; note.hidden = true; });
form.addEventListener("change", (event) => { putOut(event); save(); });
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && dirty && !leaving) {
    dirty = false;
    navigator.sendBeacon(form.action, body());
  }
});
const summary = document.getElementById("look-again");
if (summary) summary.focus();
