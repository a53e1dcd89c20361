// Puts a return code that stands behind the "#" of the address into its field, and takes it out of the address.
const field = document.getElementById("code");
const note = document.querySelector("[data-filled]");
const CODE = /^#[0-9A-Z]{6}(-[0-9A-Z]{4}){4}$/i;

const take = () => {
  if (!CODE.test(location.hash)) return;
  field.value = location.hash.slice(1);
  note.hidden = false;
  history.replaceState(null, "", location.pathname + location.search);
};

// Where this runs, nobody has to copy it by hand.
document.querySelector("[data-by-hand]").hidden = true;
window.addEventListener("hashchange", take);
take();
