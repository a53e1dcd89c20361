// Says before the session ends, and extends it. The server ends it in any case.
const { idleSeconds, extend, over, token } = document.body.dataset;
const dialog = document.getElementById("time-out");
const WARN_BEFORE = 120;
let warning;
let closing;

const close = () => location.replace(over);

const warn = () => { if (!dialog.open) dialog.showModal(); };

const wait = () => {
  clearTimeout(warning);
  clearTimeout(closing);
  warning = setTimeout(warn, Math.max(idleSeconds - WARN_BEFORE, 5) * 1000);
  closing = setTimeout(close, idleSeconds * 1000);
};

const stay = async () => {
  // Without a network the time goes on, and the page closes at its end.
  const reply = await fetch(extend, { method: "POST", headers: { "X-Form-Token": token } }).catch(() => null);
  if (reply?.ok) wait();
  else if (reply) close();
};

// Escape closes the dialog too, and means the same.
dialog.addEventListener("close", stay);
dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
document.addEventListener("saved", wait);
wait();
