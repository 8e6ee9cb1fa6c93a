/* The signature pad: draws what a finger or pen does into a canvas, and writes it as PNG into
   the hidden field that its data-signature names. Nothing drawn writes nothing. */

for (const pad of document.querySelectorAll("[data-signature]")) {
  const field = document.getElementById(pad.dataset.signature);
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let isDown = false;

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  }

  function clear() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...point(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...point(event));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (isDown) field.value = canvas.toDataURL("image/png");
      isDown = false;
    });
  }
  pad.querySelector("button").addEventListener("click", clear);

  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = "#11181f";
  if (field.value) {
    const drawn = new Image();
    drawn.addEventListener("load", () => pen.drawImage(drawn, 0, 0));
    const before = field.value;
    clear();
    drawn.src = before;
    field.value = before;
  } else {
    clear();
  }
  pad.hidden = false;
}
