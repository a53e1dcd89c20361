// Saves what is typed on change and when the page is left or hidden. Without it, the buttons do.
const form = document.querySelector("form[data-save]");
const note = form.querySelector("[data-saved]");
// Before the first press nothing is kept, and the page says so.
const isKept = "_held" in form.elements;
const LONGEST_WAIT = 3000;
let dirty = false;
let sending = null;
let leaving = false;

// An older press that was held up on its way is told apart from a newer one by its number.
const count = () => { form.elements._press.value = Number(form.elements._press.value) + 1; };

const body = () => {
  count();
  const typed = new URLSearchParams(new FormData(form));
  typed.set("_autosave", "1");
  return typed;
};

const send = async () => {
  try {
    const reply = await fetch(form.action, { method: "POST", body: body(), redirect: "manual" });
    if (reply.status >= 500) dirty = true;
    return reply.status === 204;
  } catch {
    dirty = true;
    return false;
  }
};

const save = async () => {
  if (!isKept || !dirty || sending || leaving) return;
  dirty = false;
  sending = send();
  const saved = await sending;
  sending = null;
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
form.addEventListener("submit", (event) => {
  leaving = true;
  count();
  if (!sending) return;
  // An older save must not arrive after this one.
  event.preventDefault();
  const go = () => { sending = null; form.requestSubmit(event.submitter); };
  Promise.race([sending, new Promise((done) => { setTimeout(done, LONGEST_WAIT); })]).then(go);
});
window.addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && isKept && dirty && !leaving) {
    dirty = !navigator.sendBeacon(form.action, body());
  }
});
const summary = document.getElementById("look-again");
if (summary) summary.focus();
