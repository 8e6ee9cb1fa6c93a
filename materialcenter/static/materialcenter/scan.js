/* Scanning into a field: the phone's camera where the browser reads codes by itself, else a
   photo that the server reads. A hand scanner types into the field and needs none of this. */

const READ_EVERY_MS = 150;
const LONGEST_SIDE = 1600;
const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39"];
const PLACES = { lot: ["MC1:", 0], heat: ["MC1:", 1], rack: ["MR1:", 0] };

/* Of a label of ours, take the part that the field wants; anything else stays as it is. */
function partOf(text, wanted) {
  const [mark, place] = PLACES[wanted];
  const trimmed = text.trim();
  if (!trimmed.toUpperCase().startsWith(mark)) return trimmed;
  try {
    return decodeURIComponent(trimmed.slice(mark.length).split(":")[place]);
  } catch {
    return trimmed;
  }
}

function say(part, sentence) {
  part.querySelector("[data-scan-said]").textContent = sentence;
}

function fill(part, text) {
  const field = document.getElementById(part.dataset.scan);
  const value = partOf(text, part.dataset.scanPart);
  field.value = value;
  if (field.value !== value) {
    say(part, part.dataset.unknown.replace("%s", value));
    return;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
  say(part, part.dataset.found.replace("%s", value));
  if (navigator.vibrate) navigator.vibrate(80);
  if ("scanSubmits" in part.dataset) field.form.requestSubmit();
}

async function cameraReads() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return false;
  const known = await window.BarcodeDetector.getSupportedFormats();
  return known.includes("qr_code");
}

/* Show the camera until a code is read or somebody stops it; returns the code, "" without. */
async function readLive(part) {
  const dialog = part.querySelector("dialog");
  const video = dialog.querySelector("video");
  const known = await window.BarcodeDetector.getSupportedFormats();
  const reader = new window.BarcodeDetector({ formats: FORMATS.filter((f) => known.includes(f)) });
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment" },
  });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  dialog.addEventListener("close", stop, { once: true });
  video.srcObject = stream;
  dialog.showModal();
  try {
    await video.play();
    while (dialog.open) {
      const [code] = await reader.detect(video);
      if (code && code.rawValue) return code.rawValue;
      await new Promise((go) => setTimeout(go, READ_EVERY_MS));
    }
    return "";
  } finally {
    if (dialog.open) dialog.close();
    stop();
    video.srcObject = null;
  }
}

/* A photo no larger than a code needs, for a poor line; one that cannot be drawn goes as it is. */
async function smaller(photo) {
  try {
    const picture = await createImageBitmap(photo);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return new File([blob], "photo.jpg", { type: "image/jpeg" });
  } catch {
    return photo;
  }
}

async function readPhoto(part, photo) {
  const form = document.getElementById("scan-form");
  const body = new FormData();
  body.append("photo", await smaller(photo));
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.api, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token },
  });
  const said = await answer.json();
  if (answer.ok) fill(part, said.text);
  else say(part, said.detail);
}

async function open(part) {
  const photo = part.querySelector("input[type=file]");
  say(part, "");
  if (!(await cameraReads())) {
    photo.click();
    return;
  }
  try {
    const text = await readLive(part);
    if (text) fill(part, text);
  } catch {
    say(part, part.dataset.denied);
    part.querySelector(".scan-photo").hidden = false;
  }
}

function prepare(part) {
  if ("ready" in part.dataset) return;
  part.dataset.ready = "";
  part.querySelector(".scan-photo").hidden = true;
  part.querySelector(".scan-photo button").remove();
  const key = part.querySelector("[data-scan-open]");
  key.hidden = false;
  key.addEventListener("click", () => open(part));
  part.querySelector("[data-scan-stop]").addEventListener("click", () =>
    part.querySelector("dialog").close(),
  );
  const photo = part.querySelector("input[type=file]");
  photo.addEventListener("change", async () => {
    if (!photo.files.length) return;
    say(part, part.dataset.reading);
    try {
      await readPhoto(part, photo.files[0]);
    } catch {
      say(part, part.dataset.failed);
    }
    photo.value = "";
  });
}

function prepareAll() {
  document.querySelectorAll("[data-scan]").forEach(prepare);
}

prepareAll();
document.addEventListener("htmx:afterSettle", prepareAll);
