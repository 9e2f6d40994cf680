import type { StackSummary } from "../summary.ts";

/**
 * The pipeline as a Mermaid flowchart: branches, the people who open each environment, the environment, its services,
 * what watches them; beside it the secrets and the audit archive.
 */
export function picture(pipeline: readonly StackSummary[]): string {
  const chart = createChart();
  for (const summary of pipeline) drawEnvironments(chart, summary);
  for (const summary of pipeline) drawServices(chart, summary);
  for (const summary of pipeline) drawSecrets(chart, summary);
  for (const { audit } of pipeline) if (audit) drawAudit(chart, audit);
  return ["flowchart LR", ...chart.lines(), ...classes].join("\n");
}

const classes = [
  "  classDef reader fill:#f5f5f5,stroke:#666,color:#222",
  "  classDef person fill:#fff4ce,stroke:#b58900,color:#222",
  "  classDef environment fill:#dbeafe,stroke:#1d4ed8,color:#222",
  "  classDef service fill:#dcfce7,stroke:#15803d,color:#222",
  "  classDef watch fill:#fde2e2,stroke:#b91c1c,color:#222",
  "  classDef store fill:#ede9fe,stroke:#6d28d9,color:#222",
];

type Shape = "round" | "reader" | "person" | "environment" | "service" | "watch" | "store";

const shapes: Record<Shape, [open: string, close: string]> = {
  round: ["([", "])"],
  reader: ["[/", "/]"],
  person: ["{{", "}}"],
  environment: ["[", "]"],
  service: ["[", "]"],
  watch: ["(", ")"],
  store: ["[(", ")]"],
};

interface Chart {
  /** The id of the node with this key, drawn once. */
  node(key: string, label: string, shape: Shape): string;
  arrow(from: string, to: string, label?: string, dotted?: boolean): void;
  lines(): string[];
}

function createChart(): Chart {
  const ids = new Map<string, string>();
  const nodes: string[] = [];
  const arrows = new Set<string>();
  return {
    node(key, label, shape) {
      const known = ids.get(key);
      if (known) return known;
      const id = `n${ids.size}`;
      ids.set(key, id);
      const [open, close] = shapes[shape];
      nodes.push(`  ${id}${open}"${escaped(label)}"${close}${shape === "round" ? "" : `:::${shape}`}`);
      return id;
    },
    arrow(from, to, label, dotted = false) {
      const line = dotted ? "-.->" : "-->";
      arrows.add(`  ${from} ${line}${label ? `|"${escaped(label)}"|` : ""} ${to}`);
    },
    lines: () => [...nodes, ...arrows],
  };
}

/** Inside quotes Mermaid reads HTML entities and `<br/>`; quotes and angle brackets would end the label. */
function escaped(label: string): string {
  return label
    .replaceAll("&", "#amp;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("\n", "<br/>");
}

const environmentKey = (name: string) => `environment ${name}`;

function drawEnvironments(chart: Chart, { approvals }: StackSummary): void {
  for (const { environment, branches, approvers } of approvals) {
    const target = chart.node(environmentKey(environment), environment, "environment");
    const gates = approvers.map(({ role, teams, users }, index) =>
      chart.node(
        `gate ${environment} ${index}`,
        [`${role} approves`, [...teams.map((team) => `team ${team}`), ...users].join(", ")]
          .filter(Boolean)
          .join("\n"),
        "person",
      ),
    );
    for (const [index, gate] of gates.entries()) chart.arrow(gate, gates[index + 1] ?? target);
    for (const branch of branches) {
      chart.arrow(chart.node(`branch ${branch}`, branch, "round"), gates[0] ?? target);
    }
  }
}

function drawServices(chart: Chart, { services, health }: StackSummary): void {
  for (const { environment, kind, platform, name } of services) {
    const from = chart.node(environmentKey(environment), environment, "environment");
    const service = chart.node(`service ${environment} ${kind}`, `${kind} ${name}\n${platform}`, "service");
    chart.arrow(from, service);
    for (const watch of health.filter((check) => watches(check, { kind, name }))) {
      const node = chart.node(
        `health ${environment} ${watch.target} ${watch.everySeconds}`,
        [`watched every ${watch.everySeconds} s`, watch.notifies.join(", ")].filter(Boolean).join("\n"),
        "watch",
      );
      chart.arrow(service, node);
    }
  }
}

/** A stack watches its own services: the target names the kind, or the service. */
function watches(
  { target }: StackSummary["health"][number],
  { kind, name }: { kind: string; name: string },
): boolean {
  return target.toLowerCase().includes(kind) || target.includes(name);
}

function drawSecrets(chart: Chart, { secrets }: StackSummary): void {
  for (const { environment, from, names } of secrets) {
    chart.arrow(
      chart.node(`secrets ${from}`, from, "store"),
      chart.node(environmentKey(environment), environment, "environment"),
      `${names.length} secrets`,
      true,
    );
  }
}

function drawAudit(
  chart: Chart,
  { bucket, mode, retentionDays, writers, readers }: NonNullable<StackSummary["audit"]>,
): void {
  const archive = chart.node(
    `audit ${bucket}`,
    `audit archive ${bucket}\n${mode}, ${retentionDays} days`,
    "store",
  );
  for (const writer of writers) {
    chart.arrow(chart.node(environmentKey(writer), writer, "environment"), archive, "evidence", true);
  }
  for (const reader of readers)
    chart.arrow(archive, chart.node(`reader ${reader}`, reader, "reader"), "reads", true);
}
