/* The form as the report it means, and back: what stands in it is the only source, with or without this script. */

const CODES = ["kind", "mode", "ladder", "athg", "aspect", "classification"];
const one = (data, name) => String(data.get(name) ?? "").trim();
const dotless = (code) => code.replaceAll(".", "");

/** The body of `PUT /api/v1/reports/…`; attachments are added when it is sealed. */
export function reportOf(form) {
  const data = new FormData(form);
  const report = { urgency: Number(one(data, "urgency")) || 2, occurred_at: one(data, "occurred_local") || new Date().toISOString(), text: one(data, "text") };
  for (const name of CODES) if (one(data, name)) report[name] = one(data, name);
  report.place_code = one(data, "place_code");
  if (one(data, "tps_number")) report.tps_code = dotless(report.place_code) + one(data, "tps_number").padStart(3, "0");
  if (one(data, "lat")) Object.assign(report, { lat: Number(one(data, "lat")), lon: Number(one(data, "lon")) });
  if (one(data, "supersedes")) report.supersedes = one(data, "supersedes");
  const issues = data.getAll("issue");
  if (issues.length) report.issues = issues;
  const findings = data.getAll("finding").map((code) => {
    const count = one(data, `count_${code}`);
    return count === "" ? { code } : { code, value: Number(count) };
  });
  if (findings.length) report.findings = findings;
  if (report.kind === "checkin" && one(data, "checkin_step")) {
    report.checkin = { step: one(data, "checkin_step") };
    if (one(data, "voters_count")) report.checkin.voters_count = Number(one(data, "voters_count"));
  }
  const source = {};
  for (const name of ["name", "phone", "relation"]) if (one(data, `source_${name}`)) source[name] = one(data, `source_${name}`);
  if (Object.keys(source).length) report.source = source;
  report.form = { id: "lapor", version: "1" };
  return report;
}

/** Names of fields that stand in the way of sending, in the order of the page. */
export function missing(report) {
  const wrong = [];
  if (!report.kind) wrong.push("kind");
  if (!report.place_code) wrong.push("place_code");
  if (report.tps_code && report.tps_code.length !== 13) wrong.push("tps_number");
  if (report.kind === "checkin" && !report.checkin) wrong.push("checkin_step");
  const speaks = report.kind === "nil" || report.kind === "checkin" || report.text || report.findings;
  if (report.kind && !speaks) wrong.push("text");
  return wrong;
}

const PRIVATE = new Set(["csrfmiddlewaretoken", "report_id", "opened_at"]);

/** Everything typed and ticked, as pairs; for the draft. */
export const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => !PRIVATE.has(name) && typeof value === "string" && value !== "");

export function fill(form, pairs) {
  for (const [name, value] of pairs) {
    const field = form.elements[name];
    if (!field) continue;
    for (const input of field instanceof RadioNodeList ? field : [field]) {
      if (input.type === "radio" || input.type === "checkbox") { if (input.value === value) input.checked = true; }
      else if (input.type !== "file") input.value = value;
    }
  }
}
