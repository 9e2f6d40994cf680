import type { Sealed } from "../chain/record.ts";
import { rowOf } from "../index/row.ts";
import type { Finding, Verification } from "../verify/finding.ts";
import { type Html, html } from "./html.ts";
import { chainPicture, condense, type Link, type Look } from "./picture.ts";

export interface ReportInput {
  application: string;
  /** UTC, ISO. */
  madeAt: string;
  /** What was asked for, in words. */
  scope: string;
  verification: Verification;
  /** By chain, in their order. */
  chains: readonly { place: string; records: readonly Sealed[] }[];
  /** Records shown in each table, the latest; default 500. */
  shown?: number;
}

const style = html`
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
code, .hash { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.verdict { font-size: 1.3rem; padding: .6rem 1rem; border-left: .4rem solid; }
.yes { border-color: #2e7d32; } .no { border-color: #c62828; }
svg { max-width: 100%; height: auto; }
rect.good { fill: #2e7d32; } rect.bad { fill: #ef8f00; } rect.other { fill: #78909c; } rect.broken { fill: #c62828; }
line.joint { stroke: #8888; stroke-width: 3; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
`;

/** One page that needs nothing but itself: no script, no font, no picture from elsewhere, and none may be loaded. */
export function reportPage(input: ReportInput): string {
  const { application, madeAt, scope, verification } = input;
  const { findings } = verification;
  const records = verification.chains.reduce((sum, one) => sum + one.records, 0);
  const verdict =
    findings.length === 0
      ? html`<p class="verdict yes">Verified: ${records} records in ${verification.chains.length} chains fit together.</p>`
      : html`<p class="verdict no">Not verified: ${findings.length} ${findings.length === 1 ? "thing does" : "things do"} not fit.</p>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evidence of ${application}</title>
<style>${style}</style>
</head>
<body>
<h1>Evidence of ${application}</h1>
<p>${scope}. Made at ${madeAt}.</p>
${verdict}
${findings.length > 0 ? findingTable(findings) : undefined}
${endTable(verification)}
${input.chains.map(({ place, records: all }) => chainPart(place, all, findings, input.shown ?? 500))}
<p>Green: went well. Orange: failed, refused or taken back. Grey: neither. Red: does not fit what is before it.</p>
</body>
</html>
`.text;
}

function findingTable(findings: readonly Finding[]): Html {
  return html`<h2>What does not fit</h2>
<table><thead><tr><th>Chain</th><th>Record</th><th>What</th><th>Where</th></tr></thead><tbody>
${findings.map(
  ({ place, sequence, kind, text, key }) =>
    html`<tr><td>${place}</td><td>${sequence}</td><td><strong>${kind}</strong>: ${text}</td><td><code>${key}</code></td></tr>
`,
)}</tbody></table>`;
}

function endTable({ chains }: Verification): Html {
  return html`<h2>Where the chains end</h2>
<table><thead><tr><th>Chain</th><th>Records</th><th>Last record</th><th>Sealed until</th><th>Witnessed until</th></tr></thead><tbody>
${chains.map(
  ({ place, records, head, sealedUntil, witnessedUntil }) =>
    html`<tr><td>${place}</td><td>${records}</td><td class="hash">${head && `${head.recordedAt} ${head.hash}`}</td><td>${sealedUntil}</td><td>${witnessedUntil}</td></tr>
`,
)}</tbody></table>`;
}

function chainPart(
  place: string,
  records: readonly Sealed[],
  findings: readonly Finding[],
  shown: number,
): Html {
  const links = condense(
    linksOf(
      records,
      findings.filter((one) => one.place === place),
    ),
  );
  const latest = records.slice(-shown).toReversed();
  const left = records.length - latest.length;
  return html`<h2>${place}</h2>
${chainPicture(place, links)}
<table><thead><tr><th>#</th><th>When (UTC)</th><th>What</th><th>Who</th><th>Outcome</th><th>Commit</th><th>Reason</th></tr></thead><tbody>
${latest.map(recordRow)}</tbody></table>
${left > 0 ? html`<p>${left} earlier records are in the ledger and not in this table.</p>` : undefined}`;
}

/** Records in their order; what is missing or unreadable has its place among them. */
function linksOf(records: readonly Sealed[], findings: readonly Finding[]): Link[] {
  const broken = new Map(findings.map(({ sequence, text }) => [sequence, text]));
  const links = records.map((one) => linkOf(one, broken.get(one.record.sequence)));
  const there = new Set(links.map(({ from }) => from));
  for (const [sequence, title] of broken) {
    if (sequence === undefined || there.has(sequence)) continue;
    links.push({ from: sequence, to: sequence, look: "broken", title });
  }
  return links.sort((one, other) => one.from - other.from);
}

function recordRow(found: Sealed): Html {
  const { sequence, at, type, actor, outcome, commit, hash } = rowOf(found);
  const { reason } = found.record.entry.body;
  return html`<tr><td title="${hash}">${sequence}</td><td>${at}</td><td>${type}</td><td>${actor}</td><td>${outcome}</td><td><code>${commit.slice(0, 12)}</code></td><td>${typeof reason === "string" ? reason : ""}</td></tr>
`;
}

const good = ["success", "pass", "yes", "closed"];
const bad = [
  "failure",
  "rollback",
  "fail",
  "no",
  "opened",
  "escalated",
  "reopened",
  "could-not-tell",
  "unknown",
];

function linkOf(found: Sealed, problem: string | undefined): Link {
  const { sequence, type, at, outcome } = rowOf(found);
  const look: Look = problem
    ? "broken"
    : good.includes(outcome)
      ? "good"
      : bad.includes(outcome)
        ? "bad"
        : "other";
  const title = problem ?? `Record ${sequence}: ${[type, outcome, at].filter(Boolean).join(", ")}`;
  return { from: sequence, to: sequence, look, title };
}
