/* Count down what carries data-left: the seconds that were left when it was made. The words are
   those of materialcenter/formats.py. At the end data-over stands there, and "timeup" is told. */

const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const language = document.documentElement.lang;
const ends = new WeakMap();

function words(seconds) {
  const parts = [];
  let left = seconds;
  for (const [unit, length] of UNITS) {
    const number = Math.floor(left / length);
    left -= number * length;
    if (number || parts.length || unit === "second") {
      const write = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
      parts.push(write.format(number));
    }
  }
  return parts.slice(0, 2).join(" ");
}

function count() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!ends.has(clock)) ends.set(clock, Date.now() + Number(clock.dataset.left) * 1000);
    const left = Math.ceil((ends.get(clock) - Date.now()) / 1000);
    const said = left > 0 ? words(left) : clock.dataset.over;
    if (clock.textContent !== said) clock.textContent = said;
    if (left > 0) continue;
    clock.removeAttribute("data-left");
    clock.dispatchEvent(new CustomEvent("timeup", { bubbles: true }));
  }
}

count();
setInterval(count, 1000);
