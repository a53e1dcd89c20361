// Copies the sheet as plain text and says so. Without it, the page that shows the text does.
const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copied]");
const { copy: address, otherwise } = button.dataset;

const fetched = async () => {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error("not there");
  return new Blob([await reply.text()], { type: "text/plain" });
};

// Asked for while the press is under way, as some browsers want it; the text may come later.
const copy = async () => {
  said.textContent = "";
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": fetched() })]);
    said.textContent = said.dataset.copied;
  } catch {
    if (otherwise) location.assign(otherwise);
    else document.getElementById("plain-text").select();
  }
};

button.addEventListener("click", copy);
button.hidden = !("clipboard" in navigator && "ClipboardItem" in window);
