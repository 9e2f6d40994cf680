import { Unreadable } from "./unreadable.ts";
import { walkXml } from "./xml.ts";

/** Which lines can be run, by file, and whether a test ran them. */
export type Lines = Map<string, Map<number, boolean>>;

/**
 * Reads coverage as LCOV or as Cobertura's XML; a line counts once, however often it stands there.
 *
 * @throws Unreadable for anything else than a whole report
 */
export function readLines(report: string, file: string): Lines {
  return report.trimStart().startsWith("<") ? readCobertura(report, file) : readLcov(report, file);
}

/** LCOV's tracefile: SF opens a file, DA gives a line with its hits, end_of_record closes. (geninfo(1), FILES) */
function readLcov(report: string, file: string): Lines {
  const lines: Lines = new Map();
  let source: string | undefined;
  for (const [index, line] of report.split(/\r?\n/).entries()) {
    if (line.startsWith("SF:")) source = line.slice(3);
    else if (line === "end_of_record") source = undefined;
    else if (line.startsWith("DA:")) {
      const [, number, hits] = /^DA:(\d+),(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:,.*)?$/i.exec(line) ?? [];
      if (source === undefined || number === undefined) {
        throw new Unreadable(`${file} is no LCOV: line ${index + 1} is ${JSON.stringify(line.slice(0, 80))}`);
      }
      mark(lines, source, Number(number), Number(hits) > 0);
    }
  }
  if (source !== undefined) throw new Unreadable(`${file} is cut off within ${source}`);
  return lines;
}

function readCobertura(report: string, file: string): Lines {
  const lines: Lines = new Map();
  let isFirst = true;
  let source: string | undefined;
  walkXml(report, file, {
    open({ name, attributes }) {
      if (isFirst && name !== "coverage") {
        throw new Unreadable(
          `${file} is no report of coverage: it begins with <${name}>, Cobertura's with <coverage>`,
        );
      }
      isFirst = false;
      if (name === "class") source = attributes["filename"];
      const { number, hits } = attributes;
      if (name === "line" && source !== undefined && number && hits) {
        mark(lines, source, Number(number), Number(hits) > 0);
      }
    },
  });
  return lines;
}

function mark(lines: Lines, source: string, number: number, isCovered: boolean): void {
  const ofFile = lines.get(source) ?? new Map<number, boolean>();
  ofFile.set(number, isCovered || ofFile.get(number) === true);
  lines.set(source, ofFile);
}
