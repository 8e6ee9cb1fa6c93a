/* The button that connects this browser: it asks the person, subscribes, and sends the form. */

function bytesOf(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function isSame(key, wanted) {
  const bytes = key ? new Uint8Array(key) : new Uint8Array();
  return bytes.length === wanted.length && bytes.every((byte, n) => byte === wanted[n]);
}

async function subscribe(part) {
  const key = bytesOf(part.dataset.key);
  await navigator.serviceWorker.register(part.dataset.worker);
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  if (known && isSame(known.options.applicationServerKey, key)) return known;
  if (known) await known.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function ask(part, button) {
  const said = part.querySelector("[data-web-push-said]");
  button.disabled = true;
  said.textContent = part.dataset.asking;
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      said.textContent = part.dataset.denied;
      return;
    }
    const form = part.querySelector("form");
    form.elements.subscription.value = JSON.stringify(await subscribe(part));
    form.requestSubmit();
  } catch {
    said.textContent = part.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

for (const part of document.querySelectorAll("[data-web-push]")) {
  const button = part.querySelector("[data-web-push-ask]");
  const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!isAble) continue;
  part.querySelector("[data-web-push-said]").textContent = "";
  button.hidden = false;
  button.addEventListener("click", () => ask(part, button));
}
