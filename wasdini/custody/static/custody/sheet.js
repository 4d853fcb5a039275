// A sheet with a code in groups and its QR code: for the custodian's safe, or for an officer's phone.
import { qrDrawing } from "./qr.js";

/** Fill the sheet inside `root` with `MARK:XXXXX-…`; the QR code holds the same text. */
export function fillSheet(root, text) {
  const code = root.querySelector("[data-sheet] .code");
  const [mark, groups] = text.split(":");
  code.replaceChildren(...[`${mark}:`, ...groups.split("-")].map((group) => {
    const part = document.createElement("span");
    part.textContent = group;
    return part;
  }));
  const place = root.querySelector("[data-qr]");
  place.replaceChildren(qrDrawing(text, place.dataset.label));
}

/** The button that registers is alive only once somebody has said that the sheet is kept. */
export function guardRegister(root) {
  const kept = root.querySelector("[data-kept]");
  const button = root.querySelector("[data-register]");
  kept.addEventListener("change", () => { button.disabled = !kept.checked; });
}

/** Print the sheet and nothing else of the page. */
export function printSheet() {
  document.body.classList.add("printing-sheet");
  window.print();
  document.body.classList.remove("printing-sheet");
}
