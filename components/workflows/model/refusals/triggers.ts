import type { Input, Schedule, Triggers } from "../trigger.ts";
import type { Workflow } from "../workflow.ts";

/** Triggers that GitHub would refuse, or that would never fire. */
export function triggers({ on }: Workflow): string[] {
  const declared = Object.entries(on.dispatch?.declared ?? {});
  return [
    ...(Object.keys(on).length === 0 ? ["nothing starts it: `on` is empty"] : []),
    ...emptyLists(on),
    ...(on.schedule ?? []).flatMap(scheduleProblems),
    ...declared.flatMap(([name, input]) => inputProblems(name, input)),
  ];
}

function emptyLists(on: Triggers): string[] {
  const lists = {
    "push.branches": on.push?.branches,
    "push.tags": on.push?.tags,
    "push.paths": on.push?.paths,
    "pullRequest.branches": on.pullRequest?.branches,
    "pullRequest.types": on.pullRequest?.types,
    "pullRequest.paths": on.pullRequest?.paths,
    schedule: on.schedule,
  };
  return Object.entries(lists)
    .filter(([, list]) => list?.length === 0)
    .map(([name]) => `on.${name} is empty: leave it out or name at least one`);
}

function inputProblems(name: string, input: Input): string[] {
  return [
    ...(input.required && input.default !== undefined
      ? [`input ${name} is required and has a default: one of them`]
      : []),
    ...(input.type === "choice" && input.default !== undefined && !input.options.includes(input.default)
      ? [`input ${name}: the default ${input.default} is none of ${input.options.join(", ")}`]
      : []),
  ];
}

/** The five fields of a cron line, with the numbers that each may hold. */
const cronFields = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12 },
  { name: "day of week", least: 0, most: 6 },
] as const;

function scheduleProblems({ cron, timezone }: Schedule): string[] {
  return [
    ...cronProblems(cron).map((problem) => `schedule "${cron}": ${problem}`),
    ...(timezone === undefined || isTimezone(timezone)
      ? []
      : [`schedule "${cron}": there is no timezone ${timezone}; use a name like America/New_York`]),
  ];
}

function cronProblems(cron: string): string[] {
  const parts = cron.split(" ");
  if (parts.length !== cronFields.length) {
    return ["it must have five fields: minute, hour, day of month, month, day of week"];
  }
  const odd = cronFields.flatMap(({ name, least, most }, index) =>
    (parts[index] ?? "").split(",").every((part) => fits(part, least, most))
      ? []
      : [`the ${name} "${parts[index]}" must be *, a number from ${least} to ${most}, a range or a step`],
  );
  const often = /^\*(\/[1-4])?$/.test(parts[0] ?? "");
  return [...odd, ...(often ? ["GitHub runs a schedule every five minutes at most"] : [])];
}

function fits(part: string, least: number, most: number): boolean {
  const read = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
  if (read === null) return false;
  const [from, to, step] = read.slice(1).map((number) => (number === undefined ? undefined : Number(number)));
  const within = (number: number | undefined) => number === undefined || (number >= least && number <= most);
  return within(from) && within(to) && (from ?? least) <= (to ?? most) && (step === undefined || step > 0);
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // Intl has no other way to say no.
  }
}
