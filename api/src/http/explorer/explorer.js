// The explorer's few lines: fill in an operation, send it, show the answer.
const element = (id) => document.getElementById(id);
let operations = {};

// A fresh key for each run, so that a second press is a second command.
const filled = (value) => value === "$key" ? crypto.randomUUID()
  : Array.isArray(value) ? value.map(filled)
  : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, filled(v)]))
  : value;

async function load() {
  operations = await (await fetch("/graphiql/operations.json")).json();
  for (const [name, { role }] of Object.entries(operations)) {
    element("operation").append(new Option(`${name} (${role})`, name));
  }
}

function choose() {
  const operation = operations[element("operation").value];
  if (!operation) return;
  element("query").value = operation.document;
  element("variables").value = JSON.stringify(filled(operation.variables), null, 2);
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
    const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query: element("query").value, variables }) });
    const text = await answer.text();
    element("status").textContent = `${answer.status} in ${Math.round(performance.now() - began)} ms`;
    element("result").textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    element("status").textContent = `No answer: ${error.message}`;
  }
}

element("operation").addEventListener("change", choose);
element("run").addEventListener("click", run);
document.addEventListener("keydown", (event) => { if (event.ctrlKey && event.key === "Enter") run(); });
load();
