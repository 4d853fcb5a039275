/* Sentences in the language of the page, from the server's catalogue. */
const catalogue = JSON.parse(document.getElementById("words")?.textContent || "{}");

export function say(name, values = {}) {
  return (catalogue[name] ?? name).replace(/\{(\w+)\}/g, (blank, key) => values[key] ?? blank);
}
export const language = document.documentElement.lang === "en" ? "en" : "id";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
