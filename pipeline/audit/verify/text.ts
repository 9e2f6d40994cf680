import type { Verification } from "./finding.ts";

/** What a verification found, for people: the verdict first, then each finding with its place, then what is not covered. */
export function verificationText({ chains, findings }: Verification): string {
  const records = chains.reduce((sum, one) => sum + one.records, 0);
  const verdict =
    findings.length > 0
      ? `No: ${findings.length} ${findings.length === 1 ? "thing does" : "things do"} not fit.`
      : `Yes: ${records} records in ${chains.length} chains fit together.`;
  const found = findings.map(({ kind, place, key, text }) => `  ${place}: ${kind}: ${text}\n    at ${key}`);
  const state = chains.map(({ place, records: count, head, sealedUntil, witnessedUntil }) => {
    const end = head ? `ends with ${head.sequence} ${head.hash} of ${head.recordedAt}` : "has no sound end";
    return `  ${place}: ${count} records, ${end}; sealed until ${sealedUntil}, witnessed until ${witnessedUntil}`;
  });
  const open = chains.filter(({ head, witnessedUntil }) => (head?.sequence ?? 0) > witnessedUntil);
  const caveat = open.map(
    ({ place, witnessedUntil }) =>
      `  ${place}: behind record ${witnessedUntil} nobody outside bears witness: if the archive itself was exchanged, ` +
      "a cut end would not show there. Compare the end above with the commit statuses on GitHub.",
  );
  const todo =
    findings.length > 0
      ? [
          "",
          "Keep everything as it is, and compare with another copy: a segment, an export, the bucket's versions.",
        ]
      : [];
  return [verdict, ...found, "", ...state, ...caveat, ...todo, ""].join("\n");
}
