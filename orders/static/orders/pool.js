/* An open pool's page: look again every few seconds while somebody sees it, until it closes; and
   the keys that fill an amount in. Without this the page is as it was, and amounts are typed. */

const EVERY_MS = 4000;
const AFTER_CLOSING_MS = 1500;

/* The server takes hx-get away once the pool is closed; a hidden page asks for nothing. */
function look() {
  const watch = document.getElementById("pool-watch");
  if (!watch || !watch.hasAttribute("hx-get") || document.visibilityState !== "visible") return;
  watch.dispatchEvent(new CustomEvent("look"));
}

function fill(key) {
  const field = document.getElementById(key.dataset.for);
  const now = Number(field.value.replace(/\D/g, "")) || 0;
  field.value = key.dataset.amount ?? String(Math.max(1, now + Number(key.dataset.step)));
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-step], [data-amount]");
  if (key) fill(key);
});
for (const key of document.querySelectorAll("[data-step], [data-amount]")) key.hidden = false;

/* A thousand pages must not look in the same moment. */
setTimeout(() => {
  look();
  setInterval(look, EVERY_MS);
}, Math.random() * EVERY_MS);
document.addEventListener("visibilitychange", look);
document.addEventListener("timeup", () => setTimeout(look, AFTER_CLOSING_MS));
