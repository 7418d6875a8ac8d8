"use strict";
// Offsets count code points, JavaScript strings count UTF-16 units: texts are cut up as arrays of code points.
const note = document.getElementById("note");
const shade = document.getElementById("shade");
const list = document.getElementById("findings");
const state = document.getElementById("state");
const PAUSE = 250; // milliseconds without typing before the note is sent
let timer;
let asked = 0;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function shadeText(text, findings) {
  const letters = Array.from(text);
  const pieces = [];
  let at = 0;
  for (const finding of findings) {
    const start = Math.max(at, finding.start);
    if (finding.end <= start) continue;
    pieces.push(letters.slice(at, start).join(""));
    const kind = finding.stance + (finding.counts ? "" : " faint");
    pieces.push(element("mark", kind, letters.slice(start, finding.end).join("")));
    at = finding.end;
  }
  pieces.push(letters.slice(at).join("") + "\n");
  shade.replaceChildren(...pieces);
  shade.scrollTop = note.scrollTop;
}

function listFindings(text, findings) {
  const letters = Array.from(text);
  list.replaceChildren(...findings.map((finding) => {
    const item = element("li", finding.stance, "");
    item.id = finding.id;
    item.append(
      element("strong", "", finding.label),
      element("q", "", letters.slice(finding.start, finding.end).join("")),
      element("p", "", finding.reason),
    );
    if (finding.question) item.append(element("p", "question", finding.question));
    return item;
  }));
}

async function analyse() {
  const text = note.value;
  const number = ++asked;
  let answer;
  try {
    const response = await fetch("analyse", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({text}),
    });
    answer = await response.json();
    if (!response.ok) throw new Error(answer.fout);
  } catch (error) {
    state.textContent = "Dat lukte niet: " + (error.message || "geen antwoord van de server");
    return;
  }
  if (number !== asked) return; // a later question is under way
  shadeText(text, answer.findings);
  listFindings(text, answer.findings);
  state.textContent = text.trim() ? "Toon van de notitie: " + answer.stance : "";
}

note.addEventListener("input", () => {
  shadeText(note.value, []);
  clearTimeout(timer);
  timer = setTimeout(analyse, PAUSE);
});
note.addEventListener("scroll", () => { shade.scrollTop = note.scrollTop; });
