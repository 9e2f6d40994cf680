import type { Pins } from "../pin.ts";

const head = `// The pins of public GitHub Actions: for each action a release, its full commit SHA and what its action.yml says at
// that commit. \`npm run actions:update\` rewrites this file; a note stays with its pin.
import type { Pins } from "./pin.ts";

`;

/** Of biome.json. */
const lineWidth = 110;

/** The whole text of pins.ts. One line a field, so that a diff shows what changed and no formatter is needed. */
export function printPins(pins: Pins): string {
  const entries = Object.entries(pins).map(([name, pin]) => {
    const fields = [
      field("version", pin.version),
      field("sha", pin.sha),
      field("runs", pin.runs),
      field("inputs", pin.inputs),
      field("required", pin.required),
      ...(pin.note === undefined ? [] : [field("note", pin.note)]),
    ];
    return `  ${quoted(name)}: {\n${fields.join("")}  },\n`;
  });
  return `${head}export const pins = {\n${entries.join("")}} as const satisfies Pins;\n`;
}

/** As the repository's formatter has it: a text too long for its line goes to the next, but after a short name. */
function field(name: string, text: string): string {
  const line = `    ${name}: ${quoted(text)},\n`;
  return line.length <= lineWidth + 1 || name === "note" ? line : `    ${name}:\n      ${quoted(text)},\n`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
