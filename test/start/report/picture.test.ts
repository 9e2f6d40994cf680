import { expect, it } from "vitest";
import { picture } from "../../../start/report/picture.ts";
import { stackSummary } from "../../../start/summary.ts";
import { pipeline } from "./pipeline.ts";

/** The arrows of a flowchart with the nodes' labels in place of their ids. */
function arrowsOf(chart: string): string[] {
  const labels = new Map(
    [...chart.matchAll(/^ {2}(n\d+)[([{/]+"(.*?)"/gm)].map(([, id = "", label = ""]) => [
      id,
      label.replaceAll("<br/>", ", "),
    ]),
  );
  return [...chart.matchAll(/^ {2}(n\d+) -.*?> ?(?:\|"(.*?)"\| )?(n\d+)$/gm)].map(
    ([, from = "", label, to = ""]) => `${labels.get(from)} > ${label ? `${label} > ` : ""}${labels.get(to)}`,
  );
}

it("leads from the branch, past every role, to the environment, its service and its watch", () => {
  expect(arrowsOf(picture(pipeline)).sort()).toEqual(
    [
      "main > tech-lead approves, team tech-leads",
      "main > production-rollback",
      "tech-lead approves, team tech-leads > qa-lead approves, operator-one",
      "qa-lead approves, operator-one > production",
      "production > backend mayassistant-prod, azure-functions",
      "backend mayassistant-prod, azure-functions > watched every 30 s, operators@mayassistant.example",
      "doppler mayassistant/prd > 1 secrets > production",
      "production > evidence > audit archive mayassistant-audit-archive, COMPLIANCE, 2557 days",
      "audit archive mayassistant-audit-archive, COMPLIANCE, 2557 days > reads > auditor",
    ].sort(),
  );
});

it("never lets a name end its label", () => {
  const summary = stackSummary.parse({
    stack: "x",
    kind: "environment",
    services: [{ environment: 'a"]<b>', kind: "frontend", platform: "vercel", name: "n" }],
  });
  expect(picture([summary])).toContain('n0["a#quot;]#lt;b#gt;"]:::environment');
});
