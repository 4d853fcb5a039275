// Shortcuts of the desk. Everything they do can be done by links and forms; without this file nothing is missing.
"use strict";

const rows = () => [...document.querySelectorAll(".desk-list .row-link")];

function typing(target) {
  return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function openAct(key) {
  const act = document.querySelector(`.act[data-key="${key}"]`);
  if (!act) return false;
  act.open = true;
  act.scrollIntoView({ block: "start" });
  const first = act.querySelector("input:not([type=hidden]), textarea, select, button");
  if (first) first.focus();
  return true;
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const here = document.querySelector(".desk-row.here .row-link");
  if (document.querySelector(".desk-main")) {
    const next = all[all.indexOf(here) + by];
    if (next && next.closest(".desk-queue")) location.assign(next.href);
    return true;
  }
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
  return true;
}

function merge() {
  const heading = document.getElementById("gabung");
  if (!heading) return false;
  heading.scrollIntoView({ block: "start" });
  (document.querySelector(".likely button") || heading).focus();
  return true;
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  g: merge,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && document.activeElement) {
    const act = document.activeElement.closest(".act");
    if (act) {
      act.open = false;
      act.querySelector("summary").focus();
    }
    return;
  }
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (keys[key] ? keys[key]() : openAct(key)) event.preventDefault();
});

const problems = document.getElementById("masalah");
if (problems) problems.focus();
