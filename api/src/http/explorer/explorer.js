// The explorer: choose a step, send it as whoever may, keep what the answer says for the next step.
"use strict";

const element = (id) => document.getElementById(id);

// A change of residence from the free time to the statistics. Each step is an operation of the list.
const ERRAND = [
  ["visitor_begin", "a visitor comes"],
  ["free_slots", "which times are free?"],
  ["hold_slot", "keep one for a while"],
  ["confirm_booking", "make it an appointment"],
  ["check_in", "the citizen is there"],
  ["call_next", "a clerk calls"],
  ["start", "the service begins"],
  ["begin_consultation", "they talk"],
  ["booking", "which case has the appointment opened?"],
  ["add_party", "who moves?"],
  ["record_identification", "an ID document was shown"],
  ["give_notice", "the duty to cooperate was explained"],
  ["give_notice", "and the right to object to transfers", { notice: "TRANSFER_BLOCKS" }],
  ["record_move", "from where to where, and when"],
  ["assess_evidence", "the landlord has confirmed"],
  ["assess_fee", "what does it cost?"],
  ["prepare_declaration", "write the declaration"],
  ["show_declaration", "show it to the citizen"],
  ["sign", "the citizen signs what was shown"],
  ["submit_case", "hand it to the register"],
  ["complete_case", "hand over the result"],
  ["end_consultation", "the talk is over"],
  ["finish", "the visit is over"],
  ["case_history", "the auditor asks what happened"],
  ["case_as_of", "and how it stood in between"],
  ["utilisation", "the analyst asks how time was used"],
  ["request_types", "and what was asked for"],
];

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

// What the placeholders of the operations stand for. Answers fill it up.
const known = {
  $date: day(1), $from: day(0), $to: day(1), $movedIn: day(-7), $municipality: "10041100",
  $mail: `ada-${crypto.randomUUID().slice(0, 8)}@example.org`, $phone: "+49 681 905 0", $name: "Lovelace",
  $opensAt: `${day(1)}T08:00:00Z`, $releasedAt: `${day(0)}T00:00:00Z`,
};

let operations = {};
let people = [];
let visitor = "";
let current = -1;

// A fresh key for each run, so that a second press is a second command.
function filled(value) {
  if (value === "$key") return crypto.randomUUID();
  if (typeof value === "string") return known[value] ?? value;
  if (Array.isArray(value)) return value.map(filled);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
  }
  return value;
}

// Keeps what later steps will need, wherever an answer names it.
function remember(value, name = "") {
  if (!value || typeof value !== "object") return;
  if (Array.isArray(value)) {
    if (value.length > 0) remember(value[0], name);
    return;
  }
  if (name === "visitor" && value.token) visitor = value.token;
  if (name === "booking" && value.id) known.$booking = value.id;
  if (name === "booking" && value.consultation) known.$consultation = value.consultation;
  if ((name === "case" || name === "cases") && value.id) known.$case = value.id;
  if (name === "parties" && value.id) known.$party = value.id;
  if (name === "freeSlots" && value.startsAt) known.$startsAt = value.startsAt;
  if (name === "declaration" && value.hash) known.$hash = value.hash;
  // In the middle of the errand, for a look back.
  if (name === "caseAssessFee" && value.position) known.$position = value.position;
  for (const [inner, part] of Object.entries(value)) remember(part, inner);
}

function tokenOf(role) {
  if (role === "anybody") return "";
  if (role === "citizen") return visitor;
  return people.find((person) => person.roles.includes(role))?.token ?? element("token").value.trim();
}

function show(name, change) {
  const operation = operations[name];
  if (!operation) return;
  const variables = filled(operation.variables);
  Object.assign(variables.input ?? variables, change);
  element("operation").value = name;
  element("query").value = operation.document;
  element("variables").value = JSON.stringify(variables, null, 2);
  element("token").value = tokenOf(operation.role);
  element("as").textContent = operation.role === "anybody" ? "nobody in particular" : operation.role.replace("_", " ");
}

function take(index) {
  current = index;
  const [name, , change] = ERRAND[index];
  show(name, change);
  document.querySelectorAll("#errand button").forEach((button, at) => {
    if (at === index) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
}

async function run() {
  let variables;
  try {
    variables = JSON.parse(element("variables").value || "{}");
  } catch (error) {
    element("status").textContent = `The variables are not JSON: ${error.message}`;
    return;
  }
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
  const token = element("token").value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  element("status").textContent = "…";
  const began = performance.now();
  try {
    const body = JSON.stringify({ query: element("query").value, variables });
    const answer = await fetch("/graphql", { method: "POST", headers, body, credentials: "omit" });
    const json = JSON.parse(await answer.text());
    element("status").textContent = `${answer.status} in ${Math.round(performance.now() - began)} ms`;
    element("result").textContent = JSON.stringify(json, null, 2);
    remember(json.data);
    const payload = Object.values(json.data ?? {})[0];
    const done = !json.errors && !payload?.errors?.length;
    const step = document.querySelectorAll("#errand button")[current];
    if (step) step.dataset.done = done ? "yes" : "no";
    if (done && current >= 0 && current + 1 < ERRAND.length) {
      take(current + 1);
      document.querySelectorAll("#errand button")[current].scrollIntoView({ block: "nearest" });
    }
  } catch (error) {
    element("status").textContent = `No answer: ${error.message}`;
  }
}

async function load() {
  operations = await (await fetch("/graphiql/operations.json")).json();
  const examples = await (await fetch("/graphiql/examples.json")).json();
  people = examples?.people ?? [];
  if (examples) Object.assign(known, { $scope: examples.scope, $municipality: examples.municipality });
  for (const [name, { role }] of Object.entries(operations)) {
    element("operation").append(new Option(`${name} (${role})`, name));
  }
  ERRAND.forEach(([name, words], index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.title = name;
    button.addEventListener("click", () => take(index));
    const item = document.createElement("li");
    item.append(button);
    element("errand").append(item);
  });
  take(0);
}

element("operation").addEventListener("change", () => {
  current = -1;
  show(element("operation").value);
});
element("run").addEventListener("click", run);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") run();
});
load();
