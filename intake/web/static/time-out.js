// Says before the session ends, and extends it. The server ends it in any case.
const { idleSeconds, extend, token } = document.body.dataset;
const dialog = document.getElementById("time-out");
const WARN_BEFORE = 120;
let warning;
let closing;

const wait = (seconds) => {
  clearTimeout(warning);
  clearTimeout(closing);
  warning = setTimeout(() => dialog.showModal(), Math.max(seconds - WARN_BEFORE, 5) * 1000);
  closing = setTimeout(() => location.replace(location.href), seconds * 1000);
};

dialog.querySelector("[data-stay]").addEventListener("click", async () => {
  dialog.close();
  const reply = await fetch(extend, { method: "POST", headers: { "X-Form-Token": token } });
  if (reply.ok) wait(Number(idleSeconds));
  else location.replace(location.href);
});
wait(Number(idleSeconds));
